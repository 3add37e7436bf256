//! The screen as a thing in a room: it stays awake, shows no pointer, fills the whole television when somebody asks it to,
//! and burns nothing into the panel.

use js_sys::{Function, Promise, Reflect};
use std::cell::{Cell, RefCell};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_kit::{clock, document, listen, spawn, window};
use web_sys::KeyboardEvent;

/// How long a pointer that rests is shown.
const POINTER_MS: f64 = 5_000.0;
/// How often to make sure that the screen stays awake.
const AWAKE_MS: f64 = 60_000.0;
/// How long the layout stays where it is, and between how many places it moves.
const SHIFT_MS: i64 = 4 * 60_000;
const SHIFTS: i64 = 8;

thread_local! {
    /// On the monotonic clock.
    static MOVED_AT: Cell<f64> = const { Cell::new(0.0) };
    static AWAKE_AT: Cell<Option<f64>> = const { Cell::new(None) };
    static IS_STILL: Cell<bool> = const { Cell::new(false) };
    /// The browser's promise to stay awake. It breaks it whenever the page is hidden.
    static AWAKE: RefCell<Option<JsValue>> = const { RefCell::new(None) };
}

/// Begins to listen, for as long as the page lives.
pub(super) fn start() {
    for event in ["pointermove", "pointerdown", "keydown"] {
        listen(&document(), event, |_| {
            MOVED_AT.set(clock::monotonic());
            still(false);
        });
    }
    listen(&document(), "click", |_| toggle_full_screen());
    listen(&document(), "keydown", |event| {
        let key = event.dyn_ref::<KeyboardEvent>();
        let plain = key.filter(|key| !(key.ctrl_key() || key.alt_key() || key.meta_key() || key.repeat()));
        if plain.is_some_and(|key| key.key().eq_ignore_ascii_case("f")) {
            toggle_full_screen();
        }
    });
}

/// Does what is due.
pub(super) fn tick(moment: f64) {
    still(moment - MOVED_AT.get() >= POINTER_MS);
    if AWAKE_AT.get().is_none_or(|at| moment >= at + AWAKE_MS) && !document().hidden() {
        AWAKE_AT.set(Some(moment));
        stay_awake();
    }
}

/// Returns to which of its places the layout is shifted; tracked.
pub(super) fn shift() -> i64 {
    clock::ticking().0.div_euclid(SHIFT_MS).rem_euclid(SHIFTS)
}

/// Says in the page whether the pointer rests.
fn still(is_still: bool) {
    if IS_STILL.replace(is_still) == is_still {
        return;
    }
    if let Some(root) = document().document_element() {
        // Attributes of this name can always be set and removed.
        let _ = match is_still {
            true => root.set_attribute("data-still", ""),
            false => root.remove_attribute("data-still"),
        };
    }
}

/// A browser that has no full screen, or refuses it, stays as it is.
fn toggle_full_screen() {
    if document().fullscreen_element().is_some() {
        document().exit_fullscreen();
    } else if let Some(root) = document().document_element() {
        let _ = root.request_fullscreen();
    }
}

/// Asks the browser to keep the screen awake, unless it does so. Where it cannot, the machine's own settings decide.
fn stay_awake() {
    let is_awake = AWAKE.with_borrow(|lock| {
        let released = lock
            .as_ref()
            .and_then(|lock| Reflect::get(lock, &"released".into()).ok());
        released.is_some_and(|released| released.is_falsy())
    });
    if is_awake {
        return;
    }
    if let Some(promise) = asked_to_stay_awake() {
        spawn(async move {
            AWAKE.set(JsFuture::from(promise).await.ok());
        });
    }
}

fn asked_to_stay_awake() -> Option<Promise> {
    let locks = Reflect::get(&window().navigator(), &"wakeLock".into()).ok()?;
    let request = Reflect::get(&locks, &"request".into()).ok()?;
    let asked = request
        .dyn_into::<Function>()
        .ok()?
        .call1(&locks, &"screen".into());
    asked.ok()?.dyn_into().ok()
}
