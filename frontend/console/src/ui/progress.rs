//! How far something has got.

use crate::texts::{Text, texts};
use leptos::prelude::*;
use web_kit::lang::fill;

/// A bar with its percentage. Without one, the bar and the words say that the work has not begun. Screen readers do not
/// read every step out, but can find the value.
#[component]
pub(crate) fn Progress(label: Text, waiting: Text, percent: Signal<Option<u8>>) -> impl IntoView {
    let value = move || percent.get().map(|percent| percent.to_string());
    let words = move || match percent.get() {
        Some(percent) => fill(texts().jobs.percent, &[("n", &percent.to_string())]),
        None => waiting().to_owned(),
    };
    view! {
        <div class="progress">
            <progress max="100" value=value aria-label=label></progress>
            <span class="small" data-test="progress">{words}</span>
        </div>
    }
}
