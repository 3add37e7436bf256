//! One contest: what it is about, and its rounds with what the reader can do in each.

use crate::remote::Remote;
use crate::rounds::action::RoundAction;
use crate::rounds::rules::rules;
use crate::rounds::{RoundContext, phase_chip, when};
use crate::texts::{self, fill_n, fill_name, t};
use crate::timing::memo;
use crate::ui::{link, maybe};
use contest_core::rounds::Phase;
use contest_core::wire::contests::{ContestView, RoundView};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{clock, format, lang, router};

#[component]
pub(crate) fn ContestPage(slug: String) -> impl IntoView {
    let path = paths::contest(&slug);
    let contest = Remote::<ContestView>::read(path, |contest| clock::learn(contest.now));
    contest.show(contest_view)
}

/// Shows a contest. It reads no signal itself, so that a change of language leaves its parts as they are.
fn contest_view(contest: &ContestView) -> AnyView {
    router::title(&contest.title);
    let focus = focus(&contest.rounds);
    let mut rounds: Vec<AnyView> = Vec::with_capacity(contest.rounds.len());
    for (index, round) in contest.rounds.iter().enumerate() {
        let context = RoundContext::new(contest.id, &contest.slug, round);
        let round = view! { <Round context in_focus={index == focus} practice=contest.practice/> }.into_any();
        // The round in focus comes first, the others follow in their order.
        rounds.insert(if index == focus { 0 } else { index }, round);
    }
    let several = rounds.len() > 1;
    let organiser = contest.organiser.clone();
    let age = contest.min_age;
    view! {
        <div class="hero">
            <p class="over">{move || fill_name(texts::home().organiser, &organiser)}</p>
            <h1>{contest.title.clone()}</h1>
            <p class="lead">{contest.summary.clone()}</p>
            {age.map(|age| view! { <p class="quiet">{move || fill_n(texts::contest().min_age, age)}</p> }.into_any())}
        </div>
        {several.then(|| view! { <h2>{t!(contest.rounds)}</h2> }.into_any())}
        {rounds}
    }
    .into_any()
}

/// Returns the round that the page opens with: the open one that closes soonest, else the next, else the last.
fn focus(rounds: &[RoundView]) -> usize {
    let in_phase = |phase: Phase| {
        rounds
            .iter()
            .enumerate()
            .filter(move |(_, round)| round.phase == phase)
    };
    in_phase(Phase::Open)
        .min_by_key(|(_, round)| round.closes_at)
        .or_else(|| in_phase(Phase::Upcoming).min_by_key(|(_, round)| round.opens_at))
        .map_or(rounds.len().saturating_sub(1), |(index, _)| index)
}

/// Shows a round. Rounds that are not in focus are folded and read nothing until they are opened.
#[component]
fn Round(context: RoundContext, in_focus: bool, practice: bool) -> impl IntoView {
    let opened = RwSignal::new(in_focus);
    let open = move |_| {
        if !opened.get_untracked() {
            opened.set(true);
        }
    };
    let (number, title) = context
        .round
        .with_value(|round| (round.number.to_string(), round.title.clone()));
    view! {
        <details
            class="card round"
            data-test="round"
            data-number=number
            open=in_focus
            on:toggle=open
        >
            <summary>
                <h2>{title}</h2>
                {move || phase_chip(context.phase.get())}
                <span class="quiet" data-test="countdown">
                    {move || context.round.with_value(|round| {
                        when(context.phase.get(), round.opens_at, round.closes_at)
                    })}
                </span>
            </summary>
            {move || maybe(opened.get().then(|| view! { <Content context practice={practice && in_focus}/> }.into_any()))}
        </details>
    }
}

#[component]
fn Content(context: RoundContext, practice: bool) -> impl IntoView {
    let begun = memo(Box::new(move || context.phase.get() != Phase::Upcoming));
    let to = context.round.with_value(|round| round.number.to_string());
    let to = context
        .slug
        .with_value(|slug| ["/bang-xep-hang/", slug, "/", &to].concat());
    let to_practice = || {
        let to = context
            .slug
            .with_value(|slug| ["/thi/", slug, "/thi-thu"].concat());
        link("plain wide", to, "practice", t!(contest.practice))
    };
    let board = move || {
        let text = move || board_text(context);
        view! { <a class="plain wide" href=to.clone() data-test="board-link">{text}</a> }.into_any()
    };
    view! {
        <div class="action" data-test="action"><RoundAction context/></div>
        {maybe(practice.then(to_practice))}
        {move || maybe(begun.get().then(&board))}
        {move || context.round.with_value(rules)}
    }
}

/// The way to the board, with the reader's rank on it.
fn board_text(context: RoundContext) -> String {
    let t = texts::contest();
    if context.phase.get() == Phase::Final {
        return t.winners.to_owned();
    }
    let rank = context
        .me
        .with(|me| me.as_ref().and_then(|me| Some((me.rank?, me.people))));
    match rank {
        Some((rank, people)) => {
            let [rank, people] = [rank, people].map(format::thousands);
            lang::fill(t.board_own, &[("rank", &rank), ("people", &people)])
        }
        None => t.board.to_owned(),
    }
}
