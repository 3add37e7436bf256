//! How a round is going.

use super::parts::Monitoring;
use super::watched::Watched;
use crate::contests::catalog::{LiveContest, LiveRound, counted};
use crate::db::within;
use crate::errors::{AppResult, Refusal};
use crate::pace::{MINUTE_MS, minute_of};
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::{ContestId, RoundId};
use contest_core::rounds::{GRACE_MS, Phase};
use contest_core::time::Millis;
use contest_core::wire::figures::{LiveFigures, MINUTES, MinuteFigures, Monitor, ThisServer};
use contest_core::wire::paths;
use futures_util::future::{join, join3};
use live::pace::{Minute, Standings};
use std::collections::BTreeMap;
use std::time::Duration;

const FRESH: Duration = Duration::from_secs(1);
/// How long the monitor waits for a store: one that has not answered a small question by then is shown as away.
const PATIENCE: Duration = Duration::from_secs(2);

#[utoipa::path(get, path = paths::MONITOR, tag = "figures", params(("round" = RoundId, Path)),
    responses((status = 200, body = Monitor)))]
pub(crate) async fn show(
    parts: Data<Monitoring>,
    Watched { contest, round }: Watched,
) -> AppResult<HttpResponse> {
    let (kept, id) = (parts.kept.clone(), round.id);
    let reading = move || async move { Ok(read(&parts, &contest, &round).await) };
    let monitor = kept.rounds.get(id.0, FRESH, reading).await?;
    Ok(HttpResponse::Ok().json(&*monitor))
}

async fn read(parts: &Monitoring, contest: &LiveContest, round: &LiveRound) -> Monitor {
    let at = parts.clock.now();
    let from_redis = tokio::time::timeout(PATIENCE, of_redis(parts, round.id, at));
    // A count may be slow where the database is not away, so that is asked apart.
    let from_database = within(PATIENCE, counted(&parts.db));
    let (live, database, entrants) = join3(from_redis, from_database, entrants(parts, contest.id)).await;
    let live = live.ok().and_then(Result::ok);
    let (phase, database) = (round.phase(at), database.is_ok());
    let (shed, failed) = parts.metrics.troubles();
    Monitor {
        at,
        contest: contest.id,
        contest_title: contest.title.clone(),
        round: round.id,
        round_title: round.title.clone(),
        phase,
        opens_at: round.window.opens_at,
        closes_at: round.window.closes_at,
        database,
        entrants: entrants.filter(|_| database),
        redis: live.is_some(),
        minutes: live
            .as_ref()
            .map(|(_, pace)| minutes(pace, at))
            .unwrap_or_default(),
        live: live.map(|(standings, _)| figures(&standings, phase)),
        server: ThisServer {
            since: parts.kept.since,
            shed,
            failed,
        },
    }
}

/// Returns how many people have entered. A count that takes long goes on, and is shown once it is done: until then, the
/// last one is.
async fn entrants(parts: &Monitoring, contest: ContestId) -> Option<u64> {
    let counts = parts.counts.clone();
    let count = move || async move { Ok(counts.entrants(contest).await?) };
    let counting = parts.kept.entrants.get(contest.0, FRESH, count);
    let number = match tokio::time::timeout(PATIENCE, counting).await {
        Ok(number) => number.ok(),
        Err(_elapsed) => parts.kept.entrants.last(contest.0),
    };
    number.map(|number| *number)
}

async fn of_redis(
    parts: &Monitoring,
    round: RoundId,
    now: Millis,
) -> Result<(Standings, BTreeMap<i64, Minute>), Refusal> {
    let last = minute_of(now);
    let minutes = last - MINUTES as i64 + 1..last + 1;
    let standings = parts.live.standings(round, now - GRACE_MS);
    let (standings, pace) = join(standings, parts.live.pace(round, minutes)).await;
    Ok((standings?, pace?))
}

fn figures(of: &Standings, phase: Phase) -> LiveFigures {
    LiveFigures {
        open: of.open,
        overdue: of.overdue,
        starts: of.open + of.pending + of.done,
        submissions: of.pending + of.done,
        people: of.people,
        pending: of.pending,
        starting: of.starting,
        stuck: of.stuck,
        // A final round need not be in Redis, and is not built again.
        rebuilding: of.cold > 0 && phase != Phase::Final,
    }
}

fn minutes(pace: &BTreeMap<i64, Minute>, now: Millis) -> Vec<MinuteFigures> {
    let last = minute_of(now);
    let figures = |minute: i64| {
        let counted = pace.get(&minute).copied().unwrap_or_default();
        MinuteFigures {
            at: Millis(minute * MINUTE_MS),
            starts: counted.starts,
            submissions: counted.submissions,
        }
    };
    (last - MINUTES as i64 + 1..=last).map(figures).collect()
}
