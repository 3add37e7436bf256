//! Building a round's live state from the database: after the first opening, and after Redis has lost it.
//!
//! Open attempts are not in the database; their phones bring them back with their tickets.

use super::calls::Restored;
use super::keys::Shard;
use crate::attempts::record::{AttemptRecord, BoardFacts, recorded_attempts};
use crate::contests::catalog::LiveRound;
use crate::db::entities::account;
use crate::errors::{Answer, Refusal};
use crate::state::State;
use contest_core::ids::AccountId;
use contest_core::wire::errors::ErrorCode;
use rand::RngExt;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// How long a rebuild may take before another node tries. One million attempts take about a minute.
const LOCK_SECONDS: u64 = 300;

/// Makes sure that the shard can be trusted. One node builds, the others wait for it.
pub async fn make_ready(state: &State, round: &LiveRound, shard: Shard) -> Answer<()> {
    let token = hex::encode(rand::rng().random::<[u8; 8]>());
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    loop {
        if state.live.is_ready(shard).await? {
            return Ok(());
        }
        if state.live.lock(shard, &token).await? {
            let built = rebuild(state, round, shard).await;
            state.live.unlock(shard, &token).await?;
            return built;
        }
        if tokio::time::Instant::now() > deadline {
            return Err(ErrorCode::Unavailable.into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

async fn rebuild(state: &State, round: &LiveRound, shard: Shard) -> Answer<()> {
    // What was closed but not recorded goes to the database first: from there it comes back like the rest.
    for (last_change, json) in state.live.pending(shard).await? {
        let record = AttemptRecord::parse(&json, last_change)?;
        state.recorder.record(record, false).await?;
    }
    state.live.clear_board(shard).await?;
    let mut count = 0;
    let mut after = Uuid::nil();
    loop {
        let records = recorded_attempts(&state.db, round.id, after, 2_000).await?;
        let Some(last) = records.last() else { break };
        after = last.attempt.0;
        let in_shard = |record: &&AttemptRecord| state.live.shard_of(round.id, record.account) == shard;
        let records: Vec<&AttemptRecord> = records.iter().filter(in_shard).collect();
        let names = names(state, &records).await?;
        let restored: Vec<Restored> = records
            .iter()
            .map(|record| {
                restored(
                    round,
                    record,
                    names.get(&record.account).map_or("", String::as_str),
                )
            })
            .collect();
        count += restored.len();
        for batch in restored.chunks(500) {
            state.live.restore(shard, round.best_counts(), batch).await?;
        }
    }
    state.live.set_ready(shard).await?;
    tracing::info!(round = %round.id, shard = shard.shard, attempts = count, "live state built from the database");
    Ok(())
}

/// An attempt as `restore` takes it.
pub fn restored(round: &LiveRound, record: &AttemptRecord, name: &str) -> Restored {
    Restored {
        attempt: record.attempt,
        account: record.account,
        number: record.number,
        unit: record.unit,
        sort_key: record.sort_key.clone(),
        choice: record.choice(round.rules.counted),
        who: BoardFacts::of(record, &crate::boards::mask::masked(name)).json(),
    }
}

/// Names of the contestants of some attempts.
pub async fn names(state: &State, records: &[&AttemptRecord]) -> Answer<HashMap<AccountId, String>> {
    let mut ids: Vec<Uuid> = records.iter().map(|record| record.account.0).collect();
    ids.sort_unstable();
    ids.dedup();
    let found = account::Entity::find()
        .filter(account::Column::Id.is_in(ids))
        .all(&state.db.read)
        .await;
    Ok(found
        .map_err(Refusal::from)?
        .into_iter()
        .map(|a| (AccountId(a.id), a.name))
        .collect())
}

impl super::Live {
    /// Takes the right to rebuild the shard; it ends by itself if the node dies.
    async fn lock(&self, shard: Shard, token: &str) -> redis::RedisResult<bool> {
        let mut set = redis::cmd("SET");
        set.arg(shard.key("lock"))
            .arg(token)
            .arg("NX")
            .arg("EX")
            .arg(LOCK_SECONDS);
        let taken: Option<String> = set.query_async(&mut self.connection()).await?;
        Ok(taken.is_some())
    }

    async fn unlock(&self, shard: Shard, token: &str) -> redis::RedisResult<()> {
        let held: Option<String> = redis::cmd("GET")
            .arg(shard.key("lock"))
            .query_async(&mut self.connection())
            .await?;
        if held.as_deref() == Some(token) {
            redis::cmd("DEL")
                .arg(shard.key("lock"))
                .query_async::<i64>(&mut self.connection())
                .await?;
        }
        Ok(())
    }

    /// Empties what the database can give back. Open attempts and the counts of attempts used stay.
    async fn clear_board(&self, shard: Shard) -> redis::RedisResult<()> {
        let mut del = redis::cmd("DEL");
        for name in ["board", "best", "choice", "who", "units", "done"] {
            del.arg(shard.key(name));
        }
        del.query_async::<i64>(&mut self.connection()).await.map(drop)
    }

    /// Makes the next request build the shard anew from the database.
    pub async fn distrust(&self, shard: Shard) -> redis::RedisResult<()> {
        let mut del = redis::cmd("DEL");
        del.arg(shard.key("ready"));
        del.query_async::<i64>(&mut self.connection()).await.map(drop)
    }

    async fn set_ready(&self, shard: Shard) -> redis::RedisResult<()> {
        let build = hex::encode(rand::rng().random::<[u8; 6]>());
        let mut set = redis::cmd("SET");
        set.arg(shard.key("ready")).arg(build);
        set.query_async::<String>(&mut self.connection()).await.map(drop)
    }
}
