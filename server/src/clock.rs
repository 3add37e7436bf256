//! The server's clock: whatever depends on the time of day asks it, so that tests can move it.

use contest_core::time::{Millis, VIET_NAM_MS};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, Zoned};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// UTC in milliseconds. Tests move it ahead; the product never does.
#[derive(Clone, Default)]
pub struct Clock {
    ahead: Arc<AtomicI64>,
    wrong: Arc<AtomicI64>,
}

impl Clock {
    pub fn now(&self) -> Millis {
        self.of_the_machine() + self.ahead.load(Ordering::Relaxed)
    }

    /// Returns the time without what a test has added: this is compared with the clocks of the database and Redis.
    pub(crate) fn of_the_machine(&self) -> Millis {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(since_epoch.as_millis() as i64 + self.wrong.load(Ordering::Relaxed))
    }

    /// Moves this clock ahead, so that a test sees a round close without waiting for it.
    pub fn advance(&self, millis: i64) {
        self.ahead.fetch_add(millis, Ordering::Relaxed);
    }

    /// Makes the machine's clock wrong by this much, so that a test sees the consequences.
    pub fn set_wrong(&self, millis: i64) {
        self.wrong.store(millis, Ordering::Relaxed);
    }
}

/// Returns a moment by the clock of Viet Nam.
pub fn in_viet_nam(moment: Millis) -> Zoned {
    let offset = Offset::from_seconds((VIET_NAM_MS / 1_000) as i32).unwrap_or(Offset::UTC);
    let moment = Timestamp::from_millisecond(moment.0).unwrap_or_default();
    moment.to_zoned(TimeZone::fixed(offset))
}
