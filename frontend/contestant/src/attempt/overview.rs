//! All questions at a glance, and the way to submit.

use super::submitting::Closing;
use super::{AttemptState, Sheet};
use crate::parts::button::Button;
use crate::parts::cell::cell;
use crate::parts::confirmation::confirmation;
use crate::texts::{self, fill_n, t};
use leptos::prelude::*;

#[component]
pub(super) fn Overview(state: AttemptState) -> impl IntoView {
    let cells: Vec<AnyView> = (0..state.questions)
        .map(|number| cell_of(state, number))
        .collect();
    view! {
        <section class="question" id="step" tabindex="-1" data-test="overview">
            <h2>{t!(attempt.overview)}</h2>
            <p class="quiet">{t!(attempt.overview_hint)}</p>
            <div class="grid">
                {cells}
                {state.has_prediction().then(|| prediction_cell(state))}
            </div>
            <p class="legend">
                <span class="done">{t!(attempt.legend_answered)}</span>
                <span>{t!(attempt.legend_blank)}</span>
                <span class="later">{t!(attempt.legend_flagged)}</span>
            </p>
            {move || closing(state)}
        </section>
    }
}

fn cell_of(state: AttemptState, number: usize) -> AnyView {
    let is_done = move || state.sheet.with(|sheet| !sheet.answers.0[number].is_empty());
    let is_flagged = move || state.flags.with(|flags| flags[number]);
    cell(
        number,
        move || (is_done(), is_flagged()),
        move || state.go(number),
    )
}

fn prediction_cell(state: AttemptState) -> AnyView {
    let is_done = move || state.sheet.with(|sheet| sheet.prediction.is_some());
    view! {
        <button
            class=move || if is_done() { "cell broad done" } else { "cell broad" }
            data-test="overview-prediction"
            on:click=move |_| state.go(state.questions)
        >
            {t!(attempt.prediction)}
        </button>
    }
    .into_any()
}

/// The submit button and what follows from pressing it. It runs again while it is on the screen, so its own texts are
/// plain ones, which Leptos compares.
fn closing(state: AttemptState) -> AnyView {
    if let Some(reason) = blocked(state) {
        return view! { <p class="note" data-test="blocked">{reason}</p> }.into_any();
    }
    match state.closing.get() {
        Closing::No => view! { <Submit state/> }.into_any(),
        Closing::Asked => confirmation(
            move || state.sheet.with(Sheet::blanks),
            Box::new(move || state.submit(false)),
            Box::new(move || state.closing.set(Closing::No)),
        ),
        Closing::Sending => {
            view! { <p class="note" role="status">{texts::attempt().submitting()}</p> }.into_any()
        }
        // Shown above the paper, whatever step is on the screen.
        Closing::Waiting(_) | Closing::SignedOut => ().into_any(),
        Closing::Refused(reason) => view! {
            <p class="note bad" role="alert" data-test="refused">{reason}</p>
            <Submit state/>
        }
        .into_any(),
    }
}

/// Returns why the contestant cannot submit yet.
fn blocked(state: AttemptState) -> Option<String> {
    let t = texts::attempt();
    match state.forbidden_blanks() {
        0 if state.lacks_prediction() => Some(t.blocked_prediction().to_owned()),
        0 => None,
        blanks => Some(fill_n(t.blocked(), blanks)),
    }
}

/// The button that asks for a confirmation.
#[component]
fn Submit(state: AttemptState) -> impl IntoView {
    let ask = move || {
        state.closing.set(Closing::Asked);
        web_kit::router::focus("#confirm");
    };
    view! { <Button class="button wide" test="submit" text=t!(attempt.submit) press=Box::new(ask)/> }
}
