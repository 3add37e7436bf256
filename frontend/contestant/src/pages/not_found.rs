//! The page for an address that leads nowhere.

use crate::texts::t;
use leptos::prelude::*;

#[component]
pub(crate) fn NotFound() -> impl IntoView {
    super::title(t!(common.not_found_title));
    view! {
        <section class="card" data-test="not-found">
            <h1>{t!(common.not_found_title)}</h1>
            <p>{t!(common.not_found_text)}</p>
            <a class="button" href="/">{t!(common.home)}</a>
        </section>
    }
}
