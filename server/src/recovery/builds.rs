//! Keeps track of the rounds that are being built in this process.

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
    /// The rebuild is over when its sender is gone; nothing is ever sent.
    over: watch::Receiver<()>,
}

impl Build {
    /// Returns a rebuild that begins now, and the sender to drop at its end.
    pub(super) fn begin() -> (Build, watch::Sender<()>) {
        let (sender, over) = watch::channel(());
        let began = Instant::now();
        (Build { began, over }, sender)
    }

    /// Waits for the end of the rebuild, until `latest` at most.
    pub(super) async fn wait_until(mut self, latest: Instant) {
        let _elapsed = tokio::time::timeout_at(latest, self.over.changed()).await;
    }
}

impl Builds {
    pub(super) fn running(&self) -> MutexGuard<'_, HashMap<RoundId, Build>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
