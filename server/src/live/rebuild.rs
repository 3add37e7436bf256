//! Building a round's live state from the database: after the first opening, and after Redis has lost it.
//!
//! Open attempts are not in the database; their phones bring them back with their tickets.

use super::Live;
use super::calls::Restored;
use super::catch_up::restore_all;
use super::keys::Shard;
use crate::attempts::record::{AttemptRecord, BoardFacts};
use crate::contests::catalog::LiveRound;
use crate::db::entities::{account, attempt};
use crate::errors::{Answer, Refusal};
use crate::state::State;
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use futures_util::future::join_all;
use rand::RngExt;
use redis::RedisResult;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// How long a rebuild may take before another node tries. One million attempts take about a minute.
const LOCK_SECONDS: u64 = 300;

/// Makes sure that all shards of the round can be trusted.
pub async fn make_round_ready(state: &State, round: &LiveRound) -> Answer<()> {
    let shards = state.live.shards_of(round.id);
    let ready = join_all(shards.map(|shard| async move { (shard, state.live.is_ready(shard).await) })).await;
    for (shard, ready) in ready {
        if !ready? {
            // The first builds the others as well.
            make_ready(state, round, shard).await?;
        }
    }
    Ok(())
}

/// Makes sure that the shard can be trusted. One node builds, the others wait for it.
pub async fn make_ready(state: &State, round: &LiveRound, shard: Shard) -> Answer<()> {
    let deadline = tokio::time::Instant::now() + Duration::from_secs(30);
    loop {
        if state.live.is_ready(shard).await? {
            return Ok(());
        }
        let mut locks = Locks::take(&state.live, "lock", [shard], LOCK_SECONDS).await;
        if locks.has(shard) {
            let others = state.live.shards_of(round.id).filter(|other| *other != shard);
            locks.add_cold(&state.live, others).await;
            let built = rebuild(state, round, &locks.shards).await;
            locks.release(&state.live).await;
            return built;
        }
        if tokio::time::Instant::now() > deadline {
            return Err(ErrorCode::Unavailable.into());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Reads the round's attempts once, however many of its shards are cold.
async fn rebuild(state: &State, round: &LiveRound, shards: &[Shard]) -> Answer<()> {
    let since = state.clock.now();
    for shard in shards {
        // What was closed but not recorded goes to the database first: from there it comes back like the rest.
        let pending = state.live.pending(*shard).await?;
        let record = |(last_change, json): (Millis, String)| async move {
            let record = AttemptRecord::parse(&json, last_change)?;
            state.recorder.record(record, false).await.map(drop)
        };
        let recorded: Vec<Answer<()>> = join_all(pending.into_iter().map(record)).await;
        recorded.into_iter().collect::<Answer<()>>()?;
        state.live.clear_board(*shard).await?;
    }
    let all = attempt::Entity::find().filter(attempt::Column::RoundId.eq(round.id.0));
    let count = restore_all(state, round, all, |shard| shards.contains(&shard)).await?;
    for shard in shards {
        state.live.set_ready(*shard, since).await?;
    }
    tracing::info!(round = %round.id, shards = shards.len(), attempts = count, "live state built from the database");
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

/// The right to work on shards alone; it ends by itself if the node dies.
pub(super) struct Locks {
    name: &'static str,
    token: String,
    seconds: u64,
    shards: Vec<Shard>,
}

impl Locks {
    /// Of those that are free and can be reached.
    pub(super) async fn take(
        live: &Live,
        name: &'static str,
        shards: impl IntoIterator<Item = Shard>,
        seconds: u64,
    ) -> Locks {
        let mut locks = Locks {
            name,
            token: hex::encode(rand::rng().random::<[u8; 8]>()),
            seconds,
            shards: Vec::new(),
        };
        for shard in shards {
            locks.add(live, shard).await;
        }
        locks
    }

    async fn add_cold(&mut self, live: &Live, shards: impl Iterator<Item = Shard>) {
        for shard in shards {
            if let Ok(false) = live.is_ready(shard).await {
                self.add(live, shard).await;
            }
        }
    }

    async fn add(&mut self, live: &Live, shard: Shard) {
        let mut set = redis::cmd("SET");
        set.arg(shard.key(self.name))
            .arg(&self.token)
            .arg("NX")
            .arg("EX")
            .arg(self.seconds);
        let taken: RedisResult<Option<String>> = set.query_async(&mut live.connection()).await;
        if let Ok(Some(_)) = taken {
            self.shards.push(shard);
        }
    }

    pub(super) fn has(&self, shard: Shard) -> bool {
        self.shards.contains(&shard)
    }

    pub(super) async fn release(self, live: &Live) {
        for shard in self.shards {
            let mut call = shard.call("tl_unlock", &[self.name]);
            call.arg(&self.token);
            if let Err(error) = live.function(&call).await {
                tracing::debug!(%error, "a lock is left to end by itself");
            }
        }
    }
}

impl Live {
    /// Empties what the database can give back. Open attempts and the counts of attempts used stay.
    async fn clear_board(&self, shard: Shard) -> RedisResult<()> {
        let mut del = redis::cmd("DEL");
        for name in ["board", "best", "choice", "who", "units", "done"] {
            del.arg(shard.key(name));
        }
        del.query_async::<i64>(&mut self.connection()).await.map(drop)
    }

    /// What is recorded from `since` on is looked at once more: it may have come to be while the table was read.
    async fn set_ready(&self, shard: Shard, since: Millis) -> RedisResult<()> {
        let build = hex::encode(rand::rng().random::<[u8; 6]>());
        let mut call = shard.call("tl_built", &["ready", "check"]);
        call.arg(build).arg(since.0);
        self.function(&call).await.map(drop)
    }
}
