//! One contest: what it is about, and its rounds with what the reader can do in each.

use crate::dom::{View, el, live, many, none};
use crate::remote::Remote;
use crate::rounds::{RoundContext, action, board, phase_chip, rules, when, winners};
use crate::texts::{Texts, fill_n, fill_name};
use contest_core::rounds::Phase;
use contest_core::wire::contests::{ContestView, RoundView};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{clock, router};

pub(crate) fn page(slug: &str) -> View {
    let path = paths::contest(slug);
    let contest = Remote::<ContestView>::read(path, |contest| clock::learn(contest.now));
    live(move || contest.show(contest_view))
}

fn contest_view(contest: &ContestView, t: &'static Texts) -> View {
    router::title(&contest.title);
    let focus = focus(&contest.rounds);
    // The round in focus comes first, the others follow in their order.
    let rounds = contest.rounds.iter().enumerate();
    let first = rounds.clone().skip(focus).take(1);
    let others = rounds.filter(|(index, _)| *index != focus);
    let rounds = first.chain(others).map(|(index, round)| {
        let context = RoundContext::new(contest.id, &contest.slug, round);
        round_view(context, round, index == focus, t)
    });
    let age = contest
        .min_age
        .map(|age| el("p").class("quiet").text(&fill_n(t.contest.min_age, age)));
    let hero = el("div")
        .class("hero")
        .add(
            el("p")
                .class("over")
                .text(&fill_name(t.home.organiser, &contest.organiser)),
        )
        .add(el("h1").text(&contest.title))
        .add(el("p").class("lead").text(&contest.summary))
        .maybe(age);
    let heading = (contest.rounds.len() > 1).then(|| el("h2").text(t.contest.rounds));
    many([hero]).maybe(heading).each(rounds)
}

/// Returns the round that the page opens with: the open one, else the next, else the last.
fn focus(rounds: &[RoundView]) -> usize {
    let first = |phase: Phase| rounds.iter().position(|round| round.phase == phase);
    first(Phase::Open)
        .or_else(|| first(Phase::Upcoming))
        .unwrap_or(rounds.len().saturating_sub(1))
}

/// Shows a round. Rounds that are not in focus are folded and read nothing until they are opened.
fn round_view(context: RoundContext, round: &RoundView, in_focus: bool, t: &'static Texts) -> View {
    let (opens_at, closes_at) = (round.opens_at, round.closes_at);
    let opened = RwSignal::new(in_focus);
    let countdown = move || when(context.phase.get(), opens_at, closes_at, t);
    let summary = el("summary")
        .add(el("h2").text(&round.title))
        .live(move || phase_chip(context.phase.get(), t))
        .add(el("span").class("quiet").test("countdown").live_text(countdown));
    let open = move || {
        if !opened.get_untracked() {
            opened.set(true);
        }
    };
    el("details")
        .class("card round")
        .test("round")
        .attr("data-number", &round.number.to_string())
        .flag("open", in_focus)
        .on("toggle", move |_| open())
        .add(summary)
        .live(move || if opened.get() { content(context, t) } else { none() })
}

fn content(context: RoundContext, t: &'static Texts) -> View {
    let round = context.round.get_value();
    let id = round.id;
    let winners = move || match context.phase.get() {
        Phase::Final => winners::winners(id),
        _ => none(),
    };
    let board = move || match context.phase.get() {
        Phase::Upcoming => none(),
        _ => board::board(context),
    };
    many([
        el("div")
            .class("action")
            .test("action")
            .add(action::action(context)),
        live(winners),
        live(board),
        rules::rules(&round, t),
    ])
}
