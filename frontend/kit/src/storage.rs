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

/// Stores a text; returns false if the device refuses or has no room.
pub fn set(key: &str, value: &str) -> bool {
    store().is_some_and(|store| store.set_item(key, value).is_ok())
}

pub fn remove(key: &str) {
    if let Some(store) = store() {
        // Removing fails only where storing was refused too.
        let _ = store.remove_item(key);
    }
}

/// Returns all keys that begin with `prefix`.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(store) = store() else {
        return Vec::new();
    };
    let length = store.length().unwrap_or(0);
    (0..length)
        .filter_map(|index| store.key(index).ok().flatten())
        .filter(|key| key.starts_with(prefix))
        .collect()
}
