//! The board of a round, and its winners once the result is final. A page of its own: whoever has come to take part need
//! not wait for it, and people pass its address on.

use super::not_found::NotFound;
use crate::remote::Remote;
use crate::rounds::board::LeaderBoard;
use crate::rounds::winners::Winners;
use crate::rounds::{RoundContext, phase_chip, when};
use crate::texts::t;
use crate::timing::memo;
use crate::ui::{link, maybe, note, notice};
use contest_core::rounds::Phase;
use contest_core::wire::contests::{ContestView, RoundView};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{clock, router};

#[component]
pub(crate) fn BoardPage(slug: String, number: String) -> impl IntoView {
    let path = paths::contest(&slug);
    let contest = Remote::<ContestView>::read(path, |contest| clock::learn(contest.now));
    contest.show(move |contest| {
        let mut rounds = contest.rounds.iter();
        match rounds.find(|round| round.number.to_string() == number) {
            Some(round) => page(contest, round),
            None => view! { <NotFound/> }.into_any(),
        }
    })
}

fn page(contest: &ContestView, round: &RoundView) -> AnyView {
    router::title(&[&round.title, " – ", &contest.title].concat());
    let context = RoundContext::new(contest.id, &contest.slug, round);
    let (id, opens_at, closes_at) = (round.id, round.opens_at, round.closes_at);
    // Neither is drawn afresh when the round closes.
    let begun = memo(Box::new(move || context.phase.get() != Phase::Upcoming));
    let finished = memo(Box::new(move || context.phase.get() == Phase::Final));
    view! {
        {notice(contest.notice.clone())}
        <div class="hero">
            <p class="over">{contest.title.clone()}</p>
            <h1>{round.title.clone()}</h1>
            {move || phase_chip(context.phase.get())}
            <p class="quiet" data-test="countdown">
                {move || when(context.phase.get(), opens_at, closes_at)}
            </p>
        </div>
        {move || maybe(finished.get().then(|| view! {
            <section class="card"><Winners round=id/></section>
        }
        .into_any()))}
        {move || match begun.get() {
            true => view! { <section class="card"><LeaderBoard context/></section> }.into_any(),
            false => note("note", "not-begun", t!(board.not_begun).into_any()),
        }}
        {link("button second wide", ["/thi/", &contest.slug].concat(), "back-to-contest", t!(common.back))}
    }
    .into_any()
}
