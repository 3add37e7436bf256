//! Registers the service worker. It keeps the shell and its files, so that a reload without network still opens an open
//! paper.

use wasm_bindgen::JsCast as _;

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

/// Asks the worker to keep what practice needs, so that it works without network from now on. Only those who practise
/// download it.
pub(crate) fn keep_practice() {
    let navigator = web_kit::window().navigator();
    if !js_sys::Reflect::has(&navigator, &"serviceWorker".into()).unwrap_or(false) {
        return;
    }
    let Ok(ready) = navigator.service_worker().ready() else {
        return;
    };
    web_kit::spawn(async move {
        let registration = wasm_bindgen_futures::JsFuture::from(ready).await;
        let worker = registration.ok().and_then(|registration| {
            let registration = registration
                .dyn_into::<web_sys::ServiceWorkerRegistration>()
                .ok()?;
            registration.active()
        });
        if let Some(worker) = worker {
            // It fails only for what cannot be copied.
            let _ = worker.post_message(&"practice".into());
        }
    });
}
