//! The list of contests, open ones first.

use crate::dom::{View, el, live, many};
use crate::remote::Remote;
use crate::rounds::{phase_chip, when};
use crate::texts::{Texts, fill_n, fill_name, t};
use contest_core::rounds::Phase;
use contest_core::wire::contests::{ContestCard, ContestList};
use contest_core::wire::paths;
use web_kit::{clock, router};

pub(crate) fn page() -> View {
    let list = Remote::<ContestList>::read(paths::CONTESTS.to_owned(), |list| clock::learn(list.now));
    live(move || {
        let t = t();
        router::title(t.common.site);
        many([
            el("h1").text(t.home.title),
            el("p").class("lead").text(t.home.lead),
            live(move || list.show(cards)),
        ])
    })
}

fn cards(list: &ContestList, t: &'static Texts) -> View {
    if list.contests.is_empty() {
        return el("p").class("note").text(t.home.empty);
    }
    let order = [Phase::Open, Phase::Upcoming, Phase::Closed, Phase::Final];
    let of = |phase: Phase| list.contests.iter().filter(move |contest| contest.phase == phase);
    el("div").each(order.into_iter().flat_map(of).map(|contest| card(contest, t)))
}

fn card(contest: &ContestCard, t: &'static Texts) -> View {
    let rounds = match contest.rounds {
        1 => t.home.round.to_owned(),
        n => fill_n(t.home.rounds, n),
    };
    let (phase, opens_at, closes_at) = (contest.phase, contest.opens_at, contest.closes_at);
    el("a")
        .class("card link")
        .attr("href", &["/thi/", &contest.slug].concat())
        .test("contest")
        .attr("data-slug", &contest.slug)
        .add(phase_chip(phase, t))
        .add(el("h2").text(&contest.title))
        .add(el("p").text(&contest.summary))
        .add(
            el("p")
                .class("quiet")
                .text(&fill_name(t.home.organiser, &contest.organiser)),
        )
        .add(el("p").class("quiet").text(&rounds))
        .add(
            el("p")
                .class("quiet")
                .live_text(move || when(phase, opens_at, closes_at, t)),
        )
}
