//! Contests: the list, the form, and what can be done with one.

pub(crate) mod audit;
mod audited;
pub(crate) mod cancel_round;
pub(crate) mod clone;
pub(crate) mod contact;
pub(crate) mod create;
pub(crate) mod desk;
pub(crate) mod edit;
pub(crate) mod extra_time;
pub(crate) mod judges;
pub(crate) mod list;
pub(crate) mod move_window;
pub(crate) mod notice;
pub(crate) mod publish;
pub(crate) mod show;
pub(crate) mod units;
pub(crate) mod upload;

use crate::names;
use crate::session::signed_in;
use crate::texts::{t, texts};
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::staff::StaffContest;
use leptos::prelude::*;
use web_kit::format::moment;
use web_kit::lang::fill;
use web_kit::router;

/// Where a contest stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Draft,
    /// As the open round, else as the next or the last.
    Round(Phase),
    /// A round is over, and the next opens at this moment.
    Between(Millis),
}

fn standing(contest: &StaffContest) -> Standing {
    if !contest.published {
        return Standing::Draft;
    }
    let rounds = &contest.rounds;
    let is_over = |phase: Phase| matches!(phase, Phase::Closed | Phase::Final);
    let coming = rounds.iter().filter(|round| round.phase == Phase::Upcoming);
    if rounds.iter().any(|round| round.phase == Phase::Open) {
        return Standing::Round(Phase::Open);
    }
    match coming.map(|round| round.opens_at).min() {
        Some(opens_at) if rounds.iter().any(|round| is_over(round.phase)) => Standing::Between(opens_at),
        Some(_) => Standing::Round(Phase::Upcoming),
        None => Standing::Round(rounds.last().map_or(Phase::Upcoming, |round| round.phase)),
    }
}

pub(crate) fn badge(contest: &StaffContest) -> impl IntoView + use<> {
    let (class, text) = match standing(contest) {
        Standing::Draft => ("badge draft", texts().contests.draft.to_owned()),
        Standing::Round(phase) => (names::phase_class(phase), names::phase(phase).to_owned()),
        Standing::Between(opens_at) => (
            "badge upcoming long",
            fill(texts().contests.between, &[("at", &moment(opens_at))]),
        ),
    };
    view! { <span class=class data-test="phase">{text}</span> }
}

/// Title and tabs of the pages about one contest.
pub(crate) fn head(contest: &StaffContest) -> impl IntoView + use<> {
    let base = format!("/console/contests/{}", contest.id);
    let tab = |text: &'static str, address: String, test: &'static str| {
        let here = router::here();
        let rest = here
            .split('?')
            .next()
            .unwrap_or_default()
            .strip_prefix(address.as_str());
        // A page below a tab's belongs to it; the overview has all of them below.
        let is_here = rest.is_some_and(|rest| rest.is_empty() || (rest.starts_with('/') && address != base));
        let current = is_here.then_some("page");
        view! { <a href=address aria-current=current data-test=test>{text}</a> }
    };
    let t = &texts().contest;
    // Nobody has entered a draft.
    let organiser = signed_in().is_organiser();
    let has_desk = contest.published && organiser;
    view! {
        <p class="crumbs"><a href="/console/contests">{t!(contests.title)}</a></p>
        <div class="head">
            <div>
                <h1 data-test="contest-title">{contest.draft.title.clone()}</h1>
                <p class="row">{badge(contest)} <span>{contest.draft.organiser.clone()}</span></p>
            </div>
        </div>
        <nav class="tabs" aria-label=t.tabs>
            {tab(t.overview, base.clone(), "tab-overview")}
            {tab(t.units, format!("{base}/units"), "tab-units")}
            {organiser.then(|| tab(t.judges, format!("{base}/judges"), "tab-judges"))}
            {has_desk.then(|| tab(t.desk, format!("{base}/desk"), "tab-desk"))}
            {tab(t.audit, format!("{base}/audit"), "tab-audit")}
        </nav>
    }
}
