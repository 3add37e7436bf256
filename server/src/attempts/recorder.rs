//! Group commit: one task writes what arrived while the last commit ran, without a timer. A receipt is sent only
//! after its row is committed.
//!
//! Memory is bounded: when the queue is full the attempt stays in Redis' `pending` and is recorded by the job.

use super::record::AttemptRecord;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::entities::attempt;
use crate::errors::{Answer, Refusal};
use contest_core::ids::AttemptId;
use contest_core::wire::errors::ErrorCode;
use sea_orm::sea_query::OnConflict;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Rows of one transaction. 21 columns × 1,000 stay below SQLite's 32,766 parameters.
const BATCH: usize = 1_000;
const QUEUE: usize = 20_000;
/// How long a submission waits for its commit before it is answered with `202`.
const PATIENCE: Duration = Duration::from_millis(2_500);

#[derive(Clone)]
pub struct Recorder {
    queue: mpsc::Sender<Waiting>,
}

struct Waiting {
    record: AttemptRecord,
    /// Hears the record that the database has; dropped if it cannot be written.
    committed: oneshot::Sender<AttemptRecord>,
}

impl Recorder {
    pub fn start(db: Db, clock: Clock) -> Recorder {
        let (queue, arrivals) = mpsc::channel(QUEUE);
        tokio::spawn(run(db, clock, arrivals));
        Recorder { queue }
    }

    /// Waits until the attempt is committed and answers the record that counts: this one, unless the database had
    /// another of the same attempt before. `Unavailable` if that takes too long: it may still be committed later.
    pub async fn record(&self, record: AttemptRecord) -> Answer<AttemptRecord> {
        let (committed, heard) = oneshot::channel();
        let full = |_| Refusal::new(ErrorCode::Unavailable);
        self.queue.try_send(Waiting { record, committed }).map_err(full)?;
        match tokio::time::timeout(PATIENCE, heard).await {
            Ok(Ok(stored)) => Ok(stored),
            Ok(Err(_dropped)) => Err(Refusal::internal("an attempt could not be recorded")),
            Err(_elapsed) => Err(ErrorCode::Unavailable.into()),
        }
    }
}

async fn run(db: Db, clock: Clock, mut arrivals: mpsc::Receiver<Waiting>) {
    let mut batch = Vec::with_capacity(BATCH);
    while arrivals.recv_many(&mut batch, BATCH).await > 0 {
        commit(&db, &clock, std::mem::take(&mut batch)).await;
    }
}

/// Commits a batch; while the database is away it tries again, and the queue holds back what arrives.
async fn commit(db: &Db, clock: &Clock, mut batch: Vec<Waiting>) {
    let mut pause = Duration::from_millis(50);
    loop {
        match insert(db, clock, &batch).await {
            Ok(stored) => {
                for Waiting { record, committed } in batch {
                    let counts = stored.get(&record.attempt).cloned().unwrap_or(record);
                    // Whoever waited may have been answered with 202 meanwhile.
                    let _gone = committed.send(counts);
                }
                return;
            }
            Err(error) if is_away(&error) => {
                tracing::warn!(%error, attempts = batch.len(), "the database is away: recording waits");
                batch.retain(|waiting| !waiting.committed.is_closed());
                if batch.is_empty() {
                    // Nobody waits any more; the attempts are in Redis' `pending`.
                    return;
                }
                tokio::time::sleep(pause).await;
                pause = (pause * 2).min(Duration::from_secs(2));
            }
            Err(error) if batch.len() > 1 => {
                tracing::warn!(%error, attempts = batch.len(), "a batch was refused: recording one by one");
                for waiting in batch {
                    Box::pin(commit(db, clock, vec![waiting])).await;
                }
                return;
            }
            Err(error) => {
                for waiting in batch {
                    tracing::error!(%error, attempt = %waiting.record.attempt, "an attempt cannot be recorded");
                }
                return;
            }
        }
    }
}

fn is_away(error: &DbErr) -> bool {
    matches!(error, DbErr::Conn(_) | DbErr::ConnectionAcquire(_)) || {
        let text = error.to_string();
        [
            "error communicating",
            "connection",
            "Connection",
            "database is locked",
            "terminating",
            "shutting down",
        ]
        .iter()
        .any(|sign| text.contains(sign))
    }
}

/// Writes a batch; the primary key makes a repetition harmless. Answers the records that count, by attempt.
async fn insert(
    db: &Db,
    clock: &Clock,
    batch: &[Waiting],
) -> Result<HashMap<AttemptId, AttemptRecord>, DbErr> {
    let now = clock.now();
    let mut stored = HashMap::with_capacity(batch.len());
    for Waiting { record, .. } in batch {
        stored.entry(record.attempt).or_insert_with(|| record.clone());
    }
    let rows: Vec<attempt::ActiveModel> = stored.values().map(|record| record.to_row(now)).collect();
    let written = attempt::Entity::insert_many(rows)
        .on_conflict(OnConflict::column(attempt::Column::Id).do_nothing().to_owned())
        .exec_without_returning(&db.write)
        .await?;
    if written < stored.len() as u64 {
        // Some were there before: recorded while Redis was away, or by a node that died before it said so.
        let ids = stored.keys().map(|attempt| attempt.0);
        let rows = attempt::Entity::find()
            .filter(attempt::Column::Id.is_in(ids))
            .all(&db.write)
            .await?;
        let records = rows.into_iter().map(AttemptRecord::from_row);
        stored.extend(records.map(|record| (record.attempt, record)));
    }
    Ok(stored)
}
