//! Printing: a button, and what only paper needs.

use crate::session;
use crate::texts::{self, t};
use crate::ui::click;
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;

pub(super) fn button() -> AnyView {
    view! {
        <button class="button second wide" data-test="print" on:click=click(Box::new(print))>
            {t!(print.button)}
        </button>
    }
    .into_any()
}

/// The address where the code can be looked up, as somebody would type it.
pub(super) fn address(code: &str) -> AnyView {
    let origin = web_kit::window().location().origin().unwrap_or_default();
    let address = [&origin, "/tra-cuu?ma=", code].concat();
    let text = web_kit::lang::fill(texts::print().look_up(), &[("address", &address)]);
    view! { <p class="on-paper">{text}</p> }.into_any()
}

/// Whose result it is, which the menu says on the screen.
pub(super) fn name() -> Option<AnyView> {
    let who = session::who();
    let text = [texts::register().name(), ": ", &who.session()?.name].concat();
    Some(view! { <p class="on-paper" data-test="printed-name">{text}</p> }.into_any())
}

/// Opens what is folded, which paper cannot, and prints.
fn print() {
    let folded = web_kit::document().query_selector_all("main details");
    if let Ok(folded) = folded {
        for at in 0..folded.length() {
            let element = folded
                .item(at)
                .and_then(|node| node.dyn_into::<web_sys::Element>().ok());
            if let Some(element) = element {
                // An attribute can always be set.
                let _ = element.set_attribute("open", "");
            }
        }
    }
    // A browser that cannot print does nothing.
    let _ = web_kit::window().print();
}
