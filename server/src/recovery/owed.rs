//! What this server knows to be missing or wrong in Redis, until it is put right. Knows neither of the stores.

use contest_core::ids::{AccountId, RoundId};
use contest_core::time::Millis;
use live::keys::Shard;
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What this server knows to be missing or wrong in Redis.
#[derive(Default)]
pub struct Owed(Mutex<Debts>);

/// The debts, as [`Owed`] keeps them.
#[derive(Default)]
pub(super) struct Debts {
    /// Since when something was recorded that the shard was not told.
    pub(super) behind: HashMap<Shard, Millis>,
    /// Contestants whose entry on the board is not as it is recorded.
    pub(super) wrong: HashSet<(RoundId, AccountId)>,
}

impl Owed {
    fn debts(&self) -> MutexGuard<'_, Debts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Something of this shard was recorded at about this time, and Redis does not know.
    pub fn note_behind(&self, shard: Shard, at: Millis) {
        let mut debts = self.debts();
        let since = debts.behind.entry(shard).or_insert(at);
        *since = at.min(*since);
    }

    /// The entry of this contestant has to be made again.
    pub fn note_wrong(&self, round: RoundId, account: AccountId) {
        self.debts().wrong.insert((round, account));
    }

    /// All of it: whoever takes it puts it right or notes it again.
    pub(super) fn take(&self) -> Debts {
        std::mem::take(&mut self.debts())
    }
}
