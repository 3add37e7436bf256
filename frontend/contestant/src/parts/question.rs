//! One question as it is asked: what is asked, and the options to mark.

use crate::texts::{self, Text, t};
use contest_core::questions::{OptionSet, PublicQuestion, QuestionKind};
use leptos::prelude::*;
use web_kit::lang;

/// What happens to the options of one question. Its functions are copied, not shared: that costs the first download less.
#[derive(Clone, Copy)]
pub(crate) struct Marking<M, K, O> {
    /// Returns what is marked; tracked.
    pub(crate) marks: M,
    /// Marks an option, or takes its mark away where several may be right.
    pub(crate) mark: K,
    /// Returns whether nothing can be marked any more; tracked.
    pub(crate) is_over: O,
}

/// Returns the marks after one more: instead of the others, or in addition to them where several may be right.
pub(crate) fn marked(kind: QuestionKind, marks: OptionSet, option: usize) -> OptionSet {
    match kind {
        QuestionKind::Multiple => marks.toggled(option),
        QuestionKind::Single | QuestionKind::TrueFalse => OptionSet::single(option),
    }
}

/// Shows a question, counted from 0, of so many.
pub(crate) fn question<M, K, O>(
    (number, total): (usize, usize),
    asked: PublicQuestion,
    marking: Marking<M, K, O>,
) -> AnyView
where
    M: Fn() -> OptionSet + Copy + Send + Sync + 'static,
    K: Fn(usize) + Copy + 'static,
    O: Fn() -> bool + Send + Sync + 'static,
{
    let kind = asked.kind;
    let (input, hint): (&'static str, Text) = match kind {
        QuestionKind::Multiple => ("checkbox", t!(attempt.choose_many)),
        QuestionKind::Single | QuestionKind::TrueFalse => ("radio", t!(attempt.choose_one)),
    };
    let Marking { marks, mark, is_over } = marking;
    let options = asked.options.into_iter().enumerate();
    let options: Vec<AnyView> = options
        .map(|(option, text)| option_view((marks, mark), option, input, text))
        .collect();
    view! {
        <fieldset
            class="question"
            id="step"
            tabindex="-1"
            data-test="question"
            data-number=(number + 1).to_string()
            data-kind=kind_name(kind)
            disabled=is_over
        >
            <legend>
                <span class="over">{move || title(number, total)}</span>
                <span class="stem" data-test="stem">{asked.stem}</span>
            </legend>
            <p class="quiet" data-test="hint">{hint}</p>
            {options}
        </fieldset>
    }
    .into_any()
}

fn title(number: usize, total: usize) -> String {
    lang::fill(
        texts::attempt().question(),
        &[("n", &(number + 1).to_string()), ("total", &total.to_string())],
    )
}

fn kind_name(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Single => "single",
        QuestionKind::Multiple => "multiple",
        QuestionKind::TrueFalse => "true_false",
    }
}

fn option_view<M, K>((marks, mark): (M, K), option: usize, input: &'static str, text: String) -> AnyView
where
    M: Fn() -> OptionSet + Send + Sync + 'static,
    K: Fn(usize) + 'static,
{
    let letter = char::from(b'A' + option as u8).to_string();
    view! {
        <label class="option" data-test="option">
            <input
                type=input
                name="answer"
                prop:checked=move || marks().contains(option)
                on:change=move |_| mark(option)
            />
            <span class="letter" aria-hidden="true">{letter}</span>
            <span>{text}</span>
        </label>
    }
    .into_any()
}
