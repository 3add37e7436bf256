//! The parts that the monitor works with.

use super::watchers::Watchers;
use crate::clock::Clock;
use crate::contests::counts::Counts;
use crate::contests::current::Contests;
use crate::contests::slots::Slots;
use crate::db::Db;
use crate::metrics::Metrics;
use contest_core::ids::UnitId;
use contest_core::time::Millis;
use contest_core::wire::figures::Monitor;
use live::Live;
use std::collections::HashMap;

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
    /// People who have entered each contest.
    pub(super) entrants: Slots<u64>,
    /// People with a recorded attempt of each round, by unit, with the units below it.
    pub(super) people: Slots<HashMap<UnitId, u64>>,
    pub(super) watchers: Watchers,
}

impl Kept {
    pub(crate) fn new(since: Millis) -> Kept {
        Kept {
            since,
            rounds: Slots::default(),
            entrants: Slots::default(),
            people: Slots::default(),
            watchers: Watchers::default(),
        }
    }
}
