//! Removes a round from Redis, some days after its result is final. From then on board and ranks come from the
//! settlement: nothing reads the live state, and nothing builds it again.

use super::Recovery;
use crate::contests::catalog::LiveRound;
use crate::errors::AppResult;
use contest_core::time::Millis;
use std::sync::Arc;

const DAY_MS: i64 = 86_400_000;

impl Recovery {
    /// Makes one pass over all final rounds. Returns how many were removed.
    pub async fn release_final_rounds(&self, after_days: u32) -> AppResult<usize> {
        let now = self.clock.now();
        let is_over = |at| now >= at + i64::from(after_days) * DAY_MS;
        let catalog = self.contests.catalog();
        let mut outcome = Ok(0);
        for round in catalog.rounds() {
            if !round.window.finalised_at.is_some_and(is_over) {
                continue;
            }
            // A failing round does not hold up the others.
            match self.release(round, now).await {
                Ok(released) => outcome = outcome.map(|sum| sum + usize::from(released)),
                Err(refusal) => outcome = Err(refusal),
            }
        }
        outcome
    }

    async fn release(&self, round: &Arc<LiveRound>, now: Millis) -> AppResult<bool> {
        if !self.live.keeps_round(round.id).await? {
            return Ok(false);
        }
        let counts = self.live.counts(round.id, now).await?;
        let stuck: u64 = counts.iter().map(|shard| shard.stuck).sum();
        if stuck > 0 {
            tracing::warn!(round = %round.id, stuck, "a final round stays in Redis: attempts of it wait for an operator");
            return Ok(false);
        }
        // What arrived after the result was final is set aside first: the regular sweep may no longer look at this
        // round.
        if counts
            .iter()
            .any(|shard| shard.open + shard.pending + shard.starting > 0)
        {
            self.sweep_round(round, now, true).await;
        }
        let released = self.live.release_round(round.id).await?;
        if released {
            tracing::info!(round = %round.id, "the live state of a final round is let go of");
        }
        Ok(released)
    }
}
