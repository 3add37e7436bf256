//! What must hold before results are made or shown.

use super::parts::Judging;
use super::settled::has_open_starts;
use crate::contests::access::RoundAccess;
use crate::contests::reveal;
use crate::db::entities::round;
use crate::errors::AppResult;
use contest_core::ids::RoundId;
use contest_core::wire::errors::ErrorCode;
use live::read::Unsettled;
use std::time::Duration;

/// How long a judge waits for live state to be built from the database.
const BUILD_PATIENCE: Duration = Duration::from_secs(5);

pub(crate) fn round_id(access: &RoundAccess) -> RoundId {
    access.round.id
}

/// Refuses unless the last answer that could still arrive has arrived and is in the database. Examines all starts.
pub(crate) async fn require_all_recorded(parts: &Judging, access: &RoundAccess) -> AppResult<()> {
    // A job that gets this refusal is retried.
    require_none_open(parts, access, ErrorCode::Unavailable).await?;
    // A Redis that replaced another may have forgotten what was started.
    if has_open_starts(&parts.db.read, round_id(access)).await? {
        return Err(ErrorCode::AttemptsPending.into());
    }
    Ok(())
}

/// The cheap part of [`require_all_recorded`]: checks that Redis knows of nothing that is not recorded.
pub(crate) async fn require_none_pending(parts: &Judging, access: &RoundAccess) -> AppResult<()> {
    // For people, a round that is not completely in Redis is one that is still being recorded.
    require_none_open(parts, access, ErrorCode::AttemptsPending).await
}

async fn require_none_open(parts: &Judging, access: &RoundAccess, if_cold: ErrorCode) -> AppResult<()> {
    require_closed(parts, access)?;
    let round = parts.contests.round(round_id(access))?;
    // A cold shard is not an empty one: what is open in it is known once it is built.
    let ready = parts.recovery.make_round_ready(&round, BUILD_PATIENCE).await;
    let unsettled = parts.live.unsettled(round.id).await?;
    if ready.is_err() || unsettled.cold > 0 {
        return Err(if_cold.into());
    }
    if unsettled != Unsettled::default() {
        return Err(ErrorCode::AttemptsPending.into());
    }
    Ok(())
}

/// Refuses while an answer could still arrive by any server's clock, because until then nobody may see what others
/// answered; also refuses while this machine's clock is wrong.
pub(crate) fn require_closed(parts: &Judging, access: &RoundAccess) -> AppResult<()> {
    if access.contest.published_at.is_none() {
        return Err(ErrorCode::RoundNotOpen.into());
    }
    if parts.clock_skew.is_known_to_be_large() {
        return Err(reveal::refusal(reveal::Withheld::ClocksDiffer));
    }
    if parts.clock.now() < reveal::public_from(access.round.closes_at) {
        return Err(ErrorCode::RoundStillOpen.into());
    }
    Ok(())
}

/// A cancelled round has no result.
pub(crate) fn require_not_cancelled(round: &round::Model) -> AppResult<()> {
    match round.cancelled_at {
        None => Ok(()),
        Some(_) => Err(ErrorCode::RoundCancelled.into()),
    }
}

/// Refuses if the result of the round is final, or if it never gets one.
pub(crate) fn require_not_final(round: &round::Model) -> AppResult<()> {
    require_not_cancelled(round)?;
    if round.finalised_at.is_some() {
        Err(ErrorCode::AlreadyFinal.into())
    } else {
        Ok(())
    }
}
