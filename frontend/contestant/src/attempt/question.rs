//! One question on the screen.

use super::AttemptState;
use super::button::Button;
use crate::texts::{self, Text, t};
use contest_core::questions::QuestionKind;
use leptos::prelude::*;
use web_kit::lang;

#[component]
pub(super) fn QuestionStep(state: AttemptState, number: usize) -> impl IntoView {
    let question = state.open.with_value(|open| open.questions[number].clone());
    let kind = question.kind;
    let (input, hint): (&'static str, Text) = match kind {
        QuestionKind::Multiple => ("checkbox", t!(attempt.choose_many)),
        QuestionKind::Single | QuestionKind::TrueFalse => ("radio", t!(attempt.choose_one)),
    };
    let options = question.options.into_iter().enumerate();
    let options: Vec<AnyView> = options
        .map(|(option, text)| option_view(state, number, option, input, text))
        .collect();
    let has_answer = move || state.sheet.with(|sheet| !sheet.answers.0[number].is_empty());
    let clear = move || {
        let clear = move || state.clear(number);
        view! { <Button class="plain" test="clear" text=t!(attempt.clear) press=Box::new(clear)/> }.into_any()
    };
    view! {
        <fieldset
            class="question"
            id="step"
            tabindex="-1"
            data-test="question"
            data-number=(number + 1).to_string()
            data-kind=kind_name(kind)
            disabled=move || state.is_over()
        >
            <legend>
                <span class="over">{move || title(state, number)}</span>
                <span class="stem" data-test="stem">{question.stem}</span>
            </legend>
            <p class="quiet" data-test="hint">{hint}</p>
            {options}
        </fieldset>
        <div class="aside">
            <Flag state number/>
            {move || has_answer().then(clear)}
        </div>
    }
}

fn title(state: AttemptState, number: usize) -> String {
    let total = state.questions.to_string();
    lang::fill(
        texts::attempt().question,
        &[("n", &(number + 1).to_string()), ("total", &total)],
    )
}

fn kind_name(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Single => "single",
        QuestionKind::Multiple => "multiple",
        QuestionKind::TrueFalse => "true_false",
    }
}

fn option_view(
    state: AttemptState,
    number: usize,
    option: usize,
    input: &'static str,
    text: String,
) -> AnyView {
    let letter = char::from(b'A' + option as u8).to_string();
    view! {
        <label class="option" data-test="option">
            <input
                type=input
                name="answer"
                prop:checked=move || state.sheet.with(|sheet| sheet.answers.0[number].contains(option))
                on:change=move |_| state.mark(number, option)
            />
            <span class="letter" aria-hidden="true">{letter}</span>
            <span>{text}</span>
        </label>
    }
    .into_any()
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
            {move || if is_flagged() { texts::attempt().flagged } else { texts::attempt().flag }}
        </button>
    }
}
