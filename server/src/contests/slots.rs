//! Readings that serve all who ask within a while. A task reads, whoever asked for it: if they give up, it goes on, and
//! what it finds is kept for those who ask next. Knows nothing of what is read.

use crate::errors::{AppResult, Refusal};
use contest_core::wire::errors::ErrorCode;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;
use uuid::Uuid;

type Outcome<T> = Result<Arc<T>, ErrorCode>;
/// Has an outcome once the reading has ended.
type Reading<T> = watch::Receiver<Option<Outcome<T>>>;

struct Slot<T> {
    /// The last reading that went well, and when it ended.
    last: Option<(Instant, Arc<T>)>,
    running: Option<Reading<T>>,
}

/// The last reading of each thing. Cheap to clone; all clones share the readings.
pub(crate) struct Slots<T>(Arc<Mutex<HashMap<Uuid, Slot<T>>>>);

impl<T> Clone for Slots<T> {
    fn clone(&self) -> Self {
        Slots(self.0.clone())
    }
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots(Arc::default())
    }
}

impl<T: Send + Sync + 'static> Slots<T> {
    /// Returns a reading that ended no longer than `fresh` ago, or that of the task that reads now, which is begun if need
    /// be. May be dropped at any time.
    pub(crate) async fn get<F>(
        &self,
        of: Uuid,
        fresh: Duration,
        read: impl FnOnce() -> F,
    ) -> AppResult<Arc<T>>
    where
        F: Future<Output = AppResult<T>> + Send + 'static,
    {
        let mut reading = {
            let mut slots = self.lock();
            let slot = slots.entry(of).or_insert_with(|| Slot {
                last: None,
                running: None,
            });
            if let Some((at, last)) = &slot.last
                && at.elapsed() < fresh
            {
                return Ok(last.clone());
            }
            // A reading whose task has broken down is over, too.
            let running = slot
                .running
                .clone()
                .filter(|running| running.has_changed().is_ok());
            let reading = running.unwrap_or_else(|| self.begin(of, read()));
            slot.running = Some(reading.clone());
            reading
        };
        let ended = reading.wait_for(Option::is_some).await;
        let ended = ended.map_err(Refusal::internal)?.clone();
        Ok(ended.unwrap_or(Err(ErrorCode::Unavailable))?)
    }

    /// Returns the last reading, however old.
    pub(crate) fn last(&self, of: Uuid) -> Option<Arc<T>> {
        let slots = self.lock();
        let (_, last) = slots.get(&of)?.last.as_ref()?;
        Some(last.clone())
    }

    fn begin(&self, of: Uuid, read: impl Future<Output = AppResult<T>> + Send + 'static) -> Reading<T> {
        let (told, reading) = watch::channel(None);
        let slots = self.clone();
        tokio::spawn(async move {
            let outcome = read.await.map(Arc::new).map_err(|refusal| refusal.code);
            slots.end(of, &outcome);
            told.send_replace(Some(outcome));
        });
        reading
    }

    fn end(&self, of: Uuid, outcome: &Outcome<T>) {
        if let Some(slot) = self.lock().get_mut(&of) {
            slot.running = None;
            if let Ok(reading) = outcome {
                slot.last = Some((Instant::now(), reading.clone()));
            }
        }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Slot<T>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};
    use tokio::sync::Notify;

    const FRESH: Duration = Duration::from_secs(60);
    const SOON: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn what_somebody_gave_up_is_read_once_and_kept() {
        let (slots, of): (Slots<u64>, Uuid) = (Slots::default(), Uuid::nil());
        let (readings, go) = (Arc::new(AtomicU64::new(0)), Arc::new(Notify::new()));
        let read = || {
            let (readings, go) = (readings.clone(), go.clone());
            async move {
                let number = readings.fetch_add(1, Ordering::Relaxed) + 1;
                go.notified().await;
                Ok(number)
            }
        };
        for _ in 0..3 {
            let given_up = tokio::time::timeout(SOON, slots.get(of, FRESH, read)).await;
            assert!(given_up.is_err());
        }
        assert_eq!(slots.last(of), None);
        go.notify_one();
        assert_eq!(*slots.get(of, FRESH, read).await.expect("read"), 1);
        assert_eq!(*slots.get(of, FRESH, read).await.expect("kept"), 1);
        assert_eq!(slots.last(of).as_deref(), Some(&1));
        go.notify_one();
        assert_eq!(*slots.get(of, Duration::ZERO, read).await.expect("read"), 2);
    }

    #[tokio::test]
    async fn a_failure_is_told_and_not_kept() {
        let (slots, of): (Slots<u64>, Uuid) = (Slots::default(), Uuid::nil());
        let fail = || async { Err(ErrorCode::Unavailable.into()) };
        let refused = slots.get(of, FRESH, fail).await.expect_err("a refusal");
        assert_eq!(refused.code, ErrorCode::Unavailable);
        let read = || async { Ok(7) };
        assert_eq!(*slots.get(of, FRESH, read).await.expect("read"), 7);
    }
}
