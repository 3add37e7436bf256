//! Closes attempts at their deadline, with what was saved.

use super::Recovery;
use crate::clock_skew::OVER_AFTER_MS;
use crate::contests::catalog::LiveRound;
use contest_core::attempts::AttemptFacts;
use contest_core::changes::TimedSheet;
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use live::calls::{CloseCall, CloseOutcome, NO_DEVICE, SentSheet};
use redis::RedisResult;

impl Recovery {
    /// Closes an attempt at its deadline, once nobody can submit it any more: a contestant who still can must not see
    /// the score of what was saved. `acknowledged`, a sheet and when it was acknowledged, counts if Redis has lost it.
    pub async fn close_at_deadline(
        &self,
        round: &LiveRound,
        facts: &AttemptFacts,
        now: Millis,
        acknowledged: Option<&(TimedSheet, Millis)>,
    ) -> RedisResult<CloseOutcome> {
        if now <= facts.deadline + OVER_AFTER_MS {
            return Ok(CloseOutcome::StillOpen);
        }
        let blank = (TimedSheet::default(), facts.started_at);
        let (sheet, last_change) = acknowledged.unwrap_or(&blank);
        let call = CloseCall {
            facts,
            now,
            sheet: SentSheet {
                sheet: &sheet.sheet,
                device: NO_DEVICE,
                times: &sheet.times,
            },
            last_change: *last_change,
            by: ClosedBy::Deadline,
            acknowledged: acknowledged.is_some(),
        };
        let shard = self.live.shard_of(round.id, facts.account);
        self.live.close(shard, call).await
    }
}

/// Returns the moment before which a deadline must lie for the server to close the attempt: any deadline once the round
/// is certainly over, including those that allowed more time before the close was moved.
pub(crate) fn due_before(round: &LiveRound, now: Millis, is_certain: bool) -> Millis {
    if is_certain && now > round.window.closes_at + OVER_AFTER_MS {
        Millis(i64::MAX)
    } else {
        now - (OVER_AFTER_MS + 1)
    }
}
