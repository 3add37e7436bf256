//! Prints documents beside the requests: few at once, with the lowest priority, and what everybody may have only once
//! for as long as it says the same.

use crate::errors::{AppResult, Refusal};
use crate::long_work::{LongWork, Priority};
use crate::web::cacheable::Cacheable;
use bytes::Bytes;
use contest_core::wire::errors::ErrorCode;
use contest_documents::Document;
use lru::LruCache;
use sha2::{Digest, Sha256};
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OnceCell, Semaphore};

/// How long a proxy may keep what is public.
pub(super) const MAX_AGE_S: u32 = 60;
/// How many documents are printed at once. One takes some 30 ms of a core.
const AT_ONCE: usize = 2;
/// How long a request waits for its turn.
const PATIENCE: Duration = Duration::from_secs(10);
/// The most documents that are kept; each has about 50 KB.
const KEPT: NonZeroUsize = NonZeroUsize::MIN.saturating_add(199);

type Printed = Arc<OnceCell<Arc<Cacheable>>>;

/// Cheap to clone; all clones share what is kept.
#[derive(Clone)]
pub(crate) struct Press {
    turns: Arc<Semaphore>,
    patience: Duration,
    kept: Arc<Mutex<LruCache<Document, Printed>>>,
}

impl Default for Press {
    fn default() -> Press {
        Press {
            turns: Arc::new(Semaphore::new(AT_ONCE)),
            patience: PATIENCE,
            kept: Arc::new(Mutex::new(LruCache::new(KEPT))),
        }
    }
}

impl Press {
    /// Returns a public document. However many ask for it at once, it is printed once, until it says something else.
    pub(crate) async fn shared(&self, document: Document) -> AppResult<Arc<Cacheable>> {
        let printed = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.get_or_insert(document.clone(), Printed::default).clone()
        };
        let printing = || async {
            let content_type = document.content_type();
            let file = self.print(document).await?;
            let hash = Sha256::digest(&file);
            // Both formats are compressed already.
            let file = Cacheable::new(&hash, content_type, file, Vec::new());
            Ok::<_, Refusal>(Arc::new(file))
        };
        // If the first try fails, the next who waits tries: the patience is for all of it.
        let printed = tokio::time::timeout(self.patience, printed.get_or_try_init(printing)).await;
        Ok(printed
            .map_err(|_late| Refusal::new(ErrorCode::Unavailable))??
            .clone())
    }

    /// Prints a document that is for one person and is not kept.
    pub(crate) async fn print(&self, document: Document) -> AppResult<Bytes> {
        let turn = tokio::time::timeout(self.patience, self.turns.clone().acquire_owned()).await;
        let turn = turn
            .map_err(|_late| Refusal::new(ErrorCode::Unavailable))?
            .map_err(Refusal::internal)?;
        let printing = LongWork::begin(Priority::Low, move |_wanted| {
            let printed = document.print();
            drop(turn);
            printed
        });
        let printed = printing.map_err(Refusal::internal)?.end().await?;
        Ok(printed.map_err(Refusal::internal)?.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_documents::Card;
    use futures_util::future::join_all;

    fn card(title: &str) -> Document {
        Document::Card(Card {
            over: String::new(),
            title: title.into(),
            lines: Vec::new(),
            numbers: Vec::new(),
            site: String::new(),
            host: String::new(),
        })
    }

    #[tokio::test]
    async fn a_document_is_printed_once_until_it_says_something_else() {
        let press = Press::default();
        let asked = (0..20).map(|_| press.shared(card("Tìm hiểu pháp luật")));
        let printed = join_all(asked).await;
        let printed: Vec<_> = printed.into_iter().map(|one| one.expect("printed")).collect();
        assert!(printed.iter().all(|one| Arc::ptr_eq(one, &printed[0])));
        let other = press
            .shared(card("Phòng, chống tham nhũng"))
            .await
            .expect("printed");
        assert_ne!(other.plain(), printed[0].plain());
        let again = press.shared(card("Tìm hiểu pháp luật")).await.expect("printed");
        assert!(Arc::ptr_eq(&again, &printed[0]));
    }

    #[tokio::test]
    async fn who_waits_too_long_for_a_turn_is_told_to_come_back() {
        let press = Press {
            patience: Duration::from_millis(1),
            ..Press::default()
        };
        let taken = press.turns.clone().acquire_many_owned(AT_ONCE as u32).await;
        let refused = press.shared(card("Luật")).await.err().map(|refusal| refusal.code);
        assert_eq!(refused, Some(ErrorCode::Unavailable));
        drop(taken);
        let press = Press {
            patience: PATIENCE,
            ..press
        };
        assert!(press.shared(card("Luật")).await.is_ok());
    }
}
