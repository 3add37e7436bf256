//! One run of each kind on a prepared server: load, watch, audit, report.

use crate::bed::{Bed, RunError};
use crate::contest::now;
use crate::crew::dealt;
use crate::measure::Period;
use crate::redis_cost::{fill_board, make_ready};
use crate::report::json::Report;
use crate::saturate::{Saturation, saturate};
use crate::slow::slow_bodies;
use crate::surge::{Surge, leave_open, surge};
use crate::watch::watch;
use live::Live;
use std::io;
use std::time::{Duration, Instant};

/// How long a run is measured, and how long it runs before that.
#[derive(Clone, Copy, Debug)]
pub struct Timing {
    pub warm_up: Duration,
    pub duration: Duration,
}

impl Timing {
    /// Returns the period that begins now.
    fn period(self) -> Period {
        let from = Instant::now() + self.warm_up;
        Period {
            from,
            until: from + self.duration,
        }
    }
}

/// Runs the closed loop at full speed.
pub async fn run_saturate(bed: &mut Bed, timing: Timing, saturation: Saturation) -> Result<Report, RunError> {
    let (round, addresses) = bed.take_round()?;
    let period = timing.period();
    let watching = tokio::spawn(watch(bed.watched.clone(), period));
    let outcome = saturate(&bed.server, &addresses, &bed.people, period, saturation).await?;
    let used = watching.await.map_err(io::Error::other)?;
    let mode = format!(
        "saturate, {} saves, {} connections",
        saturation.saves, saturation.connections
    );
    let mut report = Report::new(&mode, bed.store.clone(), &outcome.measures, &used);
    report.audit = Some(bed.audit(&round, &outcome.ledger, true).await?);
    Ok(report)
}

/// Runs the open model; `closes` ends the round together with the run, as on the last evening.
pub async fn run_surge(
    bed: &mut Bed,
    name: &str,
    timing: Timing,
    load: Surge,
    closes: bool,
) -> Result<Report, RunError> {
    let (round, addresses) = bed.take_round()?;
    if closes {
        let length = timing.warm_up + timing.duration;
        let close = now() + length.as_millis() as i64;
        bed.organiser().close_at(&round, close).await?;
    }
    let period = timing.period();
    let watching = tokio::spawn(watch(bed.watched.clone(), period));
    let outcome = surge(&bed.server, &addresses, &bed.people, period, load).await?;
    let used = watching.await.map_err(io::Error::other)?;
    let mode = described(name, load);
    let mut report = Report::new(&mode, bed.store.clone(), &outcome.measures, &used);
    report.audit = Some(bed.audit(&round, &outcome.ledger, true).await?);
    Ok(report)
}

fn described(name: &str, load: Surge) -> String {
    let mut text = format!(
        "{name}, {:.0} attempts/s offered, {} saves",
        load.rate, load.saves
    );
    for (rate, what) in [
        (load.sign_ins, "sign-ins"),
        (load.boards, "board reads"),
        (load.ranks, "ranks"),
    ] {
        if rate > 0.0 {
            text.push_str(&format!(", {rate:.0} {what}/s"));
        }
    }
    text
}

/// Runs attempts at a rate while this many connections send their bodies a byte a second.
pub async fn run_slow_bodies(
    bed: &mut Bed,
    timing: Timing,
    load: Surge,
    connections: usize,
) -> Result<Report, RunError> {
    let person = bed.people.first().cloned();
    let person = person.ok_or_else(|| RunError::Wrong("nobody is registered".into()))?;
    let server = bed.server.clone();
    let slow = tokio::spawn(async move { slow_bodies(&server, &person, connections).await });
    let mut report = run_surge(bed, "slow bodies", timing, load, false).await?;
    let slow = slow.await.map_err(io::Error::other)?;
    tell(&mut report, "slow_bodies", &slow)?;
    Ok(report)
}

/// Reads a board with this many standings while attempts run. The standings are put into the round's live state
/// directly, so the board is not compared with the database afterwards.
pub async fn run_boards(
    bed: &mut Bed,
    timing: Timing,
    load: Surge,
    standings: usize,
) -> Result<Report, RunError> {
    let (round, addresses) = bed.take_round()?;
    let url = bed.started.as_ref().map(|started| started.redis_url.clone());
    let url =
        url.ok_or_else(|| RunError::Wrong("filling a board needs a private server: pass --start".into()))?;
    let begun = Instant::now();
    let filled = async {
        let live = Live::open(&url, 1, None).await?;
        make_ready(&live, round.id).await?;
        fill_board(&live, round.id, 0, standings).await
    };
    filled.await.map_err(io::Error::other)?;
    let filling_s = begun.elapsed().as_secs_f64();
    let period = timing.period();
    let watching = tokio::spawn(watch(bed.watched.clone(), period));
    let outcome = surge(&bed.server, &addresses, &bed.people, period, load).await?;
    let used = watching.await.map_err(io::Error::other)?;
    let mode = described(&format!("board of {standings}"), load);
    let mut report = Report::new(&mode, bed.store.clone(), &outcome.measures, &used);
    report.audit = Some(bed.audit(&round, &outcome.ledger, false).await?);
    tell(&mut report, "filling_s", &filling_s)?;
    Ok(report)
}

/// Starts this many attempts and leaves them open, to measure what the server holds for them. Nothing is promised, so
/// nothing is audited.
pub async fn run_open_attempts(bed: &mut Bed, count: usize, connections: usize) -> Result<Report, RunError> {
    let mut rounds = Vec::new();
    for _ in 0..count.div_ceil(bed.people.len().max(1)) {
        // A person has at most one open attempt per round: everybody has one in the first round before anybody has one
        // in the second.
        let (_round, addresses) = bed.take_round().map_err(|_error| too_few(bed, count))?;
        rounds.push(addresses);
    }
    let long = Timing {
        warm_up: Duration::ZERO,
        duration: Duration::from_secs(600),
    };
    let mut period = long.period();
    let before = bed.watched.server.as_ref().map(|server| server.rss_bytes());
    let starts = rounds.iter().flat_map(|round| {
        bed.people
            .iter()
            .map(move |person| (round.clone(), person.clone()))
    });
    let hands = dealt(starts.take(count), connections);
    let outcome = leave_open(&bed.server, hands, period).await?;
    period.until = Instant::now();
    let mut used = watch(bed.watched.clone(), period).await;
    // The period has already passed, so there is nothing to divide.
    used.client.0 = 0.0;
    let mut report = Report::new(
        &format!("{count} open attempts"),
        bed.store.clone(),
        &outcome.measures,
        &used,
    );
    let seconds = period.length().as_secs_f64();
    report.duration_s = seconds;
    report.requests_per_s = outcome.measures.requests as f64 / seconds;
    tell(&mut report, "rss_before_bytes", &before)?;
    let after = bed.watched.server.as_ref().map(|server| server.rss_bytes());
    tell(&mut report, "rss_after_bytes", &after)?;
    Ok(report)
}

fn too_few(bed: &Bed, count: usize) -> RunError {
    let people = bed.people.len();
    RunError::Wrong(format!(
        "{count} open attempts need more than {people} people (--people): there are not so many rounds"
    ))
}

fn tell(report: &mut Report, name: &str, value: &impl serde::Serialize) -> Result<(), RunError> {
    let value = serde_json::to_value(value).map_err(io::Error::other)?;
    report.more.insert(name.to_owned(), value);
    Ok(())
}
