//! The timer: the server's time on this device. It is calm, with a notice at five minutes and at one.

use super::{AttemptState, saving};
use crate::dom::{View, count, el, many, watch};
use crate::texts::{Texts, t};
use leptos::prelude::*;
use web_kit::{clock, format};

const FIVE_MINUTES_MS: u64 = 300_000;
const ONE_MINUTE_MS: u64 = 60_000;
/// This long before the end, unsaved changes are sent even to a server that has just refused.
const LAST_SAVE_MS: u64 = 3_000;

impl AttemptState {
    /// Returns the milliseconds left. Tracked; changes every second.
    fn left(self) -> u64 {
        self.deadline.get().since(clock::ticking())
    }
}

pub(crate) fn timer(state: AttemptState) -> View {
    watch(move || {
        let left = state.left();
        if left == 0 && !state.closing.with_untracked(|closing| closing.is_under_way()) {
            state.submit(true);
        } else if left <= LAST_SAVE_MS {
            state.save_now();
        } else if left <= saving::END_MS {
            state.save_if_calm();
        }
    });
    let stage = count(Box::new(move || {
        let left = state.left();
        usize::from(left <= FIVE_MINUTES_MS) + usize::from(left <= ONE_MINUTE_MS)
    }));
    let class = move || ["timer", "timer soon", "timer last"][stage.get()].to_owned();
    let visible = el("div")
        .live_attr("class", class)
        .attr("role", "timer")
        .test("timer")
        .add(
            el("span")
                .class("sr")
                .live_text(|| t().attempt.time_left.to_owned())
                .text(" "),
        )
        .live_text(move || format::timer(state.left()));
    let spoken = el("p").class("sr").attr("aria-live", "polite");
    many([
        visible,
        spoken.live_text(move || warning(stage.get(), t()).to_owned()),
    ])
}

fn warning(stage: usize, t: &'static Texts) -> &'static str {
    match stage {
        2 => t.attempt.warn_1,
        1 => t.attempt.warn_5,
        _ => "",
    }
}
