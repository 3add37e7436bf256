//! Whom the database has lately let watch a round.

use contest_core::ids::{AccountId, RoundId};
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a judge may go on watching while the database cannot say whether they still are one.
const REMEMBERED: Duration = Duration::from_secs(600);
const MOST: NonZeroUsize = NonZeroUsize::new(1_024).expect("not zero");

/// An account with its session version, which a changed password or a disabled account raises, and a round.
pub(super) type Watcher = (AccountId, i32, RoundId);

/// Whom the database has lately let watch. Cheap to clone.
#[derive(Clone)]
pub(super) struct Watchers(Arc<Mutex<LruCache<Watcher, Instant>>>);

impl Default for Watchers {
    fn default() -> Watchers {
        Watchers(Arc::new(Mutex::new(LruCache::new(MOST))))
    }
}

impl Watchers {
    pub(super) fn note(&self, watcher: Watcher, may: bool) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if may {
            known.put(watcher, Instant::now());
        } else {
            known.pop(&watcher);
        }
    }

    pub(super) fn knows(&self, watcher: Watcher) -> bool {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&watcher).is_some_and(|at| at.elapsed() < REMEMBERED)
    }
}
