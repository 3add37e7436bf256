//! After Redis has changed: a promoted replica, or a Redis that was started again, may lack the last seconds of what
//! the process before it had confirmed. The database has every attempt whose receipt was sent, so what was recorded
//! lately is put on the board once more; it is known by the id of the process that a shard lives in.
//!
//! That is done once. What the process before had closed and the database commits only afterwards is noticed when it is
//! reported as recorded (`tl_recorded`): the new process has never heard of it.
//!
//! Nothing waits for this and nothing is emptied. What is open comes back with its ticket (see `tl_revive`).

use super::calls::Restored;
use super::keys::Shard;
use super::rebuild::{Locks, names, restored};
use crate::attempts::record::AttemptRecord;
use crate::contests::catalog::LiveRound;
use crate::db::entities::attempt;
use crate::errors::Answer;
use crate::state::State;
use contest_core::ids::{AccountId, RoundId};
use contest_core::time::Millis;
use futures_util::TryStreamExt;
use futures_util::future::join_all;
use redis::RedisResult;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, Select};
use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError};

/// How much earlier than the last check to begin: the clocks of servers differ, and replication has a delay.
const MARGIN_MS: i64 = 60_000;
/// The same for what is known to be missing: the time that a commit may take.
const COMMIT_MARGIN_MS: i64 = 10_000;
/// How long after its close a round is looked after.
const LOOK_BACK_MS: i64 = 600_000;
/// Rows of one call: Redis serves nobody else for 4 ms or so.
const BATCH: usize = 100;

/// What this node knows to be missing or wrong in Redis.
#[derive(Default)]
pub(crate) struct Owed(Mutex<Debts>);

#[derive(Default)]
struct Debts {
    /// Since when attempts were recorded without the shard.
    behind: HashMap<Shard, Millis>,
    /// Contestants whose attempt is on the board otherwise than it was recorded.
    wrong: HashSet<(RoundId, AccountId)>,
}

/// What became of a shard since it was checked last.
enum Checked {
    Sound,
    /// In another process: what was recorded since then has to be looked at.
    Behind {
        run: String,
        since: Millis,
    },
    Cold,
}

/// One pass over all rounds that run or have just closed. Answers how many attempts were put back.
pub async fn catch_up(state: &State) -> Answer<usize> {
    let now = state.clock.now();
    let Debts { mut behind, wrong } = state.live.owed.take();
    let mut outcome = Ok(0);
    for (round, account) in wrong {
        if let Err(refusal) = correct(state, round, account).await {
            state.live.note_wrong(round, account);
            outcome = Err(refusal);
        }
    }
    let catalog = state.catalog();
    for round in catalog.rounds() {
        if round.window.opens_at <= now && now < round.window.closes_at + LOOK_BACK_MS {
            // One round's trouble is not another's.
            match catch_up_round(state, round, now, &mut behind).await {
                Ok(count) => outcome = outcome.map(|sum| sum + count),
                Err(refusal) => outcome = Err(refusal),
            }
        }
    }
    outcome
}

async fn catch_up_round(
    state: &State,
    round: &LiveRound,
    now: Millis,
    owed: &mut HashMap<Shard, Millis>,
) -> Answer<usize> {
    let live = &state.live;
    let checks = live.shards_of(round.id).map(|shard| live.check(shard, now));
    let checks = join_all(checks).await;
    let mut behind: HashMap<Shard, String> = HashMap::new();
    let mut since = now;
    for (shard, checked) in live.shards_of(round.id).zip(checks) {
        match checked {
            // Its turn comes when its node is back.
            Err(error) => tracing::debug!(%error, shard = shard.shard, "a shard cannot be checked"),
            Ok(Checked::Cold) => drop(owed.remove(&shard)),
            Ok(Checked::Sound) => {
                if let Some(at) = owed.remove(&shard) {
                    since = since.min(at - COMMIT_MARGIN_MS);
                    behind.insert(shard, String::new());
                }
            }
            Ok(Checked::Behind { run, since: from }) => {
                since = since
                    .min(from)
                    .min(owed.remove(&shard).unwrap_or(now) - COMMIT_MARGIN_MS);
                behind.insert(shard, run);
            }
        }
    }
    // What is owed to shards that cannot be reached stays owed.
    let left = owed.iter().filter(|(shard, _)| shard.round == round.id);
    left.for_each(|(shard, at)| live.note_behind(*shard, *at));
    if behind.is_empty() {
        return Ok(0);
    }
    // One node does it for all.
    let locks = Locks::take(live, "catching", behind.keys().copied()).await;
    behind.retain(|shard, run| locks.has(*shard) || run.is_empty());
    let restored = locks
        .hold(live, restore_since(state, round, since, &behind))
        .await;
    for (shard, run) in &behind {
        if restored.is_err() {
            live.note_behind(*shard, since);
        } else if !run.is_empty()
            && let Err(error) = live.caught_up(*shard, run, now).await
        {
            tracing::debug!(%error, shard = shard.shard, "what was caught up is not noted");
        }
    }
    locks.release(live).await;
    restored
}

/// Restores what was recorded since then in these shards.
async fn restore_since(
    state: &State,
    round: &LiveRound,
    since: Millis,
    shards: &HashMap<Shard, String>,
) -> Answer<usize> {
    if shards.is_empty() {
        return Ok(0);
    }
    let recorded = attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round.id.0))
        .filter(attempt::Column::RecordedAt.gte(since.0));
    let count = restore_all(state, round, recorded, |shard| shards.contains_key(&shard)).await?;
    if count > 0 {
        tracing::info!(round = %round.id, attempts = count, shards = shards.len(), "recent attempts put on the board");
    }
    Ok(count)
}

/// Puts the attempts of a query back, those of the shards that are asked for. Reads the table once.
pub(super) async fn restore_all(
    state: &State,
    round: &LiveRound,
    recorded: Select<attempt::Entity>,
    wanted: impl Fn(Shard) -> bool,
) -> Answer<usize> {
    let mut count = 0;
    let mut rows = recorded.stream(&state.db.read).await?;
    let mut waiting: HashMap<Shard, Vec<AttemptRecord>> = HashMap::new();
    while let Some(row) = rows.try_next().await? {
        let record = AttemptRecord::from_row(row);
        let shard = state.live.shard_of(round.id, record.account);
        if !wanted(shard) {
            continue;
        }
        count += 1;
        let batch = waiting.entry(shard).or_default();
        batch.push(record);
        if batch.len() == BATCH {
            restore_batch(state, round, shard, std::mem::take(batch)).await?;
        }
    }
    drop(rows);
    for (shard, batch) in waiting {
        restore_batch(state, round, shard, batch).await?;
    }
    Ok(count)
}

async fn restore_batch(
    state: &State,
    round: &LiveRound,
    shard: Shard,
    batch: Vec<AttemptRecord>,
) -> Answer<()> {
    let batch = as_restored(state, round, &batch).await?;
    if !batch.is_empty() {
        state.live.restore(shard, round.best_counts(), &batch).await?;
    }
    Ok(())
}

async fn as_restored(state: &State, round: &LiveRound, records: &[AttemptRecord]) -> Answer<Vec<Restored>> {
    let names = names(state, &records.iter().collect::<Vec<_>>()).await?;
    let name = |record: &AttemptRecord| names.get(&record.account).map_or("", String::as_str);
    Ok(records
        .iter()
        .map(|record| restored(round, record, name(record)))
        .collect())
}

/// An attempt was closed twice and the database has the other closing: the contestant's entry is made again from what
/// is recorded.
async fn correct(state: &State, round: RoundId, account: AccountId) -> Answer<()> {
    let Ok(round) = state.round(round) else {
        return Ok(());
    };
    let rows = attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round.id.0))
        .filter(attempt::Column::AccountId.eq(account.0))
        .all(&state.db.read)
        .await?;
    let records: Vec<AttemptRecord> = rows.into_iter().map(AttemptRecord::from_row).collect();
    let attempts = as_restored(state, &round, &records).await?;
    let shard = state.live.shard_of(round.id, account);
    state.live.correct(shard, round.best_counts(), &attempts).await?;
    tracing::info!(round = %round.id, %account, "a board entry was made again as it is recorded");
    Ok(())
}

impl Owed {
    fn debts(&self) -> std::sync::MutexGuard<'_, Debts> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self) -> Debts {
        std::mem::take(&mut self.debts())
    }
}

impl super::Live {
    /// An attempt of this shard is recorded without Redis: the board gets it when Redis can be reached.
    pub fn note_behind(&self, shard: Shard, at: Millis) {
        let mut debts = self.owed.debts();
        let since = debts.behind.entry(shard).or_insert(at);
        *since = at.min(*since);
    }

    /// An attempt of this contestant is recorded otherwise than Redis has closed it: the record counts.
    pub fn note_wrong(&self, round: RoundId, account: AccountId) {
        self.owed.debts().wrong.insert((round, account));
    }

    async fn check(&self, shard: Shard, now: Millis) -> RedisResult<Checked> {
        let mut call = shard.call("tl_check", &["ready", "check"]);
        call.arg(now.0);
        let (word, run, seen): (String, String, i64) =
            redis::FromRedisValue::from_redis_value(self.function(&call).await?)?;
        Ok(match word.as_str() {
            "SOUND" => Checked::Sound,
            "CHANGED" => Checked::Behind {
                run,
                since: Millis(seen - MARGIN_MS),
            },
            _ => Checked::Cold,
        })
    }

    async fn caught_up(&self, shard: Shard, run: &str, now: Millis) -> RedisResult<()> {
        let mut call = shard.call("tl_caught_up", &["check"]);
        call.arg(run).arg(now.0);
        self.function(&call).await.map(drop)
    }
}
