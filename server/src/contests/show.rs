//! One published contest, with its rounds and rules.

use crate::admission::turn::{READ, Turn};
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::contests::{consent, list::FRESH};
use crate::errors::{Answer, Refusal};
use crate::state::State;
use actix_web::HttpResponse;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use contest_core::time::Millis;
use contest_core::wire::contests::{ConsentText, ContestView, RoundView};
use contest_core::wire::errors::{ApiError, ErrorCode};

/// One published contest. The secrets of its rounds appear after their close.
#[utoipa::path(get, path = "/api/v1/contests/{slug}", tag = "contests",
    params(("slug" = String, Path)),
    responses((status = 200, body = ContestView), (status = "4XX", body = ApiError)))]
pub async fn show(_turn: Turn<READ>, state: Data<State>, slug: Path<String>) -> Answer<HttpResponse> {
    let contest = state
        .catalog()
        .by_slug(&slug)
        .ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    let view = view(&contest, state.clock.now());
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, FRESH))
        .json(view))
}

fn view(contest: &LiveContest, now: Millis) -> ContestView {
    ContestView {
        now,
        id: contest.id,
        slug: contest.slug.clone(),
        title: contest.draft.title.clone(),
        organiser: contest.draft.organiser.clone(),
        summary: contest.draft.summary.clone(),
        min_age: contest.draft.min_age,
        // The version that is asked for when entering is the one stored with the contest.
        consent: ConsentText {
            version: contest.consent_version.clone(),
            ..consent::text(&contest.draft)
        },
        has_units: !contest.units.is_empty(),
        rounds: contest
            .rounds
            .iter()
            .map(|round| round_view(round, now))
            .collect(),
    }
}

fn round_view(round: &LiveRound, now: Millis) -> RoundView {
    // Whoever has the secret can draw any paper: it stays here until the last answer can have arrived.
    let public = round.window.keys_public(now);
    let secret = public.then(|| hex::encode(round.secret));
    let bank_hash = public.then(|| round.bank.hash.clone());
    RoundView {
        id: round.id,
        number: round.number,
        title: round.title.clone(),
        opens_at: round.window.opens_at,
        closes_at: round.window.closes_at,
        phase: round.phase(now),
        rules: round.rules.clone(),
        commitment: round.commitment.clone(),
        secret,
        bank_hash,
    }
}
