//! How a round is going.

use super::parts::Monitoring;
use crate::contests::access::RoundForStaff;
use crate::contests::catalog::LiveRound;
use crate::db::within;
use crate::errors::{AppResult, Refusal};
use crate::pace::{MINUTE_MS, minute_of};
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::RoundId;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::figures::{LiveFigures, MINUTES, MinuteFigures, Monitor, ThisServer};
use contest_core::wire::paths;
use futures_util::future::join;
use live::pace::{Minute, Standings};
use std::collections::BTreeMap;
use std::time::Duration;

const FRESH: Duration = Duration::from_secs(1);
/// How long the monitor waits for a store: one that takes longer is shown as away.
const PATIENCE: Duration = Duration::from_secs(2);

#[utoipa::path(get, path = paths::MONITOR, tag = "figures", params(("round" = RoundId, Path)),
    responses((status = 200, body = Monitor)))]
pub(crate) async fn show(
    parts: Data<Monitoring>,
    RoundForStaff { access, .. }: RoundForStaff,
) -> AppResult<HttpResponse> {
    let id = access.round.id;
    if access.contest.published_at.is_none() {
        return Err(ErrorCode::RoundNotOpen.into());
    }
    let round = parts.contests.round(id)?;
    let monitor = parts.kept.rounds.get(id, FRESH, read(&parts, &round)).await?;
    Ok(HttpResponse::Ok().json(&*monitor))
}

async fn read(parts: &Monitoring, round: &LiveRound) -> AppResult<Monitor> {
    let contest = parts.contests.contest(round.contest)?;
    let at = parts.clock.now();
    let counting = async { parts.counts.entrants(contest.id).await };
    let from_redis = tokio::time::timeout(PATIENCE, of_redis(parts, round.id, at));
    let (live, entrants) = join(from_redis, within(PATIENCE, counting)).await;
    let live = live.ok().and_then(Result::ok);
    let (shed, failed) = parts.metrics.troubles();
    Ok(Monitor {
        at,
        contest: contest.id,
        contest_title: contest.title.clone(),
        round: round.id,
        round_title: round.title.clone(),
        phase: round.phase(at),
        opens_at: round.window.opens_at,
        closes_at: round.window.closes_at,
        database: entrants.is_ok(),
        entrants: entrants.ok(),
        redis: live.is_some(),
        minutes: live
            .as_ref()
            .map(|(_, pace)| minutes(pace, at))
            .unwrap_or_default(),
        live: live.map(|(standings, _)| figures(&standings)),
        server: ThisServer {
            since: parts.kept.since,
            shed,
            failed,
        },
    })
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

fn figures(of: &Standings) -> LiveFigures {
    LiveFigures {
        open: of.open,
        overdue: of.overdue,
        starts: of.open + of.pending + of.done,
        submissions: of.pending + of.done,
        people: of.people,
        pending: of.pending,
        starting: of.starting,
        stuck: of.stuck,
        rebuilding: of.cold > 0,
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
