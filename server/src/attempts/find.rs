//! Looking for one of a contestant's attempts in the live state of the rounds that run or have just closed: for
//! requests that bring no ticket.

use super::parts::Attempts;
use crate::auth::session::Claims;
use crate::contests::catalog::LiveRound;
use crate::errors::Answer;
use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::ids::AttemptId;
use std::sync::Arc;

/// How long after its close a round's attempts are still looked for in Redis.
const LOOK_BACK_MS: i64 = 86_400_000;

pub enum Found {
    Open(Arc<LiveRound>, AttemptFacts, AnswerSheet),
    /// Closed, and not known to be in the database.
    Frozen(Arc<LiveRound>, Frozen),
}

pub async fn find_live(parts: &Attempts, claims: &Claims, attempt: AttemptId) -> Answer<Option<Found>> {
    let now = parts.clock.now();
    let catalog = parts.contests.catalog();
    let running =
        |round: &&Arc<LiveRound>| round.window.opens_at <= now && now < round.window.closes_at + LOOK_BACK_MS;
    for round in catalog.rounds().filter(running) {
        let shard = parts.live.shard_of(round.id, claims.sub);
        if let Some((facts, sheet)) = parts.live.attempt(shard, attempt).await?
            && facts.account == claims.sub
        {
            return Ok(Some(Found::Open(round.clone(), facts, sheet)));
        }
        if let Some(frozen) = parts.live.frozen(shard, attempt).await?
            && frozen.facts.account == claims.sub
        {
            return Ok(Some(Found::Frozen(round.clone(), frozen)));
        }
    }
    Ok(None)
}
