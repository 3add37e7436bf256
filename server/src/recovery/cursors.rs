//! Where the last pass over a long list in Redis stopped. A backlog takes many passes, and each continues where the one
//! before ended: from the beginning it would meet only places that are already empty.

use live::keys::Shard;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The lists that are read in pages.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum List {
    Pending,
    Starting,
}

#[derive(Default)]
pub(super) struct Cursors(Mutex<HashMap<(Shard, List), u64>>);

impl Cursors {
    pub(super) fn get(&self, shard: Shard, list: List) -> u64 {
        let cursors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        cursors.get(&(shard, list)).copied().unwrap_or(0)
    }

    /// Notes where to continue. 0 is both the end and the beginning.
    pub(super) fn set(&self, shard: Shard, list: List, cursor: u64) {
        let mut cursors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cursor == 0 {
            cursors.remove(&(shard, list));
        } else {
            cursors.insert((shard, list), cursor);
        }
    }
}
