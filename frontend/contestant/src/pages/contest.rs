//! One contest: what it is about, and its rounds with what can be done at each.

use crate::remote::Remote;
use crate::rounds::{RoundContext, action, board, phase_chip, rules, when, winners};
use crate::texts::{Texts, fill_n, fill_name};
use contest_core::rounds::Phase;
use contest_core::wire::contests::{ContestView, RoundView};
use leptos::prelude::*;
use web_kit::{api, clock, router};

pub(crate) fn page(slug: &str) -> AnyView {
    let path = ["/contests/", &api::encode(slug)].concat();
    let contest = Remote::<ContestView>::read(path, |contest| clock::learn(contest.now));
    (move || contest.show(contest_view)).into_any()
}

fn contest_view(contest: &ContestView, t: &'static Texts) -> AnyView {
    router::title(&contest.title);
    let focus = focus(&contest.rounds);
    let single = contest.rounds.len() == 1;
    let rounds = contest
        .rounds
        .iter()
        .enumerate()
        .map(|(index, round)| {
            let context = RoundContext::new(contest.id, &contest.slug, round);
            round_view(context, round, index == focus, single, t)
        })
        .collect_view();
    view! {
        <div class="hero">
            <p class="over">{fill_name(t.home.organiser, &contest.organiser)}</p>
            <h1>{contest.title.clone()}</h1>
            <p class="lead">{contest.summary.clone()}</p>
            {contest.min_age.map(|age| view! { <p class="quiet">{fill_n(t.contest.min_age, age)}</p> })}
        </div>
        {(!single).then(|| view! { <h2>{t.contest.rounds}</h2> })}
        {rounds}
    }
    .into_any()
}

/// The round the page opens with: the one that is open, else the next, else the last.
fn focus(rounds: &[RoundView]) -> usize {
    let first = |phase: Phase| rounds.iter().position(|round| round.phase == phase);
    first(Phase::Open)
        .or_else(|| first(Phase::Upcoming))
        .unwrap_or(rounds.len().saturating_sub(1))
}

/// A round. Those that are not in focus are folded, and read nothing before they are opened.
fn round_view(
    context: RoundContext,
    round: &RoundView,
    in_focus: bool,
    single: bool,
    t: &'static Texts,
) -> AnyView {
    let (opens_at, closes_at) = (round.opens_at, round.closes_at);
    let opened = RwSignal::new(in_focus);
    let title = (!single || !round.title.is_empty()).then(|| round.title.clone());
    let content = move || opened.get().then(|| content(context, t));
    view! {
        <details class="card round" data-test="round" data-number=round.number open=in_focus on:toggle=move |_| opened.set(true)>
            <summary>
                <h2>{title}</h2>
                {move || phase_chip(context.phase.get(), t)}
                <span class="quiet" data-test="countdown">{move || when(context.phase.get(), opens_at, closes_at, t)}</span>
            </summary>
            {content}
        </details>
    }
    .into_any()
}

fn content(context: RoundContext, t: &'static Texts) -> AnyView {
    let round = context.round.get_value();
    let id = round.id;
    view! {
        <div class="action" data-test="action">{action::action(context)}</div>
        {move || (context.phase.get() == Phase::Final).then(|| winners::winners(id))}
        {move || (context.phase.get() != Phase::Upcoming).then(|| board::board(context))}
        {rules::rules(&round, t)}
    }
    .into_any()
}
