//! One contest: what it is about, and its rounds with what the reader can do in each.

use crate::contact::contact;
use crate::remote::Remote;
use crate::rounds::action::RoundAction;
use crate::rounds::rules::rules;
use crate::rounds::{RoundContext, phase_chip, when};
use crate::texts::{self, fill_n, fill_name, t};
use crate::timing::memo;
use crate::ui::{link, maybe, notice};
use contest_core::rounds::Phase;
use contest_core::wire::contests::{ContestView, foremost};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{clock, format, lang, router, storage};

#[component]
pub(crate) fn ContestPage(slug: String) -> impl IntoView {
    let path = paths::contest(&slug);
    let contest = Remote::<ContestView>::read(path, |contest| clock::learn(contest.now));
    // Without a network, what this device has kept still serves.
    let is_kept = storage::get(&[storage::SPARE, &slug].concat()).is_some();
    let instead = move || {
        let shown = is_kept && contest.is_away();
        maybe(shown.then(|| view! { <div class="action">{to_practice(&slug)}</div> }.into_any()))
    };
    view! {
        {contest.show(contest_view)}
        {instead}
    }
}

fn to_practice(slug: &str) -> AnyView {
    let to = ["/thi/", slug, "/thi-thu"].concat();
    link("button second", to, "practice", t!(contest.practice))
}

/// Shows a contest. It reads no signal itself, so that a change of language leaves its parts as they are.
fn contest_view(contest: &ContestView) -> AnyView {
    router::title(&contest.title);
    let focus = foremost(&contest.rounds);
    let mut rounds: Vec<AnyView> = Vec::with_capacity(contest.rounds.len());
    for (index, round) in contest.rounds.iter().enumerate() {
        let context = RoundContext::new(contest.id, &contest.slug, round);
        let round = view! { <Round context in_focus={index == focus}/> }.into_any();
        // The round in focus comes first, the others follow in their order.
        rounds.insert(if index == focus { 0 } else { index }, round);
    }
    let several = rounds.len() > 1;
    let organiser = contest.organiser.clone();
    let age = contest.min_age;
    view! {
        {notice(contest.notice.clone())}
        <div class="hero">
            <p class="over">{move || fill_name(texts::home().organiser(), &organiser)}</p>
            <h1>{contest.title.clone()}</h1>
            <p class="lead">{contest.summary.clone()}</p>
            {age.map(|age| view! { <p class="quiet">{move || fill_n(texts::contest().min_age(), age)}</p> }.into_any())}
            {contest.practice.then(|| to_practice(&contest.slug))}
        </div>
        {several.then(|| view! { <h2>{t!(contest.rounds)}</h2> }.into_any())}
        {rounds}
        {(!contest.contact.is_empty()).then(|| view! {
            <details class="card verify" data-test="contact">
                <summary>{t!(contest.contact)}</summary>
                {contact(&contest.contact)}
            </details>
        }
        .into_any())}
    }
    .into_any()
}

/// Shows a round. Rounds that are not in focus are folded and read nothing until they are opened.
#[component]
fn Round(context: RoundContext, in_focus: bool) -> impl IntoView {
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
            {move || maybe(opened.get().then(|| view! { <Content context/> }.into_any()))}
        </details>
    }
}

#[component]
fn Content(context: RoundContext) -> impl IntoView {
    let begun = memo(Box::new(move || context.phase.get() != Phase::Upcoming));
    let to = context.round.with_value(|round| round.number.to_string());
    let to = context
        .slug
        .with_value(|slug| ["/bang-xep-hang/", slug, "/", &to].concat());
    let board = move || {
        let text = move || board_text(context);
        view! { <a class="plain wide" href=to.clone() data-test="board-link">{text}</a> }.into_any()
    };
    view! {
        <div class="action" data-test="action"><RoundAction context/></div>
        {move || maybe(begun.get().then(&board))}
        {move || context.round.with_value(rules)}
    }
}

/// The way to the board, with the reader's rank on it.
fn board_text(context: RoundContext) -> String {
    let t = texts::contest();
    if context.phase.get() == Phase::Final {
        return t.winners().to_owned();
    }
    let rank = context
        .me
        .with(|me| me.as_ref().and_then(|me| Some((me.rank?, me.people))));
    match rank {
        Some((rank, people)) => {
            let [rank, people] = [rank, people].map(format::thousands);
            lang::fill(t.board_own(), &[("rank", &rank), ("people", &people)])
        }
        None => t.board().to_owned(),
    }
}
