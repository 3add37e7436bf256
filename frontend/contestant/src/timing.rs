//! Timers, listeners and effects. Each takes a boxed function, so that its code is compiled once for all callers.

pub(crate) use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use std::time::Duration;

/// Runs `act` once, later. `act` must check for itself whether the page is still there.
pub(crate) fn later(ms: u64, act: Box<dyn FnOnce()>) -> Option<TimeoutHandle> {
    set_timeout_with_handle(act, Duration::from_millis(ms)).ok()
}

/// Listens to the window as long as the owner lives.
pub(crate) fn on_window(event: &str, act: Box<dyn Fn()>) {
    let listening = window_event_listener_untyped(event, move |_| act());
    on_cleanup(move || listening.remove());
}

/// Runs `act` soon, and again whenever a signal that it reads has changed.
pub(crate) fn effect(act: Box<dyn FnMut()>) {
    Effect::new(act);
}

/// Derives something from signals. Its readers run only when it has changed.
pub(crate) fn memo<T: PartialEq + Send + Sync + 'static>(read: Box<dyn Fn() -> T + Send + Sync>) -> Memo<T> {
    Memo::new(move |_| read())
}
