//! A button that copies an address, and says that it has.

use crate::texts::Text;
use leptos::prelude::*;

#[component]
pub(crate) fn CopyButton(text: String, label: Text, done: Text) -> impl IntoView {
    let copied = RwSignal::new(false);
    let copy = move |_| {
        // A failure here is nothing the reader could act on: the address is beside the button.
        let _ = web_kit::window().navigator().clipboard().write_text(&text);
        copied.set(true);
    };
    view! {
        <button type="button" class="btn tight" on:click=copy>
            {move || if copied.get() { done() } else { label() }}
        </button>
    }
}
