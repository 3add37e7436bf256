//! The server's own closing: at the deadline, with what was saved.

use super::Recovery;
use crate::clock_skew::TOLERATED_MS;
use crate::contests::catalog::LiveRound;
use contest_core::answers::AnswerSheet;
use contest_core::attempts::AttemptFacts;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use live::calls::{CloseCall, CloseOutcome};
use redis::RedisResult;

/// So long after the deadline a server closes an attempt by itself: the grace is over, also by the clock of a server that
/// is behind. Whoever can still hand in does not see how what was saved has scored.
pub const CLOSES_AFTER_MS: i64 = GRACE_MS + 2 * TOLERATED_MS;

impl Recovery {
    /// Closes an attempt at its deadline, if it is time. `sheet`, with the moment it was acknowledged, counts if Redis has lost it.
    pub async fn close_at_deadline(
        &self,
        round: &LiveRound,
        facts: &AttemptFacts,
        now: Millis,
        acknowledged: Option<&(AnswerSheet, Millis)>,
    ) -> RedisResult<CloseOutcome> {
        if now <= facts.deadline + CLOSES_AFTER_MS {
            return Ok(CloseOutcome::StillOpen);
        }
        let blank = (AnswerSheet::default(), facts.started_at);
        let (sheet, last_change) = acknowledged.unwrap_or(&blank);
        let call = CloseCall {
            facts,
            now,
            sheet,
            last_change: *last_change,
            by: ClosedBy::Deadline,
            acknowledged: acknowledged.is_some(),
        };
        let shard = self.live.shard_of(round.id, facts.account);
        self.live.close(shard, call).await
    }
}

/// When an attempt of this round may be closed by the server: everything once the round is certainly over, also what was
/// given more time before the close was moved.
pub fn due_before(round: &LiveRound, now: Millis, is_certain: bool) -> Millis {
    if is_certain && now > round.window.closes_at + CLOSES_AFTER_MS {
        Millis(i64::MAX)
    } else {
        now - (CLOSES_AFTER_MS + 1)
    }
}
