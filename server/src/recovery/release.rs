//! Letting go of what is kept of a round in Redis, some days after its result is final: the board is then shown from the
//! settlement.

use super::Recovery;
use crate::errors::Answer;

const DAY_MS: i64 = 86_400_000;

impl Recovery {
    /// One pass over all final rounds. Returns how many were let go of.
    pub async fn release_final_rounds(&self, after_days: u32) -> Answer<usize> {
        let now = self.clock.now();
        let mut released = 0;
        for round in self.contests.catalog().rounds() {
            let is_over = |at| now >= at + i64::from(after_days) * DAY_MS;
            if !round.window.finalised_at.is_some_and(is_over) {
                continue;
            }
            let mut is_kept = false;
            for shard in self.live.shards_of(round.id) {
                is_kept |= self.live.is_built(shard).await?;
            }
            if is_kept && self.live.release_round(round.id).await? {
                tracing::info!(round = %round.id, "the live state of a final round is let go of");
                released += 1;
            }
        }
        Ok(released)
    }
}
