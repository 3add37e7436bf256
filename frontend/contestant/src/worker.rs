//! Registers the service worker. It keeps the shell and its files, so that a reload without network still opens an open
//! paper.

/// Registers `/sw.js`. Where the browser has no service workers (an old one, or plain HTTP), only that is lost.
pub(crate) fn register() {
    let navigator = web_kit::window().navigator();
    if js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false) {
        let registering = navigator.service_worker().register("/sw.js");
        web_kit::spawn(async move {
            // Refused where storage is forbidden; the app works without it.
            let _ = wasm_bindgen_futures::JsFuture::from(registering).await;
        });
    }
}
