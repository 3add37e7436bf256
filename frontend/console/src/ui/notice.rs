//! Notices: what went well, what went wrong, what to know.

use leptos::prelude::*;
use web_kit::api::Failure;

/// Why a request failed; screen readers read it out at once.
#[component]
pub(crate) fn FailureNote(failure: Failure) -> impl IntoView {
    let code = failure.code().map_or("offline", |code| code.as_str());
    view! {
        <div class="note bad" role="alert" data-test="failure" data-code=code>{failure.message()}</div>
    }
}

/// The failure of the page's last action, if it failed.
#[component]
pub(crate) fn LastFailure(failure: RwSignal<Option<Failure>>) -> impl IntoView {
    move || failure.get().map(|failure| view! { <FailureNote failure/> })
}
