//! Where a long list in Redis was left. A backlog takes many passes, and each goes on where the one before has ended: from
//! the beginning it would meet nothing but the places that were emptied already.

use live::keys::Shard;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// What is read in pages.
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

    /// The end, and the beginning, is 0.
    pub(super) fn set(&self, shard: Shard, list: List, cursor: u64) {
        let mut cursors = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cursor == 0 {
            cursors.remove(&(shard, list));
        } else {
            cursors.insert((shard, list), cursor);
        }
    }
}
