//! The signed-in contestant's attempts whose time runs. A phone that did not begin them has no other way to know.

use super::mine::still_open;
use super::parts::Attempts;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::errors::AppResult;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::rounds::Phase;
use contest_core::wire::attempts::{RunningAttempt, RunningAttempts};
use contest_core::wire::paths;

/// Returns the attempts that are still running, the one that ends first before the others.
///
/// Looks only into rounds that are open, of the contests that the session knows to be entered (the newest ones), and only
/// into the live state: what Redis has lost is restored by the page of its contest.
#[utoipa::path(get, path = paths::MY_RUNNING, tag = "attempts",
    responses((status = 200, body = RunningAttempts)))]
pub(crate) async fn running(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let now = parts.clock.now();
    let catalog = parts.contests.catalog();
    let mut attempts = Vec::new();
    let entered = claims.ent.iter();
    for contest in entered.filter_map(|(contest, _)| catalog.contest(*contest)) {
        let open = contest.rounds.iter();
        for round in open.filter(|round| round.phase(now) == Phase::Open) {
            let shard = parts.live.shard_of(round.id, claims.sub);
            let mine = parts.live.mine(shard, claims.sub).await?;
            if let Some(facts) = still_open(&parts, round, shard, mine.open, now).await?
                && facts.deadline > now
            {
                attempts.push(RunningAttempt {
                    contest_slug: contest.slug.clone(),
                    round: round.id,
                    attempt: facts.attempt,
                    deadline: facts.deadline,
                });
            }
        }
    }
    attempts.sort_by_key(|running| running.deadline);
    Ok(HttpResponse::Ok().json(RunningAttempts { now, attempts }))
}
