//! Readings that serve all who ask within a while: one of them reads, the others wait for it.

use crate::errors::AppResult;
use contest_core::ids::RoundId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The last reading of one round, and when it was made.
type Slot<T> = Arc<tokio::sync::Mutex<Option<(Instant, Arc<T>)>>>;

/// The last reading of each round.
pub(super) struct Slots<T>(Arc<Mutex<HashMap<RoundId, Slot<T>>>>);

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

impl<T> Slots<T> {
    /// Returns a reading no older than `fresh`, made now if need be.
    pub(super) async fn get(
        &self,
        round: RoundId,
        fresh: Duration,
        read: impl Future<Output = AppResult<T>>,
    ) -> AppResult<Arc<T>> {
        let slot = {
            let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            slots.entry(round).or_default().clone()
        };
        let mut last = slot.lock().await;
        if let Some((at, reading)) = last.as_ref()
            && at.elapsed() < fresh
        {
            return Ok(reading.clone());
        }
        let reading = Arc::new(Box::pin(read).await?);
        *last = Some((Instant::now(), reading.clone()));
        Ok(reading)
    }
}
