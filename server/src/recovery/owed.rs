//! What this server knows to be missing or wrong in Redis, until it is put right. Knows neither store.

use contest_core::ids::{AccountId, RoundId};
use contest_core::time::Millis;
use live::keys::Shard;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What this server knows to be missing or wrong in Redis.
#[derive(Default)]
pub struct Owed(Mutex<Debts>);

/// The debts that [`Owed`] keeps.
#[derive(Default)]
pub(super) struct Debts {
    /// For each shard, since when something was recorded that it was not told.
    pub(super) behind: HashMap<Shard, Millis>,
    /// Contestants whose board entry differs from what is recorded.
    pub(super) wrong: HashSet<(RoundId, AccountId)>,
}

impl Owed {
    fn debts(&self) -> MutexGuard<'_, Debts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that something of this shard was recorded at about this time, and that Redis does not know.
    pub fn note_behind(&self, shard: Shard, at: Millis) {
        let mut debts = self.debts();
        let since = debts.behind.entry(shard).or_insert(at);
        *since = at.min(*since);
    }

    /// Notes that the board entry of this contestant has to be made again.
    pub fn note_wrong(&self, round: RoundId, account: AccountId) {
        self.debts().wrong.insert((round, account));
    }

    /// Takes all debts: the caller pays them or notes them again.
    pub(super) fn take(&self) -> Debts {
        std::mem::take(&mut self.debts())
    }
}
