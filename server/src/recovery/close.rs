//! The server's own closing: at the deadline, with what was saved.

use super::Recovery;
use crate::clock_skew::OVER_AFTER_MS;
use crate::contests::catalog::LiveRound;
use contest_core::answers::AnswerSheet;
use contest_core::attempts::AttemptFacts;
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use live::calls::{CloseCall, CloseOutcome};
use redis::RedisResult;

impl Recovery {
    /// Closes an attempt at its deadline, once nobody can still hand it in: whoever can must not see how what was saved
    /// has scored. `sheet`, with the moment it was acknowledged, counts if Redis has lost it.
    pub async fn close_at_deadline(
        &self,
        round: &LiveRound,
        facts: &AttemptFacts,
        now: Millis,
        acknowledged: Option<&(AnswerSheet, Millis)>,
    ) -> RedisResult<CloseOutcome> {
        if now <= facts.deadline + OVER_AFTER_MS {
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
    if is_certain && now > round.window.closes_at + OVER_AFTER_MS {
        Millis(i64::MAX)
    } else {
        now - (OVER_AFTER_MS + 1)
    }
}
