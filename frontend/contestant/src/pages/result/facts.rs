//! The facts of an attempt, as a list of terms and values.

use super::Ending;
use super::since::since;
use crate::rounds::table::to_the_second;
use crate::texts::{self, fill_n, fill_name};
use crate::ui::maybe;
use contest_core::rounds::Phase;
use contest_core::wire::attempts::Receipt;
use leptos::prelude::*;
use web_kit::{format, lang};

pub(super) fn facts(ending: Ending, receipt: &Receipt) -> AnyView {
    let t = texts::result();
    let score = &receipt.score;
    let is_told = receipt.withheld.is_none();
    let correct = lang::fill(
        t.correct_of(),
        &[
            ("n", &score.correct.to_string()),
            ("total", &score.total.to_string()),
        ],
    );
    view! {
        <dl>
            {maybe(is_told.then(|| pair(t.correct(), correct, "correct")))}
            {pair(t.duration(), format::duration(receipt.duration_ms), "duration")}
            {pair(t.closed_at(), to_the_second(receipt.closed_at), "closed-at")}
            {pair(t.attempt(), fill_n(t.attempt_n(), receipt.number), "number")}
            {rank(ending)}
            {since(ending, receipt.round)}
        </dl>
    }
    .into_any()
}

pub(super) fn pair(label: impl Into<String>, value: String, test: &'static str) -> AnyView {
    view! { <div><dt>{label.into()}</dt><dd data-test=test>{value}</dd></div> }.into_any()
}

fn rank(ending: Ending) -> Option<AnyView> {
    let t = texts::result();
    let me = ending.me.get()?;
    if ending
        .told
        .with(|told| told.as_ref().is_some_and(|told| told.ranked.is_some()))
    {
        // It is told above, with what follows from it.
        return None;
    }
    if me.counted.is_some_and(|counted| counted != ending.attempt) {
        return None;
    }
    let label = match me.phase {
        Phase::Final => t.final_rank(),
        _ => t.rank(),
    };
    let rank = pair(label, rank_of(me.rank?, me.people), "own-rank");
    let in_unit = ending.unit.get().map(|unit| {
        let label = fill_name(texts::place().unit(), &unit.name);
        pair(label, rank_of(unit.place.rank, unit.place.people), "unit-rank")
    });
    Some(view! { {rank} {maybe(in_unit)} }.into_any())
}

fn rank_of(rank: u64, people: u64) -> String {
    lang::fill(
        texts::result().rank_of(),
        &[
            ("rank", &format::thousands(rank)),
            ("people", &format::thousands(people)),
        ],
    )
}
