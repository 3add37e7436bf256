//! Builds the live state of a round from the database: when it first opens, and after Redis has lost it. One server
//! builds, once, however many requests find a shard cold. Boards and settlements wait for the end; starts do not
//! (`limits`).

use super::Recovery;
use super::builds::Build as Running;
use super::restore::Which;
use crate::contests::catalog::LiveRound;
use crate::db::patiently;
use crate::errors::{AppResult, Refusal};
use contest_core::wire::errors::ErrorCode;
use live::keys::Shard;
use live::lock::Locks;
use live::upkeep::{BUILDING, Build};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// How often one task asks, for all who wait, whether another server has built what is missing.
const ANOTHER_BUILDS: Duration = Duration::from_millis(100);
/// The pause after a failure.
const AGAIN: Duration = Duration::from_millis(500);

impl Recovery {
    /// Makes sure that all shards of the round can be trusted; refuses if that takes longer than `patience`.
    pub(crate) async fn make_round_ready(&self, round: &Arc<LiveRound>, patience: Duration) -> AppResult<()> {
        if self.live.unsettled(round.id).await?.cold == 0 {
            return Ok(());
        }
        self.wait_for_build(round, patience).await;
        match self.live.unsettled(round.id).await?.cold {
            0 => Ok(()),
            _cold => Err(ErrorCode::Unavailable.into()),
        }
    }

    /// Begins to build the cold shards of a round, unless a build is running, and does not wait for it.
    pub(crate) fn begin_build(&self, round: &Arc<LiveRound>) {
        let _build = self.building(round);
    }

    async fn wait_for_build(&self, round: &Arc<LiveRound>, patience: Duration) {
        let build = self.building(round);
        build.wait_until(Instant::now() + patience).await;
    }

    /// Waits for a rebuild, but no longer than until `short` after it began.
    pub(super) async fn wait_for_short_build(&self, round: &Arc<LiveRound>, short: Duration) {
        let build = self.building(round);
        let latest = build.began + short;
        build.wait_until(latest).await;
    }

    /// Returns this process's rebuild of the round; begins one if there is none.
    fn building(&self, round: &Arc<LiveRound>) -> Running {
        let mut running = self.builds.running();
        if let Some(build) = running.get(&round.id) {
            return build.clone();
        }
        let (build, sender) = Running::begin();
        running.insert(round.id, build.clone());
        let (recovery, round) = (self.clone(), round.clone());
        self.runtime.spawn(async move {
            let mut failures = 0;
            while let Err(refusal) = recovery.build(&round).await {
                failures += 1;
                tracing::warn!(%refusal, round = %round.id, failures, "the live state could not be built");
                if failures == 3 {
                    break;
                }
                tokio::time::sleep(AGAIN).await;
            }
            recovery.builds.running().remove(&round.id);
            drop(sender);
        });
        build
    }

    /// Builds the cold shards, or waits until another server has.
    async fn build(&self, round: &Arc<LiveRound>) -> AppResult<()> {
        loop {
            let mut cold = Vec::new();
            for shard in self.live.shards_of(round.id) {
                // Nothing is known of a shard that cannot be reached; the others do not wait for it.
                if let Ok(false) = self.live.is_built(shard).await {
                    cold.push(shard);
                }
            }
            if cold.is_empty() {
                return Ok(());
            }
            let locks = Locks::take(&self.live, BUILDING, cold).await;
            if locks.shards().is_empty() {
                tokio::time::sleep(ANOTHER_BUILDS).await;
                continue;
            }
            let built = locks.hold(self.build_locked(round, &locks)).await;
            locks.release().await;
            built?;
            // If Redis has changed meanwhile, shards are still cold: then once more.
        }
    }

    /// Reads the round's rows once, however many of its shards are cold.
    async fn build_locked(&self, round: &LiveRound, locks: &Locks) -> AppResult<()> {
        let (since, began) = (self.clock.now(), Instant::now());
        let mut begun: HashMap<Shard, String> = HashMap::new();
        for shard in locks.shards() {
            if let Build::Begun { run } = self.live.begin_build(*shard, locks).await? {
                begun.insert(*shard, run);
            }
        }
        if begun.is_empty() {
            return Ok(());
        }
        let wanted = |shard| begun.contains_key(&shard);
        let count = patiently(self.restore(round, Which::All, wanted)).await?;
        for (shard, run) in &begun {
            if !self.live.set_built(*shard, locks, run, since).await? {
                return Err(Refusal::new(ErrorCode::Unavailable));
            }
        }
        tracing::info!(round = %round.id, shards = begun.len(), attempts = count, took = ?began.elapsed(),
            "live state built from the database");
        Ok(())
    }
}
