//! Tables: boards, winners, prizes.

use crate::ui::each;
use leptos::prelude::*;

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

/// A cell with a number, and a quieter one below it.
pub(crate) fn number(number: String, below: Option<String>) -> AnyView {
    view! { <td class="number">{number}{below.map(small)}</td> }.into_any()
}

/// A second, quieter line in a cell.
pub(crate) fn small(text: String) -> AnyView {
    view! { <small>{text}</small> }.into_any()
}
