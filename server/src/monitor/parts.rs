//! The parts that the monitor works with.

use super::counted::Counted;
use super::slots::Slots;
use crate::clock::Clock;
use crate::contests::counts::Counts;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::metrics::Metrics;
use contest_core::time::Millis;
use contest_core::wire::figures::Monitor;
use live::Live;

/// One for each thread, with the thread's own connection to Redis.
pub(crate) struct Monitoring {
    pub(crate) db: Db,
    pub(crate) live: Live,
    pub(crate) contests: Contests,
    pub(crate) counts: Counts,
    pub(crate) clock: Clock,
    pub(crate) metrics: Metrics,
    pub(crate) kept: Kept,
}

/// What all threads share: the last readings, and when this server was started.
#[derive(Clone)]
pub(crate) struct Kept {
    pub(super) since: Millis,
    pub(super) rounds: Slots<Monitor>,
    pub(super) units: Slots<Counted>,
}

impl Kept {
    pub(crate) fn new(since: Millis) -> Kept {
        Kept {
            since,
            rounds: Slots::default(),
            units: Slots::default(),
        }
    }
}
