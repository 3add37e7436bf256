//! The row report: what is wrong in an uploaded file, where, and how to fix it.

use crate::texts::texts;
use contest_core::wire::banks::RowIssue;
use leptos::prelude::*;
use web_kit::lang::fill;

/// The most issues shown: with more than this, there is a common cause to correct rather than single rows.
const SHOWN: usize = 500;

pub(crate) fn table(issues: &[RowIssue]) -> AnyView {
    let t = &texts().issues;
    let total = issues.len();
    // Only workbooks have sheets.
    let has_sheets = issues.iter().any(|issue| issue.sheet.is_some());
    let rows = issues
        .iter()
        .take(SHOWN)
        .map(|issue| row(issue, has_sheets))
        .collect_view();
    let more = (total > SHOWN).then(|| {
        fill(
            t.more,
            &[("shown", &SHOWN.to_string()), ("total", &total.to_string())],
        )
    });
    view! {
        <div class="scroll tall" tabindex="0" role="region" aria-label=t.title>
            <table class="cards" data-test="issues">
                <thead>
                    <tr>
                        {has_sheets.then(|| view! { <th scope="col">{t.sheet}</th> })}
                        <th scope="col" class="num">{t.row}</th>
                        <th scope="col">{t.column}</th>
                        <th scope="col">{t.reason}</th>
                        <th scope="col">{t.remedy}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {more.map(|more| view! { <p class="hint">{more}</p> })}
    }
    .into_any()
}

fn row(issue: &RowIssue, has_sheets: bool) -> impl IntoView + use<> {
    let t = &texts().issues;
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    view! {
        <tr data-test="issue">
            {has_sheets.then(|| view! { <td data-label=t.sheet>{or_dash(issue.sheet.clone())}</td> })}
            <td data-label=t.row class="num">{or_dash(issue.row.map(|row| row.to_string()))}</td>
            <td data-label=t.column>{or_dash(issue.column.clone())}</td>
            <td data-label=t.reason>{issue.reason.clone()}</td>
            <td data-label=t.remedy>{issue.remedy.clone()}</td>
        </tr>
    }
}
