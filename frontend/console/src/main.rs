//! The console for organisers and judges: contests, question banks, results. It runs at `/console/` in its own shell;
//! what a contestant's phone loads knows nothing of it.
#![expect(
    unreachable_pub,
    reason = "the component macro makes the properties of a component public"
)]

mod app;
mod forms;
mod names;
mod pages;
mod session;
mod texts;
mod ui;

fn main() {
    web_kit::start(|path| path == "/console" || path.starts_with("/console/"));
    if let Some(starting) = web_kit::document().get_element_by_id("starting") {
        starting.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
