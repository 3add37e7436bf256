//! What this server knows to be missing or wrong in Redis, until it is put right. Knows neither store.

use contest_core::ids::{AccountId, RoundId};
use contest_core::time::Millis;
use live::keys::Shard;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What this server knows to be missing or wrong in Redis.
#[derive(Default)]
pub struct Repairs(Mutex<RepairList>);

/// What [`Repairs`] keeps.
#[derive(Default)]
pub(super) struct RepairList {
    /// For each shard, since when something was recorded that it was not told.
    pub(super) behind: HashMap<Shard, Millis>,
    /// Contestants whose standing differs from what is recorded.
    pub(super) wrong: HashSet<(RoundId, AccountId)>,
}

impl Repairs {
    fn list(&self) -> MutexGuard<'_, RepairList> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something of this shard was recorded at about this time, and that Redis does not know.
    pub(crate) fn note_behind(&self, shard: Shard, at: Millis) {
        let mut list = self.list();
        let since = list.behind.entry(shard).or_insert(at);
        *since = at.min(*since);
    }

    /// Notes that the standing of this contestant has to be made again.
    pub(crate) fn note_wrong(&self, round: RoundId, account: AccountId) {
        self.list().wrong.insert((round, account));
    }

    /// Takes all repairs: the caller makes them or notes them again.
    pub(super) fn take(&self) -> RepairList {
        std::mem::take(&mut self.list())
    }
}
