//! One question on the screen, with what can be done about it.

use super::AttemptState;
use crate::parts::button::Button;
use crate::parts::question::{Marking, question};
use crate::texts::{self, t};
use leptos::prelude::*;

#[component]
pub(super) fn QuestionStep(state: AttemptState, number: usize) -> impl IntoView {
    let asked = state.open.with_value(|open| open.questions[number].clone());
    let marks = move || state.sheet.with(|sheet| sheet.answers.0[number]);
    let marking = Marking {
        marks,
        mark: move |option| state.mark(number, option),
        is_over: move || state.is_over(),
    };
    let clear = move || {
        let clear = move || state.clear(number);
        view! { <Button class="plain" test="clear" text=t!(attempt.clear) press=Box::new(clear)/> }.into_any()
    };
    view! {
        {question((number, state.questions), asked, marking)}
        <div class="aside">
            <Flag state number/>
            {move || (!marks().is_empty()).then(clear)}
        </div>
    }
}

/// Marks a question to be looked at again.
#[component]
fn Flag(state: AttemptState, number: usize) -> impl IntoView {
    let is_flagged = move || state.flags.with(|flags| flags[number]);
    view! {
        <button
            class="plain flag"
            data-test="flag"
            aria-pressed=move || is_flagged().to_string()
            on:click=move |_| state.toggle_flag(number)
        >
            {move || if is_flagged() { texts::attempt().flagged() } else { texts::attempt().flag() }}
        </button>
    }
}
