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

/// After this long the lock of a node that died, or one whose end was lost with a Redis, no longer counts.
const LOCK_LASTS: Duration = Duration::from_secs(6);

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
        let mut locks = Locks::take(&state.live, "lock", [shard]).await;
        if locks.has(shard) {
            let others = state.live.shards_of(round.id).filter(|other| *other != shard);
            locks.add_cold(&state.live, others).await;
            let rebuilding = rebuild(state, round, &locks.shards);
            let built = locks.hold(&state.live, rebuilding).await;
            locks.release(&state.live).await;
            built?;
            // Not so if Redis has changed under it: then once more.
            continue;
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
    let mut runs = Vec::new();
    for shard in shards {
        // What was closed but not recorded goes to the database first: from there it comes back like the rest.
        let pending = state.live.pending(*shard).await?;
        let record = |(last_change, json): (Millis, String)| async move {
            let record = AttemptRecord::parse(&json, last_change)?;
            state.recorder.record(record, false).await.map(drop)
        };
        let recorded: Vec<Answer<()>> = join_all(pending.into_iter().map(record)).await;
        recorded.into_iter().collect::<Answer<()>>()?;
        runs.push(state.live.clear_board(*shard).await?);
    }
    let all = attempt::Entity::find().filter(attempt::Column::RoundId.eq(round.id.0));
    let count = restore_all(state, round, all, |shard| shards.contains(&shard)).await?;
    for (shard, run) in shards.iter().zip(&runs) {
        state.live.set_ready(*shard, run, since).await?;
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

/// The right to work on shards alone. Two nodes at it do no lasting harm: the end is the same.
pub(super) struct Locks {
    name: &'static str,
    token: String,
    shards: Vec<Shard>,
}

impl Locks {
    /// Of those that are free and can be reached.
    pub(super) async fn take(
        live: &Live,
        name: &'static str,
        shards: impl IntoIterator<Item = Shard>,
    ) -> Locks {
        let mut locks = Locks {
            name,
            token: hex::encode(rand::rng().random::<[u8; 8]>()),
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
            .arg(LOCK_LASTS.as_secs());
        let taken: RedisResult<Option<String>> = set.query_async(&mut live.connection()).await;
        if let Ok(Some(_)) = taken {
            self.shards.push(shard);
        }
    }

    pub(super) fn has(&self, shard: Shard) -> bool {
        self.shards.contains(&shard)
    }

    /// Works, and renews the locks meanwhile.
    pub(super) async fn hold<T>(&self, live: &Live, work: impl Future<Output = T>) -> T {
        let mut work = Box::pin(work);
        loop {
            tokio::select! {
                done = &mut work => return done,
                () = tokio::time::sleep(LOCK_LASTS / 3) => self.keep_for(live, LOCK_LASTS).await,
            }
        }
    }

    pub(super) async fn release(self, live: &Live) {
        self.keep_for(live, Duration::ZERO).await;
    }

    async fn keep_for(&self, live: &Live, time: Duration) {
        for shard in &self.shards {
            let mut call = shard.call("tl_keep_lock", &[self.name]);
            call.arg(&self.token).arg(time.as_secs());
            if let Err(error) = live.function(&call).await {
                tracing::debug!(%error, "a lock is left to end by itself");
            }
        }
    }
}

impl Live {
    /// Empties what the database can give back. Open attempts and the counts of attempts used stay. Answers the
    /// process in which this was done.
    async fn clear_board(&self, shard: Shard) -> RedisResult<String> {
        let call = shard.call("tl_clear", &["board", "best", "choice", "who", "units", "done"]);
        let (_, run): (String, String) =
            redis::FromRedisValue::from_redis_value(self.function(&call).await?)?;
        Ok(run)
    }

    /// Unless another process has taken the place of the one that the shard was built in. What is recorded from
    /// `since` on is looked at once more: it may have come to be while the table was read.
    async fn set_ready(&self, shard: Shard, run: &str, since: Millis) -> RedisResult<()> {
        let build = hex::encode(rand::rng().random::<[u8; 6]>());
        let mut call = shard.call("tl_built", &["ready", "check"]);
        call.arg(build).arg(since.0).arg(run);
        self.function(&call).await.map(drop)
    }
}
