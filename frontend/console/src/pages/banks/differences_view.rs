//! Questions that are not the same in two versions, field by field.

use super::questions::written;
use crate::forms::conflict::or_nothing;
use crate::forms::question_differences::differences;
use crate::texts::texts;
use contest_core::questions::Question;
use contest_core::wire::workbench::QuestionDifference;
use leptos::prelude::*;

/// How many are drawn: with more than this, nobody reads them one by one.
const DRAWN: usize = 300;

pub(super) fn list(all: &[QuestionDifference]) -> AnyView {
    all.iter().take(DRAWN).map(difference).collect_view().into_any()
}

fn difference(difference: &QuestionDifference) -> AnyView {
    let t = &texts().bank_differences;
    let (kind, badge, body) = match (&difference.was, &difference.now) {
        (Some(was), Some(now)) => ("changed", t.changed, fields(was, now)),
        (None, Some(now)) => ("added", t.added, written(now).into_any()),
        (Some(was), None) => ("removed", t.removed, written(was).into_any()),
        (None, None) => return ().into_any(),
    };
    view! {
        <article class="question" data-test="difference" data-kind=kind data-code=difference.code.clone()>
            <p><span class="badge">{badge}</span> " " <strong>{difference.code.clone()}</strong></p>
            {body}
        </article>
    }
    .into_any()
}

fn fields(was: &Question, now: &Question) -> AnyView {
    let t = &texts().bank_differences;
    let rows = differences(was, now).into_iter().map(|difference| {
        view! {
            <tr>
                <td class="what"><strong>{difference.what}</strong></td>
                <td data-label=t.was><del>{or_nothing(difference.saved)}</del></td>
                <td data-label=t.now><ins>{or_nothing(difference.yours)}</ins></td>
            </tr>
        }
    });
    view! {
        <table class="cards">
            <thead>
                <tr>
                    <th scope="col">{texts().question_form.what}</th>
                    <th scope="col">{t.was}</th>
                    <th scope="col">{t.now}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}
