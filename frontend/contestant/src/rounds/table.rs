//! Tables: boards, winners, prizes.

use crate::dom::{View, el, none};

/// A table with headings, each with the class of its column.
pub(crate) fn table(head: &[(&str, &str)], rows: impl Iterator<Item = View>) -> View {
    let cell = |(text, class): &(&str, &str)| el("th").attr("scope", "col").class(class).text(text);
    el("table")
        .class("list")
        .add(el("thead").add(el("tr").each(head.iter().map(cell))))
        .add(el("tbody").add(none().each(rows)))
}

/// A cell with a number.
pub(crate) fn number(text: &str) -> View {
    el("td").class("number").text(text)
}

/// A second, quieter line in a cell.
pub(crate) fn small(text: &str) -> View {
    el("small").text(text)
}
