//! Finds a contestant's attempt in the live state of the rounds that are open or have closed lately, for requests
//! without a ticket.

use super::parts::Attempts;
use crate::auth::session::Claims;
use crate::contests::catalog::LiveRound;
use crate::db::entities::set_aside::Reason;
use crate::db::entities::{set_aside, start};
use crate::errors::{AppResult, Refusal};
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::changes::TimedSheet;
use contest_core::ids::AttemptId;
use contest_core::wire::errors::ErrorCode;
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use std::sync::Arc;

/// How long after its close a round is still searched in Redis.
const SOUGHT_FOR_MS: i64 = 86_400_000;

pub(crate) enum Found {
    Open(Arc<LiveRound>, AttemptFacts, TimedSheet),
    /// Closed, and not known to be in the database.
    Frozen(Arc<LiveRound>, Frozen),
}

pub(crate) async fn find_live(
    parts: &Attempts,
    claims: &Claims,
    attempt: AttemptId,
) -> AppResult<Option<Found>> {
    let now = parts.clock.now();
    let catalog = parts.contests.catalog();
    let running = |round: &&Arc<LiveRound>| {
        round.window.opens_at <= now && now < round.window.closes_at + SOUGHT_FOR_MS
    };
    let asking = catalog
        .rounds()
        .filter(running)
        .map(|round| find_in(parts, round, claims, attempt));
    let mut away = None;
    // All rounds are searched at once, and an error in one does not hide what another has.
    for found in join_all(asking).await {
        match found {
            Ok(None) => {}
            Ok(found) => return Ok(found),
            Err(error) => away = Some(error),
        }
    }
    // The attempt may be in a round that could not be searched.
    away.map_or(Ok(None), |away| Err(away.into()))
}

/// Returns why an attempt is neither recorded nor in Redis, as far as this contestant may know.
pub(crate) async fn why_unseen(parts: &Attempts, claims: &Claims, attempt: AttemptId) -> AppResult<Refusal> {
    let started = start::Entity::find_by_id(attempt).one(&parts.db.read).await?;
    if started.is_none_or(|start| start.account_id != claims.sub) {
        return Ok(ErrorCode::NotFound.into());
    }
    let aside = set_aside::Entity::find_attempt(attempt)
        .one(&parts.db.read)
        .await?;
    // If it is not set aside, Redis has lost it and is about to be told again.
    let code = aside.map_or(ErrorCode::Unavailable, |aside| code_of(aside.reason));
    Ok(code.into())
}

/// Returns what a contestant is told of an attempt that is set aside.
pub(crate) fn code_of(reason: Reason) -> ErrorCode {
    match reason {
        Reason::OverLimit => ErrorCode::AttemptsExhausted,
        Reason::Late => ErrorCode::LateSheetKept,
        Reason::RoundFinal | Reason::UnknownRound | Reason::Dropped => ErrorCode::RoundClosed,
    }
}

async fn find_in(
    parts: &Attempts,
    round: &Arc<LiveRound>,
    claims: &Claims,
    attempt: AttemptId,
) -> Result<Option<Found>, live::Away> {
    let shard = parts.live.shard_of(round.id, claims.sub);
    if let Some((facts, sheet)) = parts.live.attempt(shard, attempt).await?
        && facts.account == claims.sub
    {
        return Ok(Some(Found::Open(round.clone(), facts, sheet)));
    }
    let frozen = parts.live.frozen(shard, attempt).await?;
    let frozen = frozen.filter(|frozen| frozen.facts.account == claims.sub);
    Ok(frozen.map(|frozen| Found::Frozen(round.clone(), frozen)))
}
