//! Which rounds are being built in this process.

use contest_core::ids::RoundId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;

/// The rebuilds of this process. Each is over when its sender is gone.
#[derive(Default)]
pub(super) struct Builds(Mutex<HashMap<RoundId, watch::Receiver<()>>>);

impl Builds {
    pub(super) fn running(&self) -> MutexGuard<'_, HashMap<RoundId, watch::Receiver<()>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
