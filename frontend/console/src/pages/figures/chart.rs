//! A small chart of bars. The numbers are also in a table below it, for those who do not see bars.

use crate::texts::texts;
use leptos::prelude::*;
use std::fmt::Write;
use web_kit::format::thousands;
use web_kit::lang::fill;

/// The width of a bar with its gap, and the height of the tallest, in units of the drawing.
const STEP: usize = 10;
const GAP: usize = 2;
const HEIGHT: u64 = 100;

/// One bar.
pub(super) struct Bar {
    /// What stands in the table, and below the first and the last bar.
    pub(super) label: String,
    pub(super) value: u64,
}

/// Returns the outline of all bars. What is not nothing is at least a line.
fn outline(bars: &[Bar]) -> String {
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0).max(1);
    let mut path = String::new();
    for (n, bar) in bars.iter().enumerate().filter(|(_, bar)| bar.value > 0) {
        let height = (bar.value * HEIGHT / most).max(1);
        // Writing to a `String` never fails.
        let _written = write!(
            path,
            "M{} {HEIGHT}v-{height}h{}v{height}z",
            n * STEP + GAP / 2,
            STEP - GAP
        );
    }
    path
}

/// `of` says what the label of a row in the table is.
pub(super) fn chart(title: &'static str, of: &'static str, bars: &[Bar], test: &'static str) -> AnyView {
    let t = &texts().figures;
    let most = bars.iter().map(|bar| bar.value).max().unwrap_or(0);
    let view_box = format!("0 0 {} {HEIGHT}", bars.len() * STEP);
    let end = |bar: Option<&Bar>| bar.map(|bar| bar.label.clone()).unwrap_or_default();
    let rows = bars.iter().filter(|bar| bar.value > 0).map(|bar| {
        view! {
            <tr>
                <th scope="row">{bar.label.clone()}</th>
                <td class="num">{thousands(bar.value)}</td>
            </tr>
        }
    });
    let rows = rows.collect_view();
    let table = (most > 0).then(|| {
        view! {
            <details>
                <summary>{t.numbers}</summary>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{of}</th>
                            <th scope="col" class="num">{t.number}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </details>
        }
    });
    view! {
        <figure class="chart" data-test=test>
            <figcaption>
                <strong>{title}</strong>
                " "
                <span class="soft">{fill(t.most, &[("n", &thousands(most))])}</span>
            </figcaption>
            <svg viewBox=view_box preserveAspectRatio="none" aria-hidden="true">
                <path d=outline(bars)></path>
            </svg>
            <p class="ends" aria-hidden="true">
                <span>{end(bars.first())}</span>
                <span>{end(bars.last())}</span>
            </p>
            {table}
        </figure>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tallest_bar_fills_the_height_and_nothing_has_no_bar() {
        let bars = [0, 1, 400].map(|value| Bar {
            label: String::new(),
            value,
        });
        assert_eq!(outline(&bars), "M11 100v-1h8v1zM21 100v-100h8v100z");
        assert_eq!(outline(&[]), "");
    }
}
