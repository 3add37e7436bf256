//! Catches up after Redis has changed: a promoted replica or a restarted Redis may lack the last seconds of what the
//! process before it had confirmed. The database has every start and every attempt whose receipt was sent, so whatever
//! was recorded recently is put back once more. A change is recognised by the id of the Redis process that holds a
//! shard.
//!
//! What this server could not tell Redis after a commit is put back here as well. Nothing waits for this, and nothing
//! is emptied.

use super::Recovery;
use super::repairs::RepairList;
use super::restore::{Which, correct_standing};
use crate::contests::catalog::LiveRound;
use crate::errors::AppResult;
use contest_core::time::Millis;
use futures_util::future::join_all;
use live::keys::Shard;
use live::lock::Locks;
use live::upkeep::{CATCHING_UP, Checked};
use std::collections::HashMap;

/// How long before the last check to begin: the clocks of servers differ, and replication lags.
const MARGIN_MS: i64 = 60_000;
/// The same for what is known to be missing: it is noted after a commit, while `recorded_at` is read before it.
const COMMIT_MARGIN_MS: i64 = 10_000;
/// How long after its close a round is still caught up. Boards are complete long before; `sweep` looks for a week.
const CAUGHT_UP_FOR_MS: i64 = 600_000;

impl Recovery {
    /// Makes one pass over all rounds that are open or have just closed. Returns how many attempts were put back.
    pub async fn catch_up(&self) -> AppResult<usize> {
        let now = self.clock.now();
        let RepairList { mut behind, wrong } = self.repairs.take();
        let mut outcome = Ok(0);
        for (round, account) in wrong {
            let Ok(live_round) = self.contests.round(round) else {
                continue;
            };
            let corrected = async {
                correct_standing(&self.db, &self.live, &live_round, account).await?;
                self.restore_account(&live_round, account).await
            };
            if let Err(refusal) = corrected.await {
                self.repairs.note_wrong(round, account);
                outcome = Err(refusal);
            }
        }
        let catalog = self.contests.catalog();
        for round in catalog.rounds() {
            if round.window.opens_at <= now && now < round.window.closes_at + CAUGHT_UP_FOR_MS {
                // A failing round does not hold up the others.
                match self.catch_up_round(round, now, &mut behind).await {
                    Ok(count) => outcome = outcome.map(|sum| sum + count),
                    Err(refusal) => outcome = Err(refusal),
                }
            }
        }
        outcome
    }

    async fn catch_up_round(
        &self,
        round: &LiveRound,
        now: Millis,
        repairs: &mut HashMap<Shard, Millis>,
    ) -> AppResult<usize> {
        let live = &self.live;
        let checks = join_all(live.shards_of(round.id).map(|shard| live.check(shard, now))).await;
        // The process in which a shard was found, if it has changed.
        let mut behind: HashMap<Shard, Option<String>> = HashMap::new();
        let mut since = now;
        // The repairs of this server that are about to be made.
        let mut making: HashMap<Shard, Millis> = HashMap::new();
        for (shard, checked) in live.shards_of(round.id).zip(checks) {
            let changed = match checked {
                Err(error) => {
                    // It is checked again when its node is back.
                    tracing::debug!(%error, shard = shard.shard, "a shard cannot be checked");
                    continue;
                }
                Ok(Checked::Cold) => {
                    repairs.remove(&shard);
                    continue;
                }
                Ok(Checked::Sound) => None,
                Ok(Checked::Changed { run, seen }) => {
                    since = since.min(seen - MARGIN_MS);
                    Some(run)
                }
            };
            let due = repairs.remove(&shard);
            if let Some(at) = due {
                since = since.min(at - COMMIT_MARGIN_MS);
                making.insert(shard, at);
            }
            if changed.is_some() || due.is_some() {
                behind.insert(shard, changed);
            }
        }
        // Repairs of shards that cannot be reached remain.
        let left = repairs.iter().filter(|(shard, _)| shard.round == round.id);
        left.for_each(|(shard, at)| self.repairs.note_behind(*shard, *at));
        if behind.is_empty() {
            return Ok(0);
        }
        // One server catches up for all; each server makes its own repairs.
        let locks = Locks::take(live, CATCHING_UP, behind.keys().copied()).await;
        behind.retain(|shard, run| locks.has(*shard) || run.is_none());
        // The server that holds the lock does not know of these repairs: they are made next time.
        let left = making.iter().filter(|(shard, _)| !behind.contains_key(shard));
        left.for_each(|(shard, at)| self.repairs.note_behind(*shard, *at));
        let restored = locks.hold(self.restore_since(round, since, &behind)).await;
        for (shard, run) in &behind {
            if restored.is_err() {
                self.repairs.note_behind(*shard, since);
            } else if let Some(run) = run
                && let Err(error) = live.caught_up(*shard, run, now).await
            {
                tracing::debug!(%error, shard = shard.shard, "what was caught up is not noted");
            }
        }
        locks.release().await;
        restored
    }

    /// Restores what was recorded since then in these shards.
    async fn restore_since(
        &self,
        round: &LiveRound,
        since: Millis,
        shards: &HashMap<Shard, Option<String>>,
    ) -> AppResult<usize> {
        if shards.is_empty() {
            return Ok(0);
        }
        let wanted = |shard| shards.contains_key(&shard);
        let count = self.restore(round, Which::Since(since), wanted).await?;
        if count > 0 {
            tracing::info!(round = %round.id, attempts = count, shards = shards.len(), "recent attempts put back");
        }
        Ok(count)
    }
}
