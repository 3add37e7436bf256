//! What a judge sees at an address that is only for organisers.

use crate::pages;
use crate::texts::t;
use leptos::prelude::*;

pub(crate) fn page() -> AnyView {
    pages::title(t!(session.organisers_only));
    view! {
        <div class="empty" data-test="organisers-only">
            <h1>{t!(session.organisers_only)}</h1>
            <p>{t!(session.organisers_only_why)}</p>
            <a class="btn primary" href="/console/">{t!(common.to_start)}</a>
        </div>
    }
    .into_any()
}
