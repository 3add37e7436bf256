//! What a waiting person sees: the queue position, the time, and that nothing is lost and nothing needs doing.

use super::{Queue, now, position};
use crate::dom::{View, count, el, live, none};
use crate::texts::{Texts, fill_n, fill_time, t};
use leptos::prelude::*;
use web_kit::{clock, format};

/// What the reader waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    Start,
    SignIn,
}

/// Shows the card while there is a queue position. It is drawn once; only its texts change.
pub(crate) fn card(queue: Queue, before: Before) -> View {
    let waiting = is_waiting(queue);
    live(move || match waiting.get() {
        0 => none(),
        _ => drawn(queue, before, t()),
    })
}

/// Returns 1 while there is a queue position. This seldom changes, while the position changes all the time.
pub(crate) fn is_waiting(queue: Queue) -> Memo<usize> {
    count(Box::new(move || usize::from(queue.stage().is_waiting())))
}

pub(crate) fn drawn(queue: Queue, before: Before, t: &'static Texts) -> View {
    let t = &t.waiting;
    let minutes = count(Box::new(move || {
        clock::ticking();
        queue.read(|position| position.minutes(now()))
    }));
    let spoken = count(Box::new(move || position::spoken(minutes.get())));
    let ahead = move || {
        clock::ticking();
        match queue.read(|position| position.ahead(now())) {
            0 => t.next.to_owned(),
            1 => t.ahead_one.to_owned(),
            n => fill_n(t.ahead, format::thousands(n)),
        }
    };
    let progress = move || {
        clock::ticking();
        queue.read(|position| position.progress(now())).to_string()
    };
    let bar = el("progress")
        .attr("aria-hidden", "true")
        .attr("max", "100")
        .live_attr("value", progress);
    let cut_off = move || {
        if queue.stage() == super::Stage::CutOff {
            el("p").class("note").test("cut-off").text(t.cut_off)
        } else {
            none()
        }
    };
    let (free, called) = match before {
        Before::Start => (t.start_free, t.start_called),
        Before::SignIn => (t.form_kept, t.form_called),
    };
    let told = [free, called, t.kept].map(|line| el("li").text(line));
    let leave = el("button")
        .attr("type", "button")
        .class("button second wide")
        .test("leave-queue")
        .text(t.leave);
    el("section")
        .class("queue")
        .id("waiting")
        .attr("tabindex", "-1")
        .attr("aria-labelledby", "waiting-title")
        .test("waiting")
        .add(el("p").class("over").id("waiting-title").text(t.title))
        .add(el("p").class("ahead").test("ahead").live_text(ahead))
        .add(
            el("p")
                .test("estimate")
                .live_text(move || time_left(minutes.get(), t)),
        )
        .add(bar)
        .add(el("div").attr("role", "status").live(cut_off))
        .add(el("ul").class("told").each(told))
        .add(leave.click(move || queue.leave()))
        .add(
            el("p")
                .class("sr")
                .attr("aria-live", "polite")
                .live_text(move || time_left(spoken.get(), t)),
        )
}

fn time_left(minutes: usize, t: &'static crate::texts::Waiting) -> String {
    match minutes {
        0 => t.soon.to_owned(),
        n => fill_time(t.time, &format::duration(n as u64 * 60_000)),
    }
}
