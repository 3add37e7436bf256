//! The page for an address that leads nowhere.

use crate::dom::{View, el, live};
use crate::texts::{Texts, t};
use web_kit::router;

pub(crate) fn page() -> View {
    live(|| view(t()))
}

pub(crate) fn view(t: &'static Texts) -> View {
    router::title(t.common.not_found_title);
    el("section")
        .class("card")
        .test("not-found")
        .add(el("h1").text(t.common.not_found_title))
        .add(el("p").text(t.common.not_found_text))
        .add(el("a").class("button").attr("href", "/").text(t.common.home))
}
