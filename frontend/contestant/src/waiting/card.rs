//! What a waiting person sees: the queue position, the time, and that nothing is lost and nothing needs doing.

use super::{Queue, Stage, now, position};
use crate::texts::{self, Text, fill_n, fill_time, t};
use crate::timing::memo;
use leptos::prelude::*;
use web_kit::{clock, format};

/// What the reader waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Before {
    Start,
    SignIn,
}

/// Shows the card while there is a queue position. It is drawn once; only its texts change.
#[component]
pub(crate) fn WaitingCard(queue: Queue, before: Before) -> impl IntoView {
    // This seldom changes, while the position changes all the time.
    let is_waiting = memo(Box::new(move || queue.stage().is_waiting()));
    view! { {move || is_waiting.get().then(|| card(queue, before))} }
}

fn card(queue: Queue, before: Before) -> AnyView {
    let (free, called): (Text, Text) = match before {
        Before::Start => (t!(waiting.start_free), t!(waiting.start_called)),
        Before::SignIn => (t!(waiting.form_kept), t!(waiting.form_called)),
    };
    view! {
        <section class="queue" id="waiting" tabindex="-1" aria-labelledby="waiting-title" data-test="waiting">
            <p class="over" id="waiting-title">{t!(waiting.title)}</p>
            <p class="ahead" data-test="ahead">{move || ahead(queue)}</p>
            <p data-test="estimate">{move || time_left(minutes(queue))}</p>
            <progress aria-hidden="true" max="100" value=move || progress(queue)></progress>
            <div role="status">{move || cut_off(queue)}</div>
            <ul class="told">
                <li>{free}</li>
                <li>{called}</li>
                <li>{t!(waiting.kept)}</li>
            </ul>
            <button
                type="button"
                class="button second wide"
                data-test="leave-queue"
                on:click=move |_| queue.leave()
            >
                {t!(waiting.leave)}
            </button>
            <p class="sr" aria-live="polite">{move || time_left(position::spoken(minutes(queue)))}</p>
        </section>
    }
    .into_any()
}

fn cut_off(queue: Queue) -> Option<AnyView> {
    // A plain text: Leptos compares it, so nothing is read out again whenever the server is asked again.
    let text = texts::waiting().cut_off();
    let is_cut_off = queue.stage() == Stage::CutOff;
    is_cut_off.then(|| view! { <p class="note" data-test="cut-off">{text}</p> }.into_any())
}

fn progress(queue: Queue) -> String {
    clock::ticking();
    queue.read(|position| position.progress(now())).to_string()
}

fn ahead(queue: Queue) -> String {
    clock::ticking();
    let t = texts::waiting();
    match queue.read(|position| position.ahead(now())) {
        0 => t.next().to_owned(),
        1 => t.ahead_one().to_owned(),
        n => fill_n(t.ahead(), format::thousands(n)),
    }
}

/// Returns the minutes until the call; tracked.
fn minutes(queue: Queue) -> usize {
    clock::ticking();
    queue.read(|position| position.minutes(now()))
}

fn time_left(minutes: usize) -> String {
    let t = texts::waiting();
    match minutes {
        0 => t.soon().to_owned(),
        n => fill_time(t.time(), &format::duration(n as u64 * 60_000)),
    }
}
