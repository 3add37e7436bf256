//! Group commit: one thread writes what arrived during the last commit and the short pause after it. The pause is
//! shorter than the commit, so a row that finds the database idle is written at once. A receipt is sent only after
//! its row is committed.
//!
//! The thread has its own connection, so that neither the threads that serve requests nor other readers delay it.
//! Memory is bounded: when the queue is full, an attempt stays where it was frozen and is recorded later. Outcomes go
//! to a handler, which tells the rest of the server; this file does not know what that is.

use super::insert::insert;
use super::new_row::{NewRow, Outcome};
use crate::clock::Clock;
use crate::db::trouble::{is_away, is_of_a_row, is_silence};
use crate::db::{Db, within};
use crate::metrics::Metrics;
use sea_orm::DbErr;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};

/// Most rows of one transaction.
const BATCH: usize = 1_000;
const QUEUE: usize = 20_000;
/// A database that takes longer than this for a batch counts as away, whatever its connection says.
const COMMIT_LIMIT: Duration = Duration::from_secs(5);
/// The runtime's timers round up to this: a shorter pause would last longer than the commit before it.
const TIMER_STEP: Duration = Duration::from_millis(1);
/// The longest pause between two commits.
const GATHERING: Duration = Duration::from_millis(20);
/// How long a request waits for its commit while the database is known to be away.
const AWAY_PATIENCE: Duration = Duration::from_millis(100);

/// A handle on the thread. Cheap to clone; the thread ends when the last handle is gone.
#[derive(Clone)]
pub struct Recorder {
    queue: mpsc::Sender<Waiting>,
    away: Arc<AtomicBool>,
}

/// A row, and the channel to whoever waits for it.
struct Waiting {
    row: NewRow,
    reply: oneshot::Sender<Outcome>,
}

/// A row after its commit or refusal.
pub(crate) struct Committed {
    pub(crate) row: NewRow,
    pub(crate) outcome: Outcome,
    reply: oneshot::Sender<Outcome>,
}

impl Committed {
    /// Tells whoever waits. They may have received `202` meanwhile.
    pub(crate) fn tell(self) {
        let _gone = self.reply.send(self.outcome);
    }

    /// Tells whoever waits that the row will be tried again.
    pub(crate) fn tell_later(self) {
        let _gone = self.reply.send(Outcome::Later);
    }
}

/// Called on the recorder's thread with what was committed or refused. It must not wait: the next batch comes after it.
pub(crate) type Handler = Box<dyn Fn(Vec<Committed>) + Send + Sync>;

impl Recorder {
    /// Starts the thread. `handler` runs there and returns the handler.
    pub(crate) fn start(
        db: &Db,
        clock: Clock,
        metrics: Metrics,
        handler: impl FnOnce() -> Handler + Send + 'static,
    ) -> io::Result<Recorder> {
        let (queue, arrivals) = mpsc::channel(QUEUE);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let away = Arc::new(AtomicBool::new(false));
        let (db, told) = (db.clone(), away.clone());
        let run = async move {
            let writer = Writer {
                connection: db.clone(),
                db,
                clock,
                metrics,
                away: told,
                handler: handler(),
            };
            writer.run(arrivals).await;
        };
        std::thread::Builder::new()
            .name("recorder".into())
            .spawn(move || runtime.block_on(run))?;
        Ok(Recorder { queue, away })
    }

    /// Records a row and waits up to `patience` for its commit. Returns `None` if that takes longer or the queue is
    /// full; a queued row may still be committed later.
    pub(crate) async fn record(&self, row: NewRow, patience: Duration) -> Option<Outcome> {
        let (reply, heard) = oneshot::channel();
        self.queue.try_send(Waiting { row, reply }).ok()?;
        let patience = if self.is_away() {
            patience.min(AWAY_PATIENCE)
        } else {
            patience
        };
        match tokio::time::timeout(patience, heard).await {
            Ok(Ok(outcome)) => Some(outcome),
            Ok(Err(_dropped)) => None,
            Err(_elapsed) => None,
        }
    }

    /// Whether the last commit found no database. The thread then retries by itself; others need not.
    pub(crate) fn is_away(&self) -> bool {
        self.away.load(Ordering::Relaxed)
    }
}

/// Counts the closed attempts among the rows.
fn attempts_in(batch: &[Waiting]) -> usize {
    let is_attempt = |waiting: &&Waiting| matches!(waiting.row, NewRow::Attempt(_));
    batch.iter().filter(is_attempt).count()
}

/// What the thread works with.
struct Writer {
    db: Db,
    /// The thread's own connection, replaced after the database was away.
    connection: Db,
    clock: Clock,
    metrics: Metrics,
    away: Arc<AtomicBool>,
    handler: Handler,
}

impl Writer {
    async fn run(mut self, mut arrivals: mpsc::Receiver<Waiting>) {
        self.connect().await;
        let mut batch = Vec::with_capacity(BATCH);
        while arrivals.recv_many(&mut batch, BATCH).await > 0 {
            let (begun, is_full) = (Instant::now(), batch.len() == BATCH);
            self.commit(std::mem::take(&mut batch), &arrivals).await;
            // Back-to-back commits would take processor time from the requests whose rows they could have included.
            let pause = (begun.elapsed() / 2).min(GATHERING);
            if !is_full && pause >= TIMER_STEP {
                tokio::time::sleep(pause).await;
            }
        }
    }

    async fn connect(&mut self) {
        match self.db.own_connection().await {
            Ok(own) => self.connection = own,
            Err(error) => tracing::warn!(%error, "the recorder shares the connections of others"),
        }
    }

    /// Commits a batch. While the database is away it retries, and the queue holds back what arrives. It retries even
    /// when everybody has received `202`, because Redis may lose its copy meanwhile.
    async fn commit(&mut self, batch: Vec<Waiting>, arrivals: &mpsc::Receiver<Waiting>) {
        let mut pause = Duration::from_millis(50);
        loop {
            let tried = self.try_commit(&batch).await;
            // A refused row also means that the database is there.
            self.away
                .store(tried.as_ref().is_err_and(is_away), Ordering::Relaxed);
            match tried {
                Ok(outcomes) => {
                    self.metrics.committed(attempts_in(&batch));
                    let committed = batch
                        .into_iter()
                        .zip(outcomes)
                        .map(|(waiting, outcome)| Committed {
                            row: waiting.row,
                            outcome,
                            reply: waiting.reply,
                        });
                    return (self.handler)(committed.collect());
                }
                Err(error) if is_away(&error) => {
                    tracing::warn!(%error, rows = batch.len(), "the database is away: recording waits");
                    let nobody_waits = batch.iter().all(|waiting| waiting.reply.is_closed());
                    if nobody_waits && arrivals.is_closed() {
                        // The server has ended; closed attempts are in Redis' `pending`.
                        return;
                    }
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(2));
                    self.connect().await;
                    if is_silence(&error) && batch.len() > 1 {
                        // The database may be there but slow: fewer rows take less time.
                        return self.commit_halves(batch, arrivals).await;
                    }
                }
                Err(error) if batch.len() > 1 => {
                    // Usually one row is at fault. Even if the error was not foreseen, the other rows must not suffer
                    // from it.
                    tracing::warn!(%error, rows = batch.len(), "a batch was refused: halving it");
                    return self.commit_halves(batch, arrivals).await;
                }
                Err(error) => return self.give_up(batch, &error),
            }
        }
    }

    async fn commit_halves(&mut self, mut first: Vec<Waiting>, arrivals: &mpsc::Receiver<Waiting>) {
        let second = first.split_off(first.len() / 2);
        Box::pin(self.commit(first, arrivals)).await;
        Box::pin(self.commit(second, arrivals)).await;
    }

    async fn try_commit(&self, batch: &[Waiting]) -> Result<Vec<Outcome>, DbErr> {
        let rows: Vec<&NewRow> = batch.iter().map(|waiting| &waiting.row).collect();
        within(COMMIT_LIMIT, insert(&self.connection, &rows, self.clock.now())).await
    }

    /// Ends the work on one row. If the database refused it, the handler is told; after an unforeseen error, the
    /// sweep tries it again.
    fn give_up(&self, batch: Vec<Waiting>, error: &DbErr) {
        let is_refused = is_of_a_row(error);
        for waiting in &batch {
            tracing::error!(%error, attempt = %waiting.row.attempt(), "an attempt cannot be recorded");
        }
        if is_refused {
            let refused = batch.into_iter().map(|waiting| Committed {
                row: waiting.row,
                outcome: Outcome::Refused(error.to_string()),
                reply: waiting.reply,
            });
            (self.handler)(refused.collect());
        }
    }
}
