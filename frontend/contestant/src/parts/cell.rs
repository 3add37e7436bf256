//! One question among all: whether it is answered, and the way to it.

use crate::texts;
use leptos::prelude::*;

/// Shows a question, counted from 0. `state` returns whether it is answered and whether it is flagged; tracked.
pub(crate) fn cell<S>(number: usize, state: S, go: impl Fn() + 'static) -> AnyView
where
    S: Fn() -> (bool, bool) + Copy + Send + Sync + 'static,
{
    view! {
        <button
            class=move || class(state())
            data-test="overview-cell"
            aria-label=move || label(number, state())
            on:click=move |_| go()
        >
            {(number + 1).to_string()}
        </button>
    }
    .into_any()
}

fn class(state: (bool, bool)) -> &'static str {
    match state {
        (false, false) => "cell",
        (true, false) => "cell done",
        (false, true) => "cell later",
        (true, true) => "cell done later",
    }
}

/// Returns what a screen reader says of a cell.
fn label(number: usize, (is_done, is_flagged): (bool, bool)) -> String {
    let t = texts::attempt();
    let number = (number + 1).to_string();
    let word = if is_done {
        t.legend_answered()
    } else {
        t.legend_blank()
    };
    let mut label = [&number, ": ", word].concat();
    if is_flagged {
        label.push_str(", ");
        label.push_str(t.legend_flagged());
    }
    label
}
