//! What both front ends share: router, API client, language, clock, formats and storage. This crate knows the API's
//! types but no page and no style.
//!
//! Call [`start`] first in `main`, before anything is mounted, so that the signals of this crate live as long as the
//! page.

pub mod api;
pub mod clock;
pub mod durable;
pub mod format;
pub mod json;
pub mod lang;
pub mod router;
pub mod storage;

/// The crate's own texts, compiled from `locales/`.
pub(crate) mod texts {
    include!(concat!(env!("OUT_DIR"), "/texts.rs"));
}

/// Creates the signals, sets `<html lang>` and begins to listen to clicks on links and to the back button. `owns` says
/// which addresses belong to this front end; other links are left to the browser.
pub fn start(owns: fn(&str) -> bool) {
    lang::start();
    clock::start();
    router::start(owns);
}

/// Returns the browser's window. It is missing only where this crate does not run.
#[expect(clippy::expect_used, reason = "a front end without a window cannot exist")]
pub fn window() -> web_sys::Window {
    web_sys::window().expect("a window")
}

/// Returns the document shown.
#[expect(
    clippy::expect_used,
    reason = "a window without a document cannot run scripts"
)]
pub fn document() -> web_sys::Document {
    window().document().expect("a document")
}

/// Listens to an event for as long as the page lives.
pub fn listen(target: &web_sys::EventTarget, event: &str, listener: impl Fn(web_sys::Event) + 'static) {
    use wasm_bindgen::JsCast as _;
    let closure = wasm_bindgen::closure::Closure::<dyn Fn(web_sys::Event)>::new(listener);
    let added = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
    if added.is_ok() {
        closure.forget();
    }
}

/// Runs a future on the page. The future is boxed so that the code that runs it is compiled once.
pub fn spawn(future: impl Future<Output = ()> + 'static) {
    let future: std::pin::Pin<Box<dyn Future<Output = ()>>> = Box::pin(future);
    wasm_bindgen_futures::spawn_local(future);
}
