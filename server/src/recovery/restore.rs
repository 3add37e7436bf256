//! Brings rows to Redis: recorded attempts to the board, recorded starts that are not closed to the open attempts. Used
//! for a rebuild (a whole round), for catching up (what was recorded recently) and for one contestant.

use super::Recovery;
use super::batches::Batches;
use super::rows::{AttemptRow, Counted, StartRow};
use crate::contests::catalog::LiveRound;
use crate::db::{Db, within};
use crate::errors::AppResult;
use contest_core::attempts::AttemptFacts;
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use futures_util::{StreamExt, TryStreamExt, stream};
use live::Live;
use live::board::Recorded;
use live::keys::Shard;
use redis::RedisResult;
use sea_orm::{DbErr, FromQueryResult, Statement, Value};
use std::time::Duration;

/// Contestants or starts per call: Redis serves nobody else for some three milliseconds.
const BATCH: usize = 300;
/// Calls of one batch that are in flight at once.
const IN_FLIGHT: usize = 4;
/// How many contestants are sorted before they are sent, in all shards together: 15 MB.
const SORTED: usize = 25_000;

/// Which rows of a round to restore.
#[derive(Clone, Copy)]
pub(crate) enum Which {
    All,
    /// Those recorded at this moment or later.
    Since(Millis),
    Of(AccountId),
}

impl Which {
    /// Returns how long the database may take to find the first row. Otherwise a connection that fell silent would be
    /// trusted for as long as a statement may run, and nobody else could build meanwhile.
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
    AND NOT EXISTS (SELECT 1 FROM set_aside AS x WHERE x.attempt_id = r.id AND x.reason <> 'late')";

impl Recovery {
    /// Puts rows of a round back into those of its shards that are wanted. Returns the number of attempts.
    pub(super) async fn restore(
        &self,
        round: &LiveRound,
        which: Which,
        wanted: impl Fn(Shard) -> bool,
    ) -> AppResult<usize> {
        // Attempts come first: a start whose attempt is recorded in between is then no longer read as open.
        let closed = self.restore_attempts(round, which, &wanted).await?;
        self.restore_starts(round, which, &wanted).await?;
        Ok(closed)
    }

    async fn restore_attempts(
        &self,
        round: &LiveRound,
        which: Which,
        wanted: &impl Fn(Shard) -> bool,
    ) -> AppResult<usize> {
        let best = round.best_counts();
        let statement = rows_of(&self.db, ATTEMPTS, round, which);
        let mut rows = AttemptRow::find_by_statement(statement)
            .stream(&self.db.read)
            .await?;
        let shards = usize::from(self.live.shards());
        let mut batches = Batches::new((SORTED / shards).max(BATCH), shards.max(2), |shard, batch| {
            put_in_order(self.live.clone(), shard, best, batch)
        });
        let shard_of = |recorded: &Recorded| self.live.shard_of(round.id, recorded.account);
        let (mut current, mut count) = (None, 0);
        let mut next = within(which.first_row(), rows.try_next()).await?;
        while let Some(row) = next {
            if wanted(self.live.shard_of(round.id, row.account_id)) {
                count += 1;
                let whole = readable(Counted::take(&mut current, round, row)).flatten();
                if let Some(recorded) = whole.and_then(|whole| readable(whole.recorded())) {
                    batches.add(shard_of(&recorded), recorded).await?;
                }
            }
            next = rows.try_next().await?;
        }
        drop(rows);
        if let Some(recorded) = current.and_then(|last| readable(last.recorded())) {
            batches.add(shard_of(&recorded), recorded).await?;
        }
        batches.finish().await?;
        Ok(count)
    }

    async fn restore_starts(
        &self,
        round: &LiveRound,
        which: Which,
        wanted: &impl Fn(Shard) -> bool,
    ) -> AppResult<()> {
        let statement = rows_of(&self.db, STARTS, round, which);
        let mut rows = StartRow::find_by_statement(statement)
            .stream(&self.db.read)
            .await?;
        let mut batches = Batches::new(BATCH, IN_FLIGHT, |shard, batch: Vec<AttemptFacts>| {
            let live = self.live.clone();
            async move { live.reopen(shard, false, &batch).await.map(drop) }
        });
        let mut next = within(which.first_row(), rows.try_next()).await?;
        while let Some(row) = next {
            let shard = self.live.shard_of(round.id, row.account_id);
            if wanted(shard)
                && let Some(facts) = readable(row.facts())
            {
                batches.add(shard, facts).await?;
            }
            next = rows.try_next().await?;
        }
        drop(rows);
        batches.finish().await
    }

    /// Puts back everything that is recorded of one contestant in a round.
    pub(crate) async fn restore_account(&self, round: &LiveRound, account: AccountId) -> AppResult<()> {
        self.restore(round, Which::Of(account), |_| true).await.map(drop)
    }

    /// Shows a contestant on the live board with the name that the database now has. If Redis is away, that is made up
    /// for later.
    pub(crate) async fn show_new_name(&self, round: &LiveRound, account: AccountId) {
        if let Err(refusal) = correct_standing(&self.db, &self.live, round, account).await {
            tracing::warn!(%refusal, round = %round.id, %account, "a new name waits to be shown");
            self.repairs.note_wrong(round.id, account);
        }
    }
}

/// Leaves out a row that says what no server has written: one damaged row must not keep the others from coming back.
fn readable<T>(read: Result<T, DbErr>) -> Option<T> {
    read.inspect_err(|error| tracing::error!(%error, "a row is damaged and not put back"))
        .ok()
}

/// Adds contestants to the board in the order of the board, so that neighbours meet the same nodes of Redis' skip list
/// while they are still in the processor's cache. In any other order that search is a sixth of Redis' work.
async fn put_in_order(
    live: Live,
    shard: Shard,
    best_counts: bool,
    mut contestants: Vec<Recorded>,
) -> RedisResult<()> {
    contestants.sort_unstable_by(|one, other| one.sort_key.cmp(&other.sort_key));
    let calls = contestants.chunks(BATCH);
    let calls: Vec<_> = calls
        .map(|call| live.recorded(shard, best_counts, call))
        .collect();
    stream::iter(calls)
        .buffer_unordered(IN_FLIGHT)
        .try_collect()
        .await
}

/// Replaces a contestant's standing with one made from what is recorded of them.
pub(super) async fn correct_standing(
    db: &Db,
    live: &Live,
    round: &LiveRound,
    account: AccountId,
) -> AppResult<()> {
    let statement = rows_of(db, ATTEMPTS, round, Which::Of(account));
    let rows = AttemptRow::find_by_statement(statement).all(&db.read).await?;
    let mut current = None;
    for row in rows {
        // All rows belong to one contestant.
        let _other = Counted::take(&mut current, round, row)?;
    }
    if let Some(contestant) = current {
        let shard = live.shard_of(round.id, account);
        live.correct(shard, round.best_counts(), &contestant.recorded()?)
            .await?;
    }
    tracing::info!(round = %round.id, %account, "a standing was made again as it is recorded");
    Ok(())
}

/// Returns a query that reads rows contestant by contestant, so that each standing is made once, however many attempts
/// it has.
fn rows_of(db: &Db, select: &str, round: &LiveRound, which: Which) -> Statement {
    let (condition, value): (&str, Option<Value>) = match which {
        Which::All => ("", None),
        Which::Since(at) => (" AND r.recorded_at >= $2", Some(at.into())),
        Which::Of(account) => (" AND r.account_id = $2", Some(account.into())),
    };
    let values = [Value::from(round.id)].into_iter().chain(value);
    Statement::from_sql_and_values(
        db.backend(),
        format!("{select}{condition} ORDER BY r.account_id"),
        values,
    )
}
