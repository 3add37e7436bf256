//! One question on the screen.

use super::AttemptState;
use crate::dom::{View, el, many, none};
use crate::texts::{Texts, t};
use contest_core::questions::QuestionKind;
use leptos::prelude::*;
use web_kit::lang;

pub(crate) fn question(state: AttemptState, number: usize) -> View {
    let t = t();
    state.open.with_value(|open| {
        let question = &open.questions[number];
        let many_right = question.kind == QuestionKind::Multiple;
        let hint = if many_right {
            t.attempt.choose_many
        } else {
            t.attempt.choose_one
        };
        let options = question.options.iter().enumerate();
        let options = options.map(|(option, text)| option_view(state, number, option, many_right, text));
        let legend = el("legend")
            .add(el("span").class("over").text(&title(state, number, t)))
            .add(el("span").class("stem").test("stem").text(&question.stem));
        let fields = el("fieldset")
            .class("question")
            .id("step")
            .attr("tabindex", "-1")
            .test("question")
            .attr("data-number", &(number + 1).to_string())
            .attr("data-kind", kind_name(question.kind))
            .add(legend)
            .add(el("p").class("quiet").test("hint").text(hint))
            .each(options);
        let aside = el("div")
            .class("aside")
            .add(flag(state, number, t))
            .live(move || clear(state, number, t));
        many([fields, aside])
    })
}

fn title(state: AttemptState, number: usize, t: &'static Texts) -> String {
    let total = state.questions.to_string();
    lang::fill(
        t.attempt.question,
        &[("n", &(number + 1).to_string()), ("total", &total)],
    )
}

fn clear(state: AttemptState, number: usize, t: &'static Texts) -> View {
    if state.sheet.with(|sheet| sheet.answers.0[number].is_empty()) {
        return none();
    }
    el("button")
        .class("plain")
        .test("clear")
        .text(t.attempt.clear)
        .click(move || state.clear(number))
}

fn kind_name(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Single => "single",
        QuestionKind::Multiple => "multiple",
        QuestionKind::TrueFalse => "true_false",
    }
}

fn option_view(state: AttemptState, number: usize, option: usize, many_right: bool, text: &str) -> View {
    let input = el("input")
        .attr("type", if many_right { "checkbox" } else { "radio" })
        .attr("name", "answer")
        .checked(move || state.sheet.with(|sheet| sheet.answers.0[number].contains(option)))
        .on("change", move |_| state.mark(number, option));
    let letter = char::from(b'A' + option as u8).to_string();
    el("label")
        .class("option")
        .test("option")
        .add(input)
        .add(
            el("span")
                .class("letter")
                .attr("aria-hidden", "true")
                .text(&letter),
        )
        .add(el("span").text(text))
}

fn flag(state: AttemptState, number: usize, t: &'static Texts) -> View {
    let flagged = move || state.flags.with(|flags| flags[number]);
    el("button")
        .class("plain flag")
        .test("flag")
        .live_attr("aria-pressed", move || flagged().to_string())
        .live_text(move || {
            if flagged() {
                t.attempt.flagged
            } else {
                t.attempt.flag
            }
            .to_owned()
        })
        .click(move || state.toggle_flag(number))
}
