//! The device's memory (localStorage). Where the browser forbids it, everything still works, but nothing is remembered.

use crate::window;
use web_sys::Storage;

fn store() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Returns what is stored under a key.
pub fn get(key: &str) -> Option<String> {
    store()?.get_item(key).ok().flatten()
}

/// What begins so can be had from the server again, and is the first to go where there is no room.
pub const SPARE: &str = "thiluat.practice.";

/// Stores a text; returns false if the device refuses or has no room.
pub fn set(key: &str, value: &str) -> bool {
    let put = || store().is_some_and(|store| store.set_item(key, value).is_ok());
    put() || {
        keys(SPARE).iter().for_each(|spare| remove(spare));
        put()
    }
}

pub fn remove(key: &str) {
    if let Some(store) = store() {
        // Removing fails only where storing was refused too.
        let _ = store.remove_item(key);
    }
}

/// Returns what this tab remembers until it is closed.
pub fn of_tab(key: &str) -> Option<String> {
    tab()?.get_item(key).ok().flatten()
}

/// Makes this tab remember a text until it is closed; without a text, forget it.
pub fn set_in_tab(key: &str, value: Option<&str>) {
    if let Some(tab) = tab() {
        // Where this is refused, a reload loses what was typed, as it always did.
        let _ = match value {
            Some(value) => tab.set_item(key, value),
            None => tab.remove_item(key),
        };
    }
}

/// Makes this tab forget all texts whose keys begin with `prefix`.
pub fn forget_in_tab(prefix: &str) {
    for key in keys_of(tab(), prefix) {
        set_in_tab(&key, None);
    }
}

fn tab() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

/// Returns all keys that begin with `prefix`.
pub fn keys(prefix: &str) -> Vec<String> {
    keys_of(store(), prefix)
}

fn keys_of(store: Option<Storage>, prefix: &str) -> Vec<String> {
    let Some(store) = store else {
        return Vec::new();
    };
    let length = store.length().unwrap_or(0);
    (0..length)
        .filter_map(|index| store.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}
