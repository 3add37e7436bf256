//! The published contests.

use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::clock::Clock;
use crate::contests::catalog::LiveContest;
use crate::contests::current::Contests;
use crate::web::cacheable::public;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::contests::{ContestCard, ContestList};
use contest_core::wire::paths;

/// How long caches may keep a page about a contest, in seconds. Readers cost next to nothing, and phases are no older.
pub(super) const FRESH_S: u32 = 1;

/// Returns the published contests, those with the latest opening first.
#[utoipa::path(get, path = paths::CONTESTS, tag = "contests",
    responses((status = 200, body = ContestList)))]
pub(crate) async fn list(_turn: Turn<READ>, contests: Data<Contests>, clock: Data<Clock>) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(public(FRESH_S))
        .json(published(&contests, clock.now()))
}

/// Returns the published contests as the public sees them now.
pub(super) fn published(contests: &Contests, now: Millis) -> ContestList {
    let mut cards: Vec<ContestCard> = contests
        .catalog()
        .contests()
        .map(|contest| card(contest, now))
        .collect();
    cards.sort_by(|a, b| b.opens_at.cmp(&a.opens_at).then_with(|| a.slug.cmp(&b.slug)));
    ContestList { now, contests: cards }
}

fn card(contest: &LiveContest, now: Millis) -> ContestCard {
    let windows = || contest.rounds.iter().map(|round| round.window);
    ContestCard {
        id: contest.id,
        slug: contest.slug.clone(),
        title: contest.title.clone(),
        organiser: contest.organiser.clone(),
        summary: contest.summary.clone(),
        opens_at: windows().map(|window| window.opens_at).min().unwrap_or_default(),
        closes_at: windows().map(|window| window.closes_at).max().unwrap_or_default(),
        phase: phase_of_contest(contest, now),
        rounds: u32::try_from(contest.rounds.len()).unwrap_or(u32::MAX),
    }
}

/// Returns the phase of the round that is open, else of an upcoming one, else of the one that closed last.
fn phase_of_contest(contest: &LiveContest, now: Millis) -> Phase {
    let phases = || contest.rounds.iter().map(|round| round.phase(now));
    let last = || contest.rounds.iter().max_by_key(|round| round.window.closes_at);
    phases()
        .find(|phase| *phase == Phase::Open)
        .or_else(|| phases().find(|phase| *phase == Phase::Upcoming))
        .or_else(|| last().map(|round| round.phase(now)))
        .unwrap_or(Phase::Closed)
}
