//! The contestant's app, from the list of contests to the receipt. It holds no rules of its own; what it explains and
//! counts comes from `contest-core`.
#![expect(
    unreachable_pub,
    reason = "the component macro makes the properties of a component public"
)]

mod app;
mod attempt;
mod pages;
mod patience;
mod remote;
mod rounds;
mod session;
mod texts;
mod timing;
mod ui;
mod units;
mod waiting;
mod worker;

use wasm_bindgen::JsCast as _;

fn main() {
    web_kit::start(app::owns);
    let place = web_kit::document().get_element_by_id("app");
    let place = place.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(place) = place {
        place.set_inner_html("");
        leptos::mount::mount_to(place, app::App).forget();
    }
    worker::register();
}
