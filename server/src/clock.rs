//! The server's clock: the only place that asks what time it is.

use contest_core::time::Millis;
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

    /// Without what a test has moved it ahead: what is compared with the clocks of database and Redis.
    pub fn of_the_machine(&self) -> Millis {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis(since_epoch.as_millis() as i64 + self.wrong.load(Ordering::Relaxed))
    }

    /// Moves this clock ahead, so that a test sees a round close without waiting for it.
    pub fn advance(&self, millis: i64) {
        self.ahead.fetch_add(millis, Ordering::Relaxed);
    }

    /// Sets the machine's clock wrong by so much, so that a test sees what comes of it.
    pub fn set_wrong(&self, millis: i64) {
        self.wrong.store(millis, Ordering::Relaxed);
    }
}
