//! The published contests and their rounds as this server knows them now.

use super::catalog::{Catalog, LiveContest, LiveRound};
use crate::clock::Clock;
use crate::clock_skew::{ClockSkew, OVER_AFTER_MS};
use crate::contests::catalog;
use crate::contests::flights::{Ask, Flights};
use crate::db::{Db, within};
use crate::errors::AppResult;
use arc_swap::ArcSwap;
use contest_core::attempts::AttemptFacts;
use contest_core::ids::{ContestId, RoundId};
use contest_core::rounds::{Phase, ScoreShown};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// The database is polled every two seconds. A server that could not for this long does not know what is current.
const CURRENT_MS: u64 = 10_000;
/// How long the database may take to say whether something has changed, and to tell what.
const ASKING: Duration = Duration::from_secs(2);
const READING: Duration = Duration::from_secs(20);

/// Cheap to clone; all clones see the newest catalog.
#[derive(Clone, Default)]
pub struct Contests {
    catalog: Arc<ArcSwap<Catalog>>,
    /// When the database was last asked and the catalog was up to date.
    confirmed_at: Arc<AtomicI64>,
    /// What compares this server's clock. A tool that serves nobody has none.
    clock_skew: Arc<OnceLock<ClockSkew>>,
    asking: Arc<Flights>,
}

impl Contests {
    pub fn catalog(&self) -> Arc<Catalog> {
        self.catalog.load_full()
    }

    pub fn round(&self, id: RoundId) -> AppResult<Arc<LiveRound>> {
        self.catalog
            .load()
            .round(id)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    pub(crate) fn contest(&self, id: ContestId) -> AppResult<Arc<LiveContest>> {
        self.catalog
            .load()
            .contest(id)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// Confirms from now on only what was read by a clock that agrees with the others.
    pub(crate) fn compare_with(&self, clock_skew: ClockSkew) {
        self.clock_skew.get_or_init(|| clock_skew);
    }

    /// Reloads the contests from the database. `now` is the time before the load.
    pub(crate) async fn reload(&self, db: &Db, now: Millis) -> AppResult<()> {
        let fresh = Catalog::load(db, Some(&self.catalog())).await?;
        // The load that began later has the newer contests, even if it ended first.
        if fresh.version >= self.catalog().version {
            self.catalog.store(Arc::new(fresh));
        }
        self.confirm(now).await;
        Ok(())
    }

    /// Notes how many people have had their data erased: what shows names is then made again, but no contest is read.
    pub(crate) fn note_erasures(&self, erasures: u64) {
        self.catalog.rcu(|catalog| match catalog.erasures == erasures {
            true => catalog.clone(),
            false => Arc::new(catalog.with_erasures(erasures)),
        });
    }

    /// Notes that the catalog was up to date when the database was asked, which was at this time or later.
    /// By a clock that is ahead, a round that still runs would seem to have closed before: such a time confirms nothing.
    pub(crate) async fn confirm(&self, at: Millis) {
        if let Some(clock_skew) = self.clock_skew.get()
            && !Box::pin(clock_skew.is_to_be_trusted()).await
        {
            return;
        }
        self.confirmed_at.store(at.0, Ordering::Release);
    }

    /// Asks the database whether this is current, and reads what has changed. Whoever is about to close an attempt, or to
    /// tell somebody that they are too late, asks first: another server may have given extra time. All who ask at once
    /// share one reading.
    pub(crate) async fn ask(&self, db: &Db, clock: &Clock) -> AppResult<()> {
        let asking = self.asking.join(Ask::Shared, || async {
            let at = clock.now();
            let counted = within(ASKING, catalog::counted(db)).await?;
            if counted.contests == self.catalog().version {
                self.confirm(at).await;
                return Ok(());
            }
            let reading = tokio::time::timeout(READING, Box::pin(self.reload(db, at))).await;
            reading.unwrap_or_else(|_elapsed| Err(ErrorCode::Unavailable.into()))
        });
        asking.await.map_err(|refusal| {
            tracing::debug!(%refusal, "the database does not say whether the contests are current");
            ErrorCode::Unavailable.into()
        })
    }

    /// Returns whether the database has lately confirmed what is in memory.
    pub(crate) fn is_current(&self, now: Millis) -> bool {
        let confirmed_at = Millis(self.confirmed_at.load(Ordering::Acquire));
        now.since(confirmed_at) <= CURRENT_MS
    }

    /// Returns the deadline to show to a contestant. A close that was moved counts only while this server can ask
    /// whether it still holds: a contestant who is shown too early a deadline submits too early.
    pub(crate) fn deadline_to_tell(&self, round: &LiveRound, facts: &AttemptFacts, now: Millis) -> Millis {
        if self.is_current(now) {
            round.bounded(facts.clone()).deadline
        } else {
            round.extended(facts.clone()).deadline
        }
    }

    /// Returns whether the round is over for good: according to the database and by the clock of every server. A server
    /// that cannot ask may not know of an extension, and `round` may be older than the catalog.
    pub(crate) fn knows_the_close(&self, round: &LiveRound) -> bool {
        let confirmed_at = self.confirmed_at.load(Ordering::Acquire);
        let closes_at = round.window.closes_at;
        let newest = self.catalog.load().round(round.id);
        confirmed_at > closes_at.0 + OVER_AFTER_MS
            && newest.is_some_and(|newest| newest.window.closes_at == closes_at)
    }

    /// Returns until when contestants do not learn their scores, if they do not yet.
    pub(crate) fn withholds_scores(&self, round: &LiveRound, now: Millis) -> Option<ScoreShown> {
        let shown = match round.rules.disclosure.score {
            // A cancelled round never has a final result.
            ScoreShown::AfterFinal if round.cancelled_for.is_some() => ScoreShown::AfterClose,
            shown => shown,
        };
        let is_over = round.phase(now) == Phase::Final;
        let is_told = match shown {
            ScoreShown::AtOnce => true,
            // Not while the round may have been extended: people who still take part would know what others did not.
            ScoreShown::AfterClose => {
                is_over || (now > round.window.closes_at && self.knows_the_close(round))
            }
            ScoreShown::AfterFinal => is_over,
        };
        (!is_told).then_some(shown)
    }

    /// Returns the facts by which to close an attempt: the close of the round cuts the deadline once that is certain.
    pub(crate) fn certainly_bounded(&self, round: &LiveRound, facts: AttemptFacts) -> AttemptFacts {
        if self.knows_the_close(round) {
            round.bounded(facts)
        } else {
            round.extended(facts)
        }
    }
}
