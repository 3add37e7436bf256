//! Keeps the pages of laws: each is made once, until its law, the register or the day changes.

use super::register::Register;
use crate::errors::{AppResult, Refusal};
use crate::web::cacheable::Cacheable;
use contest_core::time::Day;
use contest_core::wire::errors::ErrorCode;
use contest_texts::Lang;
use lru::LruCache;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// How long a reader waits for a page to be made.
const PATIENCE: Duration = Duration::from_secs(5);
/// The most pages that are kept: a code of law takes about a megabyte.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(99);

/// What a page depends on.
#[derive(Clone)]
pub(super) struct Basis {
    pub(super) day: Day,
    /// Validity, links and text: the register holds the hash of each text.
    pub(super) register: Arc<Register>,
}

/// Pages by law and language of the frame.
type Made = LruCache<(String, &'static str), (Basis, Arc<Cacheable>)>;

/// The pages that were made. Cheap to clone.
#[derive(Clone)]
pub(crate) struct LawPages {
    made: Arc<Mutex<Made>>,
    /// One page is made at a time: however many ask for it, the others find it made.
    making: Arc<Semaphore>,
}

impl Default for LawPages {
    fn default() -> LawPages {
        LawPages {
            made: Arc::new(Mutex::new(LruCache::new(KEPT))),
            making: Arc::new(Semaphore::new(1)),
        }
    }
}

impl LawPages {
    pub(super) fn made(&self, slug: &str, lang: Lang, basis: &Basis) -> Option<Arc<Cacheable>> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let (of, page) = made.get(&(slug.to_owned(), lang.tag()))?;
        let is_current = of.day == basis.day && Arc::ptr_eq(&of.register, &basis.register);
        is_current.then(|| page.clone())
    }

    pub(super) fn keep(&self, slug: &str, lang: Lang, basis: Basis, page: Cacheable) -> Arc<Cacheable> {
        let page = Arc::new(page);
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        made.put((slug.to_owned(), lang.tag()), (basis, page.clone()));
        page
    }

    /// Returns the permission to make a page. Refuses with `unavailable` if that takes long: who waits holds a connection.
    pub(super) async fn turn(&self) -> AppResult<SemaphorePermit<'_>> {
        let turn = tokio::time::timeout(PATIENCE, self.making.acquire()).await;
        let turn = turn.map_err(|_elapsed| Refusal::new(ErrorCode::Unavailable))?;
        turn.map_err(Refusal::internal)
    }
}
