//! Keeps pages and large answers for a second: however many phones open a contest at once, they are made once.

use super::current::Contests;
use crate::clock::Clock;
use crate::web::cacheable::Cacheable;
use contest_core::time::Millis;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

/// How old a page may be. However many phones open it at once, it is made once in this time.
const FRESH_MS: u64 = 1_000;
/// The most pages that are kept.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(199);

/// The pages that were just made, and the answers of the API that are as large. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Pages(Arc<Mutex<LruCache<String, Made>>>);

struct Made {
    at: Millis,
    /// Of the catalog that it tells of.
    version: i64,
    page: Arc<Cacheable>,
}

impl Default for Pages {
    fn default() -> Pages {
        Pages(Arc::new(Mutex::new(LruCache::new(KEPT))))
    }
}

impl Pages {
    /// Returns a page that is fresh at this moment and tells of this version of the catalog.
    pub(super) fn fresh(&self, key: &str, (now, version): (Millis, i64)) -> Option<Arc<Cacheable>> {
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let made = pages.get(key)?;
        // A clock that was set back makes nothing fresh.
        let is_fresh = made.version == version && made.at <= now && now.since(made.at) < FRESH_MS;
        is_fresh.then(|| made.page.clone())
    }

    pub(super) fn keep(&self, key: String, (at, version): (Millis, i64), page: Cacheable) -> Arc<Cacheable> {
        let page = Arc::new(page);
        let made = Made {
            at,
            version,
            page: page.clone(),
        };
        let mut pages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pages.put(key, made);
        page
    }
}

/// Returns the time, and the version of the catalog at that time.
pub(super) fn moment_of(contests: &Contests, clock: &Clock) -> (Millis, i64) {
    let version = contests.catalog().version;
    (clock.now(), version)
}
