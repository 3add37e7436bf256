//! An address that leads nowhere.

use crate::texts::{Texts, t};
use leptos::prelude::*;
use web_kit::router;

pub(crate) fn page() -> AnyView {
    (move || view(t())).into_any()
}

pub(crate) fn view(t: &'static Texts) -> AnyView {
    router::title(t.common.not_found_title);
    view! {
        <section class="card" data-test="not-found">
            <h1>{t.common.not_found_title}</h1>
            <p>{t.common.not_found_text}</p>
            <a class="button" href="/">{t.common.home}</a>
        </section>
    }
    .into_any()
}
