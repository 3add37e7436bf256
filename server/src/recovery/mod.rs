//! Recovery: the one place that knows both Redis and the database, and makes them agree.
//!
//! [`open`] puts it together; [`note`] tells Redis what was committed; [`close`] closes what is overdue; [`sweep`]
//! records what is frozen or started and not yet known to be a row; [`rebuild`] builds a shard from the rows, while
//! [`limits`] restores single contestants who start meanwhile; [`catch_up`] puts back what a Redis that replaced another
//! has lost; [`names`] keeps former names from staying on a board; [`restore`] is how all of them bring rows to Redis; [`release`] removes final rounds; [`known`] shows what
//! both stores have of one attempt, and [`resolve`] settles it on an operator's word. Knows no request.

mod batches;
mod builds;
pub(crate) mod catch_up;
pub(crate) mod close;
mod cursors;
pub mod known;
mod limits;
mod names;
pub(crate) mod note;
mod open;
pub(crate) mod rebuild;
pub(crate) mod release;
pub(crate) mod repairs;
pub mod resolve;
pub(crate) mod restore;
mod rows;
pub(crate) mod sweep;

use crate::clock::Clock;
use crate::contests::catalog::LiveRound;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::errors::{AppResult, Refusal};
use crate::pace::Pace;
use crate::recording::new_row::{NewAttempt, NewRow, Outcome};
use crate::recording::recorder::Recorder;
use builds::Builds;
use contest_core::attempts::{AttemptRecord, Frozen};
use cursors::Cursors;
use live::Live;
use repairs::Repairs;
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::Handle;

/// How long a submission waits for its commit before it gets `202`.
pub(crate) const COMMIT_PATIENCE: Duration = Duration::from_millis(2_500);

/// What recovery works with. Cheap to clone.
#[derive(Clone)]
pub struct Recovery {
    pub db: Db,
    pub live: Live,
    pub clock: Clock,
    pub contests: Contests,
    pub recorder: Recorder,
    pub repairs: Arc<Repairs>,
    pub(crate) pace: Pace,
    builds: Arc<Builds>,
    cursors: Arc<Cursors>,
    /// The runtime for long work, beside the threads that serve requests.
    runtime: Handle,
}

impl Recovery {
    /// Returns a handle for a thread that serves requests, with its own connection to Redis.
    pub(crate) fn for_worker(&self, live: &Live) -> Recovery {
        Recovery {
            live: live.clone(),
            ..self.clone()
        }
    }

    /// Scores a frozen attempt, records it, and waits up to `patience` for the commit. Returns `None` if that takes
    /// longer.
    pub async fn record(
        &self,
        round: &LiveRound,
        frozen: &Frozen,
        patience: Duration,
    ) -> AppResult<Option<Outcome>> {
        let record = scored(round, frozen)?;
        let row = NewRow::Attempt(Box::new(NewAttempt {
            record,
            frozen: frozen.clone(),
            limit: round.limit(),
        }));
        Ok(self.recorder.record(row, patience).await)
    }
}

/// Returns the record of a frozen attempt: the same on every server.
pub(crate) fn scored(round: &LiveRound, frozen: &Frozen) -> AppResult<AttemptRecord> {
    round.record(frozen).map_err(|error| {
        Refusal::internal(format!(
            "attempt {}: what is frozen cannot be scored: {error}",
            frozen.facts.attempt
        ))
    })
}
