//! Group commit: one thread writes what arrived while the last commit ran, without a timer. A receipt is sent only
//! after its row is committed.
//!
//! It is a thread of its own, with a connection of its own, so that neither the threads that serve requests nor the
//! reads of others stand in its way. Memory is bounded: when the queue is full the attempt stays in Redis' `pending`
//! and is recorded by the job.

use super::insert::insert;
use super::record::AttemptRecord;
use crate::clock::Clock;
use crate::db::Db;
use crate::errors::{Answer, Refusal};
use crate::live::Live;
use crate::live::keys::Shard;
use crate::metrics::Metrics;
use contest_core::ids::AttemptId;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use sea_orm::DbErr;
use std::collections::HashMap;
use std::io;
use std::time::Duration;
use tokio::sync::{mpsc, oneshot};

/// Rows of one transaction.
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
    /// Redis has closed this attempt too, and may let go of it once it is recorded.
    closed_in_redis: bool,
    /// Hears the record that the database has; dropped if it cannot be written.
    committed: oneshot::Sender<AttemptRecord>,
}

impl Recorder {
    /// Starts the thread; it ends with the last handle.
    pub fn start(db: &Db, live: &Live, clock: Clock, metrics: Metrics) -> io::Result<Recorder> {
        let (queue, arrivals) = mpsc::channel(QUEUE);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let (db, live) = (db.clone(), live.clone());
        let run = async move {
            let live = live.for_worker();
            let desk = Desk {
                db,
                live,
                clock,
                metrics,
            };
            desk.run(arrivals).await;
        };
        std::thread::Builder::new()
            .name("recorder".into())
            .spawn(move || runtime.block_on(run))?;
        Ok(Recorder { queue })
    }

    /// Waits until the attempt is committed and answers the record that counts: this one, unless the database had
    /// another of the same attempt before. `Unavailable` if that takes too long: it may still be committed later.
    ///
    /// With `closed_in_redis`, Redis is then told that it may let go of the attempt.
    pub async fn record(&self, record: AttemptRecord, closed_in_redis: bool) -> Answer<AttemptRecord> {
        let (committed, heard) = oneshot::channel();
        let full = |_| Refusal::new(ErrorCode::Unavailable);
        let waiting = Waiting {
            record,
            closed_in_redis,
            committed,
        };
        self.queue.try_send(waiting).map_err(full)?;
        match tokio::time::timeout(PATIENCE, heard).await {
            Ok(Ok(stored)) => Ok(stored),
            Ok(Err(_dropped)) => Err(Refusal::internal("an attempt could not be recorded")),
            Err(_elapsed) => Err(ErrorCode::Unavailable.into()),
        }
    }
}

/// What the thread works with.
struct Desk {
    db: Db,
    live: Live,
    clock: Clock,
    metrics: Metrics,
}

impl Desk {
    async fn run(mut self, mut arrivals: mpsc::Receiver<Waiting>) {
        match self.db.own_connection().await {
            Ok(own) => self.db = own,
            Err(error) => tracing::warn!(%error, "the recorder shares the connections of others"),
        }
        let mut batch = Vec::with_capacity(BATCH);
        while arrivals.recv_many(&mut batch, BATCH).await > 0 {
            self.commit(std::mem::take(&mut batch), &arrivals).await;
        }
    }

    /// Commits a batch; while the database is away it tries again, and the queue holds back what arrives. It does so
    /// also when everybody has been answered with `202`: Redis may lose its copy meanwhile.
    async fn commit(&self, batch: Vec<Waiting>, arrivals: &mpsc::Receiver<Waiting>) {
        let mut pause = Duration::from_millis(50);
        loop {
            let records: Vec<&AttemptRecord> = batch.iter().map(|waiting| &waiting.record).collect();
            match insert(&self.db, &records, self.clock.now()).await {
                Ok(earlier) => {
                    self.metrics.committed(batch.len());
                    return answer(&self.live, batch, &earlier);
                }
                Err(error) if is_away(&error) => {
                    tracing::warn!(%error, attempts = batch.len(), "the database is away: recording waits");
                    let nobody_waits = batch.iter().all(|waiting| waiting.committed.is_closed());
                    if nobody_waits && arrivals.is_closed() {
                        // The server has ended; the attempts are in Redis' `pending`.
                        return;
                    }
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(2));
                }
                Err(error) if batch.len() > 1 => {
                    tracing::warn!(%error, attempts = batch.len(), "a batch was refused: recording one by one");
                    for waiting in batch {
                        Box::pin(self.commit(vec![waiting], arrivals)).await;
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

/// Tells those who wait, and then Redis; the next batch does not wait for Redis to have heard.
fn answer(live: &Live, batch: Vec<Waiting>, earlier: &HashMap<AttemptId, AttemptRecord>) {
    let mut recorded: HashMap<Shard, (Millis, Vec<AttemptId>)> = HashMap::new();
    for waiting in batch {
        let record = waiting.record;
        let counts = earlier.get(&record.attempt).unwrap_or(&record);
        let shard = live.shard_of(record.round, record.account);
        if !waiting.closed_in_redis {
            live.note_behind(shard, record.closed_at);
        } else if *counts == record {
            let (earliest, attempts) = recorded.entry(shard).or_insert((record.closed_at, Vec::new()));
            *earliest = record.closed_at.min(*earliest);
            attempts.push(record.attempt);
        } else {
            // Recorded while Redis was away, then closed there once more: the database is right.
            tracing::warn!(attempt = %record.attempt, "closed twice: the board is corrected");
            live.note_wrong(record.round, record.account);
        }
        // Whoever waited may have been answered with 202 meanwhile.
        let _gone = waiting.committed.send(counts.clone());
    }
    if recorded.is_empty() {
        return;
    }
    let live = live.clone();
    tokio::spawn(async move {
        for (shard, (earliest, attempts)) in recorded {
            match live.recorded(shard, &attempts).await {
                Ok(true) => {}
                // Redis has changed since they were closed.
                Ok(false) => live.note_behind(shard, earliest),
                Err(error) => {
                    // The job finds them in `pending`, unless they are lost with it.
                    tracing::debug!(%error, attempts = attempts.len(), "not told that attempts are recorded");
                    live.note_behind(shard, earliest);
                }
            }
        }
    });
}
