//! The server's time on this device. The device's own clock is not trusted: people set it wrong, some of them on
//! purpose.
//!
//! A response that carries `now` shows how far the server is ahead of `performance.now()`, less the time the response
//! travelled. The largest difference seen is therefore the most accurate.

use crate::{storage, window};
use contest_core::time::Millis;
use leptos::prelude::*;
use std::cell::{Cell, OnceCell};
use std::time::Duration;

/// The storage key for how far the server is ahead of the device's own clock, for a reload without network.
const KEY: &str = "thiluat.ahead";
/// A sample this far below the best one means that the server's clock was set back.
const SET_BACK_MS: f64 = 30_000.0;

thread_local! {
    /// Server time minus `performance.now()`.
    static OFFSET: Cell<Option<f64>> = const { Cell::new(None) };
    /// When what is being read arrived, if not just now.
    static ARRIVED: Cell<Option<f64>> = const { Cell::new(None) };
    /// Server time minus the device's clock, for use before the first response.
    static REMEMBERED: OnceCell<f64> = const { OnceCell::new() };
    static SECOND: RwSignal<i64> = RwSignal::new(now().0);
}

pub(crate) fn start() {
    SECOND.with(|_| ());
    set_interval(tick, Duration::from_millis(250));
}

fn tick() {
    let second = now().0.div_euclid(1_000) * 1_000;
    SECOND.with(|signal| {
        if signal.get_untracked() != second {
            signal.set(second);
        }
    });
}

/// Returns milliseconds that only ever grow, counted from an arbitrary moment.
pub fn monotonic() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Returns whether the server has told its time since this page was loaded.
pub fn is_learned() -> bool {
    OFFSET.get().is_some()
}

/// Runs `read`, which learns from something that arrived at this moment of the monotonic clock, not just now.
pub fn arrived_at<T>(moment: f64, read: impl FnOnce() -> T) -> T {
    ARRIVED.set(Some(moment));
    let read = read();
    ARRIVED.set(None);
    read
}

/// Takes account of a `now` that has just arrived.
pub fn learn(server_now: Millis) {
    let sample = server_now.0 as f64 - ARRIVED.get().unwrap_or_else(monotonic);
    let better = OFFSET
        .get()
        .is_none_or(|best| sample > best || sample < best - SET_BACK_MS);
    if better {
        OFFSET.set(Some(sample));
        let ahead = server_now.0 - js_sys::Date::now() as i64;
        storage::set(KEY, &ahead.to_string());
        tick();
    }
}

/// Takes account of a `now` that has just arrived, whatever was learnt before. A page that is open for weeks needs it: a
/// clock that runs a little too fast, or stands still while the device sleeps, makes the best difference wrong.
pub fn learn_afresh(server_now: Millis) {
    OFFSET.set(None);
    learn(server_now);
}

/// Returns the server's time. Before the first response this is the device's time, corrected by the last known
/// difference.
pub fn now() -> Millis {
    let offset = OFFSET.get().unwrap_or_else(|| {
        REMEMBERED.with(|remembered| {
            *remembered.get_or_init(|| {
                let ahead = storage::get(KEY).and_then(|ahead| ahead.parse::<i64>().ok());
                js_sys::Date::now() + ahead.unwrap_or(0) as f64 - monotonic()
            })
        })
    });
    Millis((offset + monotonic()) as i64)
}

/// Returns the server's time in full seconds; a view that reads it is redrawn every second.
pub fn ticking() -> Millis {
    Millis(SECOND.with(|second| second.get()))
}
