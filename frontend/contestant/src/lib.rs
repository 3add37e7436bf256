//! The contestants' screens, as two programs: one from the list of contests to the submission, and one for what comes
//! after it, so that nobody waits for the second before the first question. A third program shows a contest on a screen in
//! a hall, and a fourth is for practice. They hold no rules of their own; what they explain and count comes from
//! `contest-core`.
#![expect(
    unreachable_pub,
    reason = "the component macro makes the properties of a component public"
)]

mod app;
mod attempt;
mod contact;
mod english;
mod frame;
mod pages;
mod parts;
mod patience;
mod practice;
mod remote;
mod rounds;
mod screen;
mod session;
mod texts;
mod timing;
mod ui;
mod units;
mod waiting;
mod worker;

use leptos::prelude::AnyView;
use std::cell::Cell;
use wasm_bindgen::JsCast as _;

/// The longest that the app waits for what a killed browser has lost. Some browsers' databases never open.
const PATIENCE_MS: u64 = 700;

thread_local! {
    static SHOWN: Cell<bool> = const { Cell::new(false) };
}

/// Shows the contests, and the attempt up to its submission.
pub fn start_contests() {
    web_kit::start(app::is_of_contests);
    english::start(|| restore(|| app::routed(app::page_of_contests)));
}

/// Shows results, reviews, and the attempts of the past.
pub fn start_results() {
    web_kit::start(app::is_of_results);
    english::start(|| restore(|| app::routed(app::page_of_results)));
}

/// Shows a contest on a screen in a hall.
pub fn start_screen() {
    screen::start();
}

/// Lets anybody practise for a contest.
pub fn start_practice() {
    web_kit::start(practice::owns);
    english::start(|| restore(practice::content));
    worker::keep_practice();
}

/// Brings back what a killed browser has lost, then shows the content.
fn restore(content: fn() -> AnyView) {
    timing::later(PATIENCE_MS, Box::new(move || show(content)));
    web_kit::spawn(async move {
        attempt::draft::restore().await;
        if SHOWN.get() {
            attempt::draft::tell_this_tab();
        }
        show(content);
    });
}

fn show(content: fn() -> AnyView) {
    let place = web_kit::document().get_element_by_id("app");
    let place = place.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok());
    if let Some(place) = place.filter(|_| !SHOWN.replace(true)) {
        place.set_inner_html("");
        leptos::mount::mount_to(place, move || frame::frame(content)).forget();
        worker::register();
    }
}
