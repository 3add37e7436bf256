//! How far this machine's clock is from those of the database and Redis. Servers that agree with both agree with each
//! other; a server that does not is not ready, and reveals nothing.
//!
//! Each reading assumes that the other clock was read in the middle of the round trip. A slow reply is too imprecise
//! and is discarded.

use crate::clock::Clock;
use crate::db::Db;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use live::Live;
use sea_orm::{ConnectionTrait, DbErr, Statement, TransactionTrait};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// How far clocks may be apart.
pub(crate) const TOLERATED_MS: i64 = 1_000;
/// This long after a deadline nothing can arrive in time, by any server's clock: the grace period, plus two clocks of
/// which one is ahead and the other behind.
pub const OVER_AFTER_MS: i64 = GRACE_MS + 2 * TOLERATED_MS;
/// How often the clocks are compared.
const STEP: Duration = Duration::from_secs(10);
/// A comparison with the database older than this says nothing about the present.
const STALE: Duration = Duration::from_secs(60);
/// A round trip that takes longer is too imprecise.
const SLOW: Duration = Duration::from_millis(500);
/// Round trips tried for one reading.
const TRIES: usize = 3;

/// The clock that this one was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Other {
    Database,
    /// With its address, if there are several.
    Redis(String),
}

/// How far this clock is ahead of another.
#[derive(Clone, Debug)]
pub(crate) struct Reading {
    pub(crate) other: Other,
    pub(crate) ahead_ms: i64,
    taken: Instant,
    /// What this machine's clock showed at that moment.
    showed: Millis,
}

impl Reading {
    fn now(other: Other, ahead_ms: i64, clock: &Clock) -> Reading {
        Reading {
            other,
            ahead_ms,
            taken: Instant::now(),
            showed: clock.of_the_machine(),
        }
    }

    pub(crate) fn is_large(&self) -> bool {
        self.ahead_ms.abs() > TOLERATED_MS
    }

    /// Whether this clock has been set since, which invalidates the reading.
    fn is_overtaken(&self, clock: &Clock) -> bool {
        let expected = self.showed + self.taken.elapsed().as_millis() as i64;
        (clock.of_the_machine().0 - expected.0).abs() > TOLERATED_MS
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = if self.ahead_ms > 0 { "ahead of" } else { "behind" };
        let by = self.ahead_ms.unsigned_abs();
        write!(f, "{}.{:03} s {side} ", by / 1_000, by % 1_000)?;
        match &self.other {
            Other::Database => f.write_str("the database"),
            Other::Redis(node) if node.is_empty() => f.write_str("redis"),
            Other::Redis(node) => write!(f, "redis {node}"),
        }
    }
}

/// The last readings, and the stores they come from. Cheap to clone; all clones share the readings.
#[derive(Clone)]
pub struct ClockSkew {
    db: Db,
    live: Live,
    clock: Clock,
    last: Arc<Mutex<Readings>>,
}

#[derive(Default)]
struct Readings {
    database: Option<Reading>,
    /// The reading of the master that differs most.
    redis: Option<Reading>,
}

impl ClockSkew {
    pub(crate) fn new(db: Db, live: Live, clock: Clock) -> ClockSkew {
        ClockSkew {
            db,
            live,
            clock,
            last: Arc::default(),
        }
    }

    /// Returns the readings that are too large.
    pub(crate) fn too_large(&self) -> Vec<Reading> {
        let readings = self.readings();
        let all = [&readings.database, &readings.redis].into_iter().flatten();
        all.filter(|reading| reading.is_large()).cloned().collect()
    }

    pub(crate) fn is_known_to_be_large(&self) -> bool {
        !self.too_large().is_empty()
    }

    /// Whether the clocks were compared recently and agree. Compares them now if the last comparison is too old.
    pub(crate) async fn is_known_to_be_small(&self) -> bool {
        if !self.is_fresh() {
            self.measure().await;
        }
        self.is_fresh() && !self.is_known_to_be_large()
    }

    /// Whether attempts may be closed by this clock: it was compared with at least one of the two, agrees, and was not
    /// set since.
    pub(crate) async fn is_to_be_trusted(&self) -> bool {
        if !self.has_readings() {
            self.measure().await;
        }
        self.has_readings() && !self.is_known_to_be_large()
    }

    fn has_readings(&self) -> bool {
        let readings = self.readings();
        let mut all = [&readings.database, &readings.redis].into_iter().flatten();
        let first = all.next();
        first.is_some_and(|first| !first.is_overtaken(&self.clock))
    }

    /// Only the reading of the database counts: it is reachable whenever there is something to reveal, while Redis may
    /// be down.
    fn is_fresh(&self) -> bool {
        let readings = self.readings();
        let database = readings.database.as_ref();
        database.is_some_and(|reading| reading.taken.elapsed() < STALE && !reading.is_overtaken(&self.clock))
    }

    fn readings(&self) -> MutexGuard<'_, Readings> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Compares the clocks every ten seconds.
    pub(crate) async fn watch(self, mut stopped: watch::Receiver<bool>) {
        loop {
            self.measure().await;
            for reading in self.too_large() {
                tracing::error!("this machine's clock is {reading}: check its time synchronisation");
            }
            tokio::select! {
                () = tokio::time::sleep(STEP) => {}
                _ = stopped.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Compares the clocks now. A store that cannot be reached keeps its last reading, unless this clock was set since.
    pub async fn measure(&self) {
        let (database, redis) = tokio::join!(
            of_database(&self.db, &self.clock),
            of_redis(&self.live, &self.clock)
        );
        let mut readings = self.readings();
        let still = |last: Option<Reading>| last.filter(|last| !last.is_overtaken(&self.clock));
        readings.database = database.or(still(readings.database.take()));
        readings.redis = redis.or(still(readings.redis.take()));
    }
}

/// Returns how far this clock is ahead of the database's; `None` if that cannot be determined.
pub(crate) async fn of_database(db: &Db, clock: &Clock) -> Option<Reading> {
    let reading = |ahead_ms| Reading::now(Other::Database, ahead_ms, clock);
    if !db.is_postgres() {
        // SQLite runs in this process.
        return Some(reading(0));
    }
    let comparing = async {
        // One connection for all round trips, so that waiting for a connection is not part of them.
        let connection = db.read.begin().await?;
        let mut found = None;
        for _ in 0..TRIES {
            let query = "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint";
            let query = Statement::from_string(db.backend(), query);
            let trip = Trip::begin(clock);
            let row = connection.query_one_raw(query).await?;
            let theirs: i64 = row
                .ok_or_else(|| DbErr::RecordNotFound("the time".into()))?
                .try_get_by_index(0)?;
            found = trip.end(&[Millis(theirs)]);
            if found.is_some() {
                break;
            }
        }
        connection.rollback().await?;
        Ok::<_, DbErr>(found)
    };
    match tokio::time::timeout(SLOW * 4, comparing).await {
        Ok(Ok(found)) => found.map(|(_, ahead)| reading(ahead)),
        Ok(Err(error)) => {
            tracing::debug!(%error, "the database does not say what time it is");
            None
        }
        Err(_elapsed) => None,
    }
}

/// Returns how far this clock is ahead of the Redis master that differs most; `None` if that cannot be determined.
pub(crate) async fn of_redis(live: &Live, clock: &Clock) -> Option<Reading> {
    for _ in 0..TRIES {
        let trip = Trip::begin(clock);
        let clocks = match tokio::time::timeout(SLOW, live.clocks()).await {
            Ok(Ok(clocks)) => clocks,
            Ok(Err(error)) => {
                tracing::debug!(%error, "Redis does not say what time it is");
                return None;
            }
            Err(_elapsed) => continue,
        };
        let times: Vec<Millis> = clocks.iter().map(|(_, time)| *time).collect();
        if let Some((index, ahead_ms)) = trip.end(&times) {
            return Some(Reading::now(
                Other::Redis(clocks[index].0.clone()),
                ahead_ms,
                clock,
            ));
        }
    }
    None
}

/// A round trip in progress.
struct Trip {
    begun: Millis,
    since: Instant,
}

impl Trip {
    fn begin(clock: &Clock) -> Trip {
        Trip {
            begun: clock.of_the_machine(),
            since: Instant::now(),
        }
    }

    /// Returns which of the clocks differs most, and by how much; `None` if the trip was too slow.
    fn end(self, theirs: &[Millis]) -> Option<(usize, i64)> {
        let took = self.since.elapsed();
        worst(self.begun, took, theirs).filter(|_| took < SLOW)
    }
}

fn worst(begun: Millis, took: Duration, theirs: &[Millis]) -> Option<(usize, i64)> {
    let middle = begun.0 + took.as_millis() as i64 / 2;
    let ahead = theirs.iter().map(|theirs| middle - theirs.0);
    ahead.enumerate().max_by_key(|(_, ahead)| ahead.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_other_clock_was_read_in_the_middle_of_the_trip() {
        let trip = |theirs: &[i64]| {
            let theirs: Vec<Millis> = theirs.iter().map(|time| Millis(*time)).collect();
            worst(Millis(10_000), Duration::from_millis(200), &theirs)
        };
        assert_eq!(trip(&[10_100]), Some((0, 0)));
        assert_eq!(trip(&[12_100]), Some((0, -2_000)));
        assert_eq!(trip(&[10_100, 9_000, 10_900]), Some((1, 1_100)));
        assert_eq!(trip(&[]), None);
    }

    #[test]
    fn a_reading_names_the_clock_and_by_how_much() {
        let reading = |other, ahead_ms| Reading::now(other, ahead_ms, &Clock::default());
        assert_eq!(
            reading(Other::Database, 2_450).to_string(),
            "2.450 s ahead of the database"
        );
        assert_eq!(
            reading(Other::Redis("10.0.0.7:6379".into()), -61_007).to_string(),
            "61.007 s behind redis 10.0.0.7:6379"
        );
        assert!(reading(Other::Database, -1_001).is_large() && !reading(Other::Database, 1_000).is_large());
    }

    #[test]
    fn a_clock_that_was_set_overtakes_its_readings() {
        let clock = Clock::default();
        let reading = Reading::now(Other::Database, 3, &clock);
        assert!(!reading.is_overtaken(&clock));
        for step in [-3_600_000, 3_600_000] {
            clock.set_wrong(step);
            assert!(reading.is_overtaken(&clock), "{step}");
        }
    }
}
