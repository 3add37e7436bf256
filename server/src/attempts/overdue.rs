//! What the server does by itself: closes attempts at their deadline, and records what is closed but not yet known
//! to be in the database (a process died between the two, or the database was away).

use super::close::{close_overdue, commit};
use super::record::AttemptRecord;
use crate::contests::catalog::LiveRound;
use crate::db::entities::attempt;
use crate::errors::Answer;
use crate::live::keys::Shard;
use crate::live::rebuild::{names, restored};
use crate::state::State;
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use futures_util::StreamExt;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashSet;

/// Attempts closed in one go, and how many of them at once.
const BATCH: usize = 500;
const AT_ONCE: usize = 64;
/// How long after its close a round is still looked after.
const LOOK_BACK_MS: i64 = 7 * 86_400_000;
/// A closed attempt is left to the request that closed it for this long.
const LEAVE_ALONE_MS: i64 = 3_000;

/// One pass over all rounds that run or have closed lately. Answers how many attempts it dealt with.
pub async fn sweep(state: &State) -> Answer<usize> {
    let now = state.clock.now();
    let catalog = state.catalog();
    let looked_after = |round: &&std::sync::Arc<LiveRound>| {
        round.window.opens_at <= now && now < round.window.closes_at + LOOK_BACK_MS
    };
    let mut outcome = Ok(0);
    for round in catalog.rounds().filter(looked_after) {
        let shards = state.live.shards_of(round.id);
        // A shard whose node is away does not hold up the others.
        for swept in join_all(shards.map(|shard| sweep_shard(state, round, shard, now))).await {
            outcome = match (outcome, swept) {
                (Ok(sum), Ok(count)) => Ok(sum + count),
                (Err(refusal), _) | (_, Err(refusal)) => Err(refusal),
            };
        }
    }
    outcome
}

async fn sweep_shard(state: &State, round: &LiveRound, shard: Shard, now: Millis) -> Answer<usize> {
    if !state.live.is_ready(shard).await? {
        return Ok(0);
    }
    let closed = close_due(state, round, shard, now).await?;
    Ok(closed + record_pending(state, shard, now).await?)
}

async fn close_due(state: &State, round: &LiveRound, shard: Shard, now: Millis) -> Answer<usize> {
    // After the close everything is due, also what was given more time before the close was moved.
    let until = if round.window.keys_public(now - 1) {
        Millis(i64::MAX)
    } else {
        now - (GRACE_MS + 1)
    };
    let due = state.live.due(shard, until, BATCH).await?;
    if due.is_empty() {
        return Ok(0);
    }
    // Recorded while Redis was away: the database's record counts, not a second closing.
    let recorded = find_recorded(state, &due).await?;
    let records: Vec<&AttemptRecord> = recorded.iter().collect();
    let names = names(state, &records).await?;
    let name = |record: &AttemptRecord| names.get(&record.account).map_or("", String::as_str);
    let back: Vec<_> = recorded
        .iter()
        .map(|record| restored(round, record, name(record)))
        .collect();
    state.live.restore(shard, round.best_counts(), &back).await?;
    let known: HashSet<AttemptId> = recorded.iter().map(|record| record.attempt).collect();
    let open: Vec<AttemptId> = due.iter().copied().filter(|id| !known.contains(id)).collect();
    let closing: Vec<_> = open
        .into_iter()
        .map(|id| close_one(state, round, shard, id))
        .collect();
    let outcomes: Vec<Answer<()>> = futures_util::stream::iter(closing)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    outcomes.into_iter().collect::<Answer<()>>()?;
    Ok(due.len())
}

async fn close_one(state: &State, round: &LiveRound, shard: Shard, id: AttemptId) -> Answer<()> {
    let Some((facts, stored)) = state.live.attempt(shard, id).await? else {
        return Ok(());
    };
    close_overdue(state, round, &round.bounded(facts), &stored.sheet).await
}

async fn find_recorded(state: &State, due: &[AttemptId]) -> Answer<Vec<AttemptRecord>> {
    let ids = due.iter().map(|id| id.0);
    let rows = attempt::Entity::find()
        .filter(attempt::Column::Id.is_in(ids))
        .all(&state.db.read)
        .await?;
    Ok(rows.into_iter().map(AttemptRecord::from_row).collect())
}

async fn record_pending(state: &State, shard: Shard, now: Millis) -> Answer<usize> {
    let pending = state.live.pending(shard).await?;
    let mut left = Vec::new();
    for (last_change, json) in pending {
        let record = AttemptRecord::parse(&json, last_change)?;
        if now.since(record.closed_at) as i64 >= LEAVE_ALONE_MS {
            left.push(AttemptRecord {
                last_change_at: last_change.min(record.closed_at),
                ..record
            });
        }
    }
    let count = left.len();
    let commits: Vec<_> = left.into_iter().map(|record| commit(state, record)).collect();
    let outcomes: Vec<Answer<AttemptRecord>> = futures_util::stream::iter(commits)
        .buffer_unordered(AT_ONCE)
        .collect()
        .await;
    outcomes.into_iter().try_for_each(|outcome| outcome.map(drop))?;
    Ok(count)
}
