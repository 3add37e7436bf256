//! One published contest, with its rounds and rules.

use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::clock::Clock;
use crate::contests::catalog::{Catalog, LiveContest, LiveRound};
use crate::contests::contact;
use crate::contests::current::Contests;
use crate::contests::kept::{Pages, moment_of};
use crate::contests::list::FRESH_S;
use crate::contests::reveal::Reveal;
use crate::errors::{AppResult, Refusal};
use crate::lang;
use crate::texts::say;
use crate::web::cacheable::{Cacheable, public};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::ids::RoundId;
use contest_core::time::Millis;
use contest_core::wire::contests::{ContestView, RoundView};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use std::collections::HashSet;
use std::time::Duration;

/// How long the page waits for the database. If that hangs, it is shown without secrets.
const PATIENCE: Duration = Duration::from_millis(500);

/// Returns one published contest. The secret of a round appears once every round with the same questions has closed.
#[utoipa::path(get, path = paths::CONTEST, tag = "contests",
    params(("slug" = String, Path)),
    responses((status = 200, body = ContestView)))]
pub(crate) async fn show(
    _turn: Turn<READ>,
    (contests, reveal): (Data<Contests>, Data<Reveal>),
    (clock, pages): (Data<Clock>, Data<Pages>),
    slug: Path<String>,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let at = moment_of(&contests, &clock);
    let key = paths::contest(slug.as_str());
    if let Some(kept) = pages.fresh(&key, at) {
        return Ok(kept.respond(&request, public(FRESH_S)));
    }
    let view = published(&contests, &reveal, &slug, at.0).await;
    let view = view.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    let made = pages.keep(key, at, Cacheable::json(&view)?);
    Ok(made.respond(&request, public(FRESH_S)))
}

/// Returns a published contest as the public sees it now.
pub(super) async fn published(
    contests: &Contests,
    reveal: &Reveal,
    slug: &str,
    now: Millis,
) -> Option<ContestView> {
    let catalog = contests.catalog();
    let contest = catalog.by_slug(slug)?;
    let revealed = revealed(reveal, &catalog, &contest, now).await;
    Some(view(&contest, &revealed, now))
}

/// Returns the rounds whose secret may be shown. While the database cannot be asked, they stay secret.
async fn revealed(
    reveal: &Reveal,
    catalog: &Catalog,
    contest: &LiveContest,
    now: Millis,
) -> HashSet<RoundId> {
    let mut revealed = HashSet::new();
    for round in &contest.rounds {
        if !reveal.seems_public(catalog, round.id, now) {
            continue;
        }
        match tokio::time::timeout(PATIENCE, reveal.withheld(round.id)).await {
            Ok(Ok(None)) => drop(revealed.insert(round.id)),
            Ok(Ok(Some(_why))) => {}
            // The other rounds would have to wait as well.
            Ok(Err(_)) | Err(_) => break,
        }
    }
    revealed
}

/// Returns the notice of the organisers, and which rounds were cancelled. In Vietnamese, as all that they write: one answer
/// is kept for all readers.
fn told(contest: &LiveContest, now: Millis) -> Option<String> {
    let cancelled = contest.rounds.iter().filter_map(|round| {
        let why = round.cancelled_for.as_ref()?;
        let text = || say!(contests.round_cancelled, round = round.title, reason = why);
        Some(lang::in_vietnamese(text))
    });
    let all: Vec<String> = cancelled.chain(contest.notice(now)).collect();
    (!all.is_empty()).then(|| all.join(" "))
}

fn view(contest: &LiveContest, revealed: &HashSet<RoundId>, now: Millis) -> ContestView {
    ContestView {
        now,
        id: contest.id,
        slug: contest.slug.clone(),
        title: contest.title.clone(),
        organiser: contest.organiser.clone(),
        summary: contest.summary.clone(),
        min_age: contest.min_age,
        guardian_below: contest.guardian_below,
        consent: contest.consent.clone(),
        contact: contact::told(&contest.contact),
        notice: told(contest, now),
        has_units: !contest.units.is_empty(),
        practice: contest.practice.is_some(),
        rounds: contest
            .rounds
            .iter()
            .map(|round| round_view(round, revealed.contains(&round.id), now))
            .collect(),
    }
}

/// Returns a round as the page shows it. With the secret, anybody can draw any paper and put its options back into the
/// order of the bank, so it is as secret as the keys.
fn round_view(round: &LiveRound, public: bool, now: Millis) -> RoundView {
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
        multiple_choice: round.multiple_choice,
        commitment: round.commitment.clone(),
        secret,
        bank_hash,
    }
}
