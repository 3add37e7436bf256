//! Somebody else has saved the draft meanwhile: what differs, and whose version is to stay.

use super::differences::{Difference, differences};
use crate::texts::{t, texts};
use crate::ui::field::id_of;
use contest_core::wire::staff::{ContestDraft, StaffContest};
use leptos::prelude::*;
use web_kit::format::moment;
use web_kit::lang::fill;

/// What the panel is called, to go to it.
pub(crate) const CONFLICT: &str = "conflict";

/// `saved` is what the server has now.
#[component]
pub(crate) fn Conflict(
    saved: StaffContest,
    yours: ContestDraft,
    busy: RwSignal<bool>,
    /// Saves `yours` in its place.
    on_overwrite: Callback<()>,
    /// Shows `saved` in the form.
    on_take: Callback<()>,
) -> impl IntoView {
    let row = |difference: Difference| {
        view! {
            <tr>
                <td class="what"><strong>{difference.what}</strong></td>
                <td data-label=t!(conflict.saved)>{or_nothing(difference.saved)}</td>
                <td data-label=t!(conflict.yours)>{or_nothing(difference.yours)}</td>
            </tr>
        }
    };
    let rows = differences(&saved.draft, &yours)
        .into_iter()
        .map(row)
        .collect_view();
    let by = saved.saved.clone().map(|last| {
        let text = fill(
            texts().conflict.saved_by,
            &[("name", &last.by), ("at", &moment(last.at))],
        );
        view! { <p data-test="saved-by">{text}</p> }
    });
    let take = move |_| on_take.run(());
    view! {
        <section class="note warn stack" role="alert" data-test="conflict" id=id_of(CONFLICT) tabindex="-1">
            <strong>{t!(conflict.title)}</strong>
            {by}
            <p>{t!(conflict.why)}</p>
            <table class="cards">
                <thead>
                    <tr>
                        <th>{t!(conflict.what)}</th>
                        <th>{t!(conflict.saved)}</th>
                        <th>{t!(conflict.yours)}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="row">
                <button type="button" class="btn" data-test="conflict-take" disabled=move || busy.get() on:click=take>
                    {t!(conflict.take)}
                </button>
                <button
                    type="button"
                    class="btn danger"
                    data-test="conflict-overwrite"
                    disabled=move || busy.get()
                    on:click=move |_| on_overwrite.run(())
                >
                    {t!(conflict.overwrite)}
                </button>
            </div>
        </section>
    }
}

/// An empty cell would look like one that is missing.
pub(crate) fn or_nothing(value: String) -> String {
    if value.is_empty() { "–".to_owned() } else { value }
}
