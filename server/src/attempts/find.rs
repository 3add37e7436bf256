//! Looking for one of a contestant's attempts in the live state of the rounds that run or have just closed: for
//! requests that bring no ticket.

use super::parts::Attempts;
use crate::auth::session::Claims;
use crate::contests::catalog::LiveRound;
use crate::db::entities::start;
use crate::errors::AppResult;
use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::ids::AttemptId;
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use std::sync::Arc;

/// How long after its close a round's attempts are still looked for in Redis.
const LOOK_BACK_MS: i64 = 86_400_000;

pub enum Found {
    Open(Arc<LiveRound>, AttemptFacts, AnswerSheet),
    /// Closed, and not known to be in the database.
    Frozen(Arc<LiveRound>, Frozen),
}

pub async fn find_live(parts: &Attempts, claims: &Claims, attempt: AttemptId) -> AppResult<Option<Found>> {
    let now = parts.clock.now();
    let catalog = parts.contests.catalog();
    let running =
        |round: &&Arc<LiveRound>| round.window.opens_at <= now && now < round.window.closes_at + LOOK_BACK_MS;
    let asking = catalog
        .rounds()
        .filter(running)
        .map(|round| find_in(parts, round, claims, attempt));
    let mut away = None;
    // All at once, and where nobody answers the others are not the worse for it.
    for found in join_all(asking).await {
        match found {
            Ok(None) => {}
            Ok(found) => return Ok(found),
            Err(error) => away = Some(error),
        }
    }
    // It may be where nobody could look.
    away.map_or(Ok(None), |away| Err(away.into()))
}

/// Whether this contestant started it, wherever it is now.
pub async fn is_started(parts: &Attempts, claims: &Claims, attempt: AttemptId) -> AppResult<bool> {
    let started = start::Entity::find_by_id(attempt.0).one(&parts.db.read).await?;
    Ok(started.is_some_and(|start| start.account_id == claims.sub.0))
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
