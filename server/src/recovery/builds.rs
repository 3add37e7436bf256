//! Which rounds are being built in this process.

use contest_core::ids::RoundId;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use tokio::sync::watch;
use tokio::time::Instant;

/// The rebuilds of this process.
#[derive(Default)]
pub(super) struct Builds(Mutex<HashMap<RoundId, Build>>);

#[derive(Clone)]
pub(super) struct Build {
    pub(super) began: Instant,
    /// It is over when its sender is gone; nothing is ever sent.
    over: watch::Receiver<()>,
}

impl Build {
    /// A rebuild that begins now, and what is to be dropped at its end.
    pub(super) fn begin() -> (Build, watch::Sender<()>) {
        let (sender, over) = watch::channel(());
        let began = Instant::now();
        (Build { began, over }, sender)
    }

    /// Waits for its end, until then at the latest.
    pub(super) async fn wait_until(mut self, latest: Instant) {
        let _elapsed = tokio::time::timeout_at(latest, self.over.changed()).await;
    }
}

impl Builds {
    pub(super) fn running(&self) -> MutexGuard<'_, HashMap<RoundId, Build>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
