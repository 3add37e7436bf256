//! One question on the screen.

use super::Desk;
use crate::texts::{Texts, t};
use contest_core::questions::QuestionKind;
use leptos::prelude::*;
use web_kit::lang;

pub(crate) fn question(desk: Desk, number: usize) -> AnyView {
    let t = t();
    let (kind, stem, options) = desk.open.with_value(|open| {
        let question = &open.questions[number];
        (question.kind, question.stem.clone(), question.options.clone())
    });
    let many = kind == QuestionKind::Multiple;
    let options = options
        .into_iter()
        .enumerate()
        .map(|(option, text)| option_view(desk, number, option, many, text))
        .collect_view();
    let hint = if many {
        t.attempt.choose_many
    } else {
        t.attempt.choose_one
    };
    let values = [
        ("n", (number + 1).to_string()),
        ("total", desk.questions.to_string()),
    ];
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let title = lang::fill(t.attempt.question, &values);
    view! {
        <fieldset class="question" id="step" tabindex="-1" data-test="question" data-number=number + 1 data-kind=kind_name(kind)>
            <legend>
                <span class="over">{title}</span>
                <span class="stem" data-test="stem">{stem}</span>
            </legend>
            <p class="quiet" data-test="hint">{hint}</p>
            {options}
        </fieldset>
        <div class="aside">
            {flag(desk, number, t)}
            {move || {
                let marked = desk.sheet.with(|sheet| !sheet.answers.0[number].is_empty());
                marked.then(|| view! { <button class="plain" data-test="clear" on:click=move |_| desk.clear(number)>{t.attempt.clear}</button> })
            }}
        </div>
    }
    .into_any()
}

fn kind_name(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Single => "single",
        QuestionKind::Multiple => "multiple",
        QuestionKind::TrueFalse => "true_false",
    }
}

fn option_view(desk: Desk, number: usize, option: usize, many: bool, text: String) -> AnyView {
    let marked = move || desk.sheet.with(|sheet| sheet.answers.0[number].contains(option));
    view! {
        <label class="option" data-test="option">
            <input type=if many { "checkbox" } else { "radio" } name="answer" prop:checked=marked on:change=move |_| desk.mark(number, option)/>
            <span class="letter" aria-hidden="true">{char::from(b'A' + option as u8).to_string()}</span>
            <span>{text}</span>
        </label>
    }
    .into_any()
}

fn flag(desk: Desk, number: usize, t: &'static Texts) -> AnyView {
    let flagged = move || desk.flags.with(|flags| flags[number]);
    view! {
        <button class="plain flag" data-test="flag" aria-pressed=move || if flagged() { "true" } else { "false" }
            on:click=move |_| desk.toggle_flag(number)>
            {move || if flagged() { t.attempt.flagged } else { t.attempt.flag }}
        </button>
    }
    .into_any()
}
