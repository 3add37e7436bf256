//! Tables: boards, winners, prizes.

use crate::texts;
use crate::ui::each;
use contest_core::time::Millis;
use leptos::prelude::*;
use web_kit::format;

/// A table with headings, each with the class of its column.
pub(crate) fn table(
    class: &'static str,
    test: &'static str,
    head: &[(&str, &'static str)],
    rows: AnyView,
) -> AnyView {
    view! {
        <table class=class data-test=test>
            <thead><tr>{each(head, heading)}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn heading((text, class): &(&str, &'static str)) -> AnyView {
    view! { <th scope="col" class=*class>{(*text).to_owned()}</th> }.into_any()
}

/// Formats what decides between equals: when somebody submitted, to the second, or how long they took.
pub(crate) fn time(closed_at: Option<Millis>, duration_ms: u64) -> String {
    match closed_at {
        Some(at) => to_the_second(at),
        None => format::timer(duration_ms),
    }
}

/// Formats a moment that may decide: "10:05:12, 01/12/2026".
pub(crate) fn to_the_second(at: Millis) -> String {
    [format::time(at), format::day(at)].join(", ")
}

/// Returns the heading above points with that below them.
pub(super) fn earned(closed_at: Option<Millis>) -> String {
    let t = texts::board();
    let time = match closed_at {
        Some(_) => texts::result().closed_at(),
        None => t.time(),
    };
    [t.points(), time].join(" / ")
}

/// A cell with a number, and a quieter one below it.
pub(crate) fn number(number: String, below: Option<String>) -> AnyView {
    view! { <td class="number">{number}{below.map(small)}</td> }.into_any()
}

/// A second, quieter line in a cell.
pub(crate) fn small(text: String) -> AnyView {
    view! { <small>{text}</small> }.into_any()
}
