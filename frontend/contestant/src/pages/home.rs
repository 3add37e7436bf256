//! The list of contests, open ones first.

use crate::remote::Remote;
use crate::rounds::{phase_chip, when};
use crate::texts::{self, fill_n, fill_name, t};
use contest_core::rounds::Phase;
use contest_core::wire::contests::{ContestCard, ContestList};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::clock;

#[component]
pub(crate) fn HomePage() -> impl IntoView {
    super::title(t!(common.site));
    let list = Remote::<ContestList>::read(paths::CONTESTS.to_owned(), |list| clock::learn(list.now));
    view! {
        <h1>{t!(home.title)}</h1>
        <p class="lead">{t!(home.lead)}</p>
        {list.show(cards)}
    }
}

fn cards(list: &ContestList) -> AnyView {
    if list.contests.is_empty() {
        return view! { <p class="note">{t!(home.empty)}</p> }.into_any();
    }
    let order = [Phase::Open, Phase::Upcoming, Phase::Closed, Phase::Final];
    let mut cards: Vec<AnyView> = Vec::new();
    for phase in order {
        for contest in &list.contests {
            if contest.phase == phase {
                cards.push(card(contest));
            }
        }
    }
    view! { <div>{cards}</div> }.into_any()
}

fn card(contest: &ContestCard) -> AnyView {
    let (phase, opens_at, closes_at) = (contest.phase, contest.opens_at, contest.closes_at);
    let organiser = contest.organiser.clone();
    let rounds = contest.rounds;
    view! {
        <a
            class="card link"
            href=["/thi/", &contest.slug].concat()
            data-test="contest"
            data-slug=contest.slug.clone()
        >
            {move || phase_chip(phase)}
            <h2>{contest.title.clone()}</h2>
            <p>{contest.summary.clone()}</p>
            <p class="quiet">{move || fill_name(texts::home().organiser(), &organiser)}</p>
            <p class="quiet">{move || fill_n(texts::home().rounds(), rounds)}</p>
            <p class="quiet">{move || when(phase, opens_at, closes_at)}</p>
        </a>
    }
    .into_any()
}
