//! From rows to Redis: recorded attempts to the board, recorded starts that are not closed to the open attempts. The same
//! for a rebuild (all of a round), for catching up (what was recorded lately) and for one contestant.

use super::Recovery;
use crate::boards::mask::masked;
use crate::boards::shown::Shown;
use crate::contests::catalog::LiveRound;
use crate::db::{Db, within};
use crate::errors::Answer;
use contest_core::attempts::{AttemptFacts, AttemptRecord};
use contest_core::ids::{AccountId, AttemptId, UnitId};
use contest_core::time::Millis;
use futures_util::stream::FuturesUnordered;
use futures_util::{StreamExt, TryStreamExt};
use live::Live;
use live::board::Recorded;
use live::keys::Shard;
use redis::RedisResult;
use sea_orm::{FromQueryResult, Statement, Value};
use std::collections::HashMap;
use std::time::Duration;
use uuid::Uuid;

/// Rows of one call: Redis serves nobody else for two or three milliseconds.
const BATCH: usize = 400;
/// Calls on their way at once, while the next rows are read.
const IN_FLIGHT: usize = 4;

/// Which rows of a round.
#[derive(Clone, Copy)]
pub enum Which {
    All,
    /// Recorded at this moment or later.
    Since(Millis),
    Of(AccountId),
}

impl Which {
    /// How long the database may take to find the first row. A connection that fell silent would otherwise be believed
    /// for as long as a statement may run, and nobody else may build meanwhile.
    fn first_row(self) -> Duration {
        match self {
            Which::All => Duration::from_secs(120),
            Which::Since(_) | Which::Of(_) => Duration::from_secs(10),
        }
    }
}

const ATTEMPTS: &str = "SELECT r.id, r.account_id, r.unit_id, r.number, r.started_at, r.closed_at, r.revision, r.points, \
    r.correct, r.total, r.sort_key, n.name FROM attempts AS r LEFT JOIN accounts AS n ON n.id = r.account_id \
    WHERE r.round_id = $1";
const STARTS: &str = "SELECT r.id, r.account_id, r.unit_id, r.number, r.started_at, r.deadline, n.name \
    FROM starts AS r LEFT JOIN accounts AS n ON n.id = r.account_id WHERE r.round_id = $1 \
    AND NOT EXISTS (SELECT 1 FROM attempts AS a WHERE a.id = r.id) \
    AND NOT EXISTS (SELECT 1 FROM set_aside AS x WHERE x.attempt_id = r.id)";

/// What the board needs of a recorded attempt.
#[derive(FromQueryResult)]
struct AttemptRow {
    id: Uuid,
    account_id: Uuid,
    unit_id: Option<Uuid>,
    number: i32,
    started_at: i64,
    closed_at: i64,
    revision: i32,
    points: i32,
    correct: i32,
    total: i32,
    sort_key: Vec<u8>,
    name: Option<String>,
}

/// A start that no attempt was recorded for, nor set aside.
#[derive(FromQueryResult)]
pub(super) struct StartRow {
    id: Uuid,
    account_id: Uuid,
    unit_id: Option<Uuid>,
    number: i32,
    started_at: i64,
    deadline: i64,
    name: Option<String>,
}

/// A recorded attempt as the board takes it.
pub(crate) fn as_recorded(round: &LiveRound, record: &AttemptRecord, masked_name: &str) -> Recorded {
    Recorded {
        attempt: record.attempt,
        account: record.account,
        number: record.number,
        unit: record.unit,
        sort_key: record.sort_key.clone(),
        choice: record.choice(round.rules.counted),
        shown: Shown::of(record, masked_name).json(),
        revision: record.sheet.revision,
        closed_at: record.closed_at,
    }
}

impl AttemptRow {
    fn recorded(self, round: &LiveRound) -> Recorded {
        let (attempt, closed_at) = (AttemptId(self.id), Millis(self.closed_at));
        let shown = Shown {
            masked_name: masked(self.name.as_deref().unwrap_or_default()),
            unit: self.unit_id.map(UnitId),
            points: self.points.unsigned_abs(),
            correct: self.correct as u16,
            total: self.total as u16,
            duration_ms: closed_at.since(Millis(self.started_at)),
        };
        Recorded {
            attempt,
            account: AccountId(self.account_id),
            number: self.number as u16,
            unit: shown.unit,
            choice: round.choice(&self.sort_key, attempt, closed_at),
            sort_key: self.sort_key,
            shown: shown.json(),
            revision: self.revision.unsigned_abs(),
            closed_at,
        }
    }
}

impl StartRow {
    pub(super) fn facts(self) -> AttemptFacts {
        AttemptFacts {
            attempt: AttemptId(self.id),
            account: AccountId(self.account_id),
            number: self.number as u16,
            started_at: Millis(self.started_at),
            deadline: Millis(self.deadline),
            unit: self.unit_id.map(UnitId),
            masked_name: masked(self.name.as_deref().unwrap_or_default()),
        }
    }
}

impl Recovery {
    /// Puts rows of a round back into those of its shards that are wanted. Returns how many attempts that were.
    pub(super) async fn restore(
        &self,
        round: &LiveRound,
        which: Which,
        wanted: impl Fn(Shard) -> bool,
    ) -> Answer<usize> {
        // Attempts first: a start whose attempt is being recorded meanwhile is then known to be closed.
        let closed = self.restore_attempts(round, which, &wanted).await?;
        self.restore_starts(round, which, &wanted).await?;
        Ok(closed)
    }

    async fn restore_attempts(
        &self,
        round: &LiveRound,
        which: Which,
        wanted: &impl Fn(Shard) -> bool,
    ) -> Answer<usize> {
        let best = round.best_counts();
        let statement = rows_of(&self.db, ATTEMPTS, round, which);
        let mut rows = AttemptRow::find_by_statement(statement)
            .stream(&self.db.read)
            .await?;
        let mut batches = Batches::new(|shard, batch: Vec<Recorded>| async move {
            self.live.recorded(shard, best, &batch).await
        });
        let mut next = within(which.first_row(), rows.try_next()).await?;
        while let Some(row) = next {
            let shard = self.live.shard_of(round.id, AccountId(row.account_id));
            if wanted(shard) {
                batches.add(shard, row.recorded(round)).await?;
            }
            next = rows.try_next().await?;
        }
        drop(rows);
        Ok(batches.finish().await?)
    }

    async fn restore_starts(
        &self,
        round: &LiveRound,
        which: Which,
        wanted: &impl Fn(Shard) -> bool,
    ) -> Answer<usize> {
        let statement = rows_of(&self.db, STARTS, round, which);
        let mut rows = StartRow::find_by_statement(statement)
            .stream(&self.db.read)
            .await?;
        let mut batches = Batches::new(|shard, batch: Vec<AttemptFacts>| async move {
            self.live.reopen(shard, false, &batch).await.map(drop)
        });
        let mut next = within(which.first_row(), rows.try_next()).await?;
        while let Some(row) = next {
            let shard = self.live.shard_of(round.id, AccountId(row.account_id));
            if wanted(shard) {
                batches.add(shard, row.facts()).await?;
            }
            next = rows.try_next().await?;
        }
        drop(rows);
        Ok(batches.finish().await?)
    }

    /// Puts everything back that is recorded of one contestant in a round.
    pub async fn restore_account(&self, round: &LiveRound, account: AccountId) -> Answer<()> {
        self.restore(round, Which::Of(account), |_| true).await.map(drop)
    }
}

/// Makes a contestant's entry on the board anew from what is recorded of them.
pub(super) async fn correct_entry(db: &Db, live: &Live, round: &LiveRound, account: AccountId) -> Answer<()> {
    let statement = rows_of(db, ATTEMPTS, round, Which::Of(account));
    let rows = AttemptRow::find_by_statement(statement).all(&db.read).await?;
    let attempts: Vec<Recorded> = rows.into_iter().map(|row| row.recorded(round)).collect();
    let shard = live.shard_of(round.id, account);
    live.correct(shard, round.best_counts(), &attempts).await?;
    tracing::info!(round = %round.id, %account, "a board entry was made again as it is recorded");
    Ok(())
}

/// Contestant by contestant: the entry of each is then made once, however many attempts they have.
fn rows_of(db: &Db, select: &str, round: &LiveRound, which: Which) -> Statement {
    let (condition, value): (&str, Option<Value>) = match which {
        Which::All => ("", None),
        Which::Since(at) => (" AND r.recorded_at >= $2", Some(at.0.into())),
        Which::Of(account) => (" AND r.account_id = $2", Some(account.0.into())),
    };
    let values = [Value::from(round.id.0)].into_iter().chain(value);
    Statement::from_sql_and_values(
        db.backend(),
        format!("{select}{condition} ORDER BY r.account_id"),
        values,
    )
}

/// Collects rows by shard and sends them in large batches, a few at once.
struct Batches<T, F, C> {
    collected: HashMap<Shard, Vec<T>>,
    send: C,
    in_flight: FuturesUnordered<F>,
    count: usize,
}

impl<T, F: Future<Output = RedisResult<()>>, C: Fn(Shard, Vec<T>) -> F> Batches<T, F, C> {
    fn new(send: C) -> Self {
        Batches {
            collected: HashMap::new(),
            send,
            in_flight: FuturesUnordered::new(),
            count: 0,
        }
    }

    async fn add(&mut self, shard: Shard, row: T) -> RedisResult<()> {
        self.count += 1;
        let batch = self.collected.entry(shard).or_default();
        batch.push(row);
        if batch.len() < BATCH {
            return Ok(());
        }
        let batch = std::mem::take(batch);
        self.in_flight.push((self.send)(shard, batch));
        while self.in_flight.len() >= IN_FLIGHT {
            self.in_flight.next().await.transpose()?;
        }
        Ok(())
    }

    /// Sends the rest. Returns how many rows there were.
    async fn finish(mut self) -> RedisResult<usize> {
        let rest = std::mem::take(&mut self.collected);
        for (shard, batch) in rest.into_iter().filter(|(_, batch)| !batch.is_empty()) {
            self.in_flight.push((self.send)(shard, batch));
        }
        while let Some(sent) = self.in_flight.next().await {
            sent?;
        }
        Ok(self.count)
    }
}
