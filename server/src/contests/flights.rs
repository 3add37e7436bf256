//! Lets those who want the same thing read at the same time share one reading. Knows nothing of what is read.

use crate::errors::AppResult;
use contest_core::wire::errors::ErrorCode;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::sync::Mutex;

/// Whether a reading that others began suffices.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ask {
    Shared,
    Anew,
}

/// The readings of one thing: one at a time.
#[derive(Default)]
pub(crate) struct Flights {
    asked: AtomicU64,
    ended: Mutex<Ended>,
}

/// Up to which request readings have begun after it and ended, well or badly.
#[derive(Default)]
struct Ended {
    well: u64,
    badly: Option<(u64, ErrorCode)>,
}

impl Flights {
    /// Returns after a reading that has begun after this call. If that fails, it fails for all who waited for it: were
    /// each to try in turn, a database that hangs would keep the last of them for minutes.
    pub(crate) async fn join<F>(&self, ask: Ask, read: impl FnOnce() -> F) -> AppResult<()>
    where
        F: Future<Output = AppResult<()>>,
    {
        let mine = self.asked.fetch_add(1, Ordering::AcqRel) + 1;
        let mut ended = self.ended.lock().await;
        if ask == Ask::Shared && ended.well >= mine {
            return Ok(());
        }
        if let Some((badly, code)) = ended.badly
            && ask == Ask::Shared
            && badly >= mine
        {
            return Err(code.into());
        }
        let covered = self.asked.load(Ordering::Acquire);
        let outcome = Box::pin(read()).await;
        match &outcome {
            Ok(()) => ended.well = covered,
            Err(refusal) => ended.badly = Some((covered, refusal.code)),
        }
        outcome
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::future::join_all;

    #[tokio::test]
    async fn a_hundred_who_ask_at_once_read_twice_at_most() {
        let (flights, readings) = (Flights::default(), AtomicU64::new(0));
        let read = || async {
            readings.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Ok(())
        };
        let all = (0..100).map(|_| flights.join(Ask::Shared, read));
        assert!(join_all(all).await.iter().all(Result::is_ok));
        assert!(readings.load(Ordering::Relaxed) <= 2, "{readings:?}");
        // Whoever asks later gets a later reading.
        let before = readings.load(Ordering::Relaxed);
        flights.join(Ask::Shared, read).await.expect("read");
        assert_eq!(readings.load(Ordering::Relaxed), before + 1);
    }

    #[tokio::test]
    async fn a_failure_is_shared_and_not_kept() {
        let (flights, readings) = (Flights::default(), AtomicU64::new(0));
        let fail = || async {
            readings.fetch_add(1, Ordering::Relaxed);
            tokio::task::yield_now().await;
            Err(ErrorCode::Unavailable.into())
        };
        let all = (0..100).map(|_| flights.join(Ask::Shared, fail));
        assert!(join_all(all).await.iter().all(Result::is_err));
        assert!(readings.load(Ordering::Relaxed) <= 2, "{readings:?}");
        flights
            .join(Ask::Shared, || async { Ok(()) })
            .await
            .expect("read");
    }
}
