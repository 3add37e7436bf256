//! The list of contests, those that are open first.

use crate::remote::Remote;
use crate::rounds::{phase_chip, when};
use crate::texts::{Texts, fill_n, fill_name, t};
use contest_core::rounds::Phase;
use contest_core::wire::contests::{ContestCard, ContestList};
use leptos::prelude::*;
use web_kit::{clock, router};

pub(crate) fn page() -> AnyView {
    let list = Remote::<ContestList>::read("/contests".to_owned(), |list| clock::learn(list.now));
    (move || {
        let t = t();
        router::title(t.common.site);
        view! {
            <h1>{t.home.title}</h1>
            <p class="lead">{t.home.lead}</p>
            {move || list.show(cards)}
        }
    })
    .into_any()
}

fn cards(list: &ContestList, t: &'static Texts) -> AnyView {
    if list.contests.is_empty() {
        return view! { <p class="note">{t.home.empty}</p> }.into_any();
    }
    let mut contests: Vec<&ContestCard> = list.contests.iter().collect();
    contests.sort_by_key(|contest| match contest.phase {
        Phase::Open => 0,
        Phase::Upcoming => 1,
        Phase::Closed => 2,
        Phase::Final => 3,
    });
    let cards = contests
        .into_iter()
        .map(|contest| card(contest, t))
        .collect_view();
    view! { <div class="cards">{cards}</div> }.into_any()
}

fn card(contest: &ContestCard, t: &'static Texts) -> AnyView {
    let rounds = match contest.rounds {
        1 => t.home.round.to_owned(),
        n => fill_n(t.home.rounds, n),
    };
    let (phase, opens_at, closes_at) = (contest.phase, contest.opens_at, contest.closes_at);
    view! {
        <a class="card link" href=format_path(&contest.slug) data-test="contest" data-slug=contest.slug.clone()>
            {phase_chip(phase, t)}
            <h2>{contest.title.clone()}</h2>
            <p>{contest.summary.clone()}</p>
            <p class="quiet">{fill_name(t.home.organiser, &contest.organiser)}</p>
            <p class="quiet">{rounds}" · "{move || when(phase, opens_at, closes_at, t)}</p>
        </a>
    }
    .into_any()
}

fn format_path(slug: &str) -> String {
    ["/thi/", slug].concat()
}
