//! The signed-in contestant's own attempt and its final result: what certificates and cards are made from.

use crate::attempts::find::why_unseen;
use crate::attempts::parts::Attempts;
use crate::auth::session::Claims;
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::errors::AppResult;
use crate::recording::rows::recorded_attempt;
use crate::results::final_board::{FinalStanding, final_standing};
use contest_core::attempts::AttemptRecord;
use contest_core::ids::AttemptId;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use std::sync::Arc;

pub(super) struct OwnAttempt {
    pub(super) record: AttemptRecord,
    pub(super) round: Arc<LiveRound>,
    pub(super) contest: Arc<LiveContest>,
}

impl OwnAttempt {
    /// Refuses an attempt that is another person's, or is not recorded, or whose score is withheld.
    pub(super) async fn load(parts: &Attempts, claims: &Claims, attempt: AttemptId) -> AppResult<OwnAttempt> {
        let Some(record) = recorded_attempt(&parts.db, attempt).await? else {
            return Err(why_unseen(parts, claims, attempt).await?);
        };
        if record.account != claims.sub {
            return Err(ErrorCode::Forbidden.into());
        }
        let round = parts.contests.round(record.round)?;
        if parts
            .contests
            .withholds_scores(&round, parts.clock.now())
            .is_some()
        {
            return Err(ErrorCode::ScoreWithheld.into());
        }
        let contest = parts.contests.contest(round.contest)?;
        Ok(OwnAttempt {
            record,
            round,
            contest,
        })
    }

    /// Returns the contestant's final result, and when it became final; nothing before. Refuses who is not in it.
    pub(super) async fn result(&self, parts: &Attempts) -> AppResult<Option<(FinalStanding, Millis)>> {
        let Some(finalised_at) = self.round.window.finalised_at else {
            return Ok(None);
        };
        let last = parts.finals.get(&self.round).await?;
        let standing = final_standing(&parts.db, &last.version, self.record.account).await?;
        match standing.disqualified {
            true => Err(ErrorCode::Disqualified.into()),
            false => Ok(Some((standing, finalised_at))),
        }
    }
}
