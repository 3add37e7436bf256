//! Keeps the contests, revocations and laws in memory up to date with the database, after changes on other servers too.
//!
//! The database counts the changes ([`catalog::version`]). Reading one number costs next to nothing, so every server
//! polls it. The announcement over Redis only makes the reload quicker; it may get lost.

use crate::auth::revocations::Revocations;
use crate::clock::Clock;
use crate::contests::catalog;
use crate::contests::current::Contests;
use crate::db::{Db, within};
use crate::errors::AppResult;
use crate::laws::register::Laws;
use futures_util::StreamExt;
use live::Live;
use sea_orm::DbErr;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// How often a server asks the database whether something has changed.
const STEP: Duration = Duration::from_secs(2);
/// How often everything is reloaded even if nothing seems to have changed.
const RELOAD: Duration = Duration::from_secs(60);
/// How long a reload may take: a database that hangs must not keep the server from asking again.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long reading the count of changes may take.
const QUICK: Duration = Duration::from_secs(2);
/// The pause between two tries to reach Redis.
const AGAIN: Duration = Duration::from_millis(300);

/// What is kept in memory, and the stores where its changes are read and announced. Cheap to clone.
#[derive(Clone)]
pub struct Changes {
    db: Db,
    live: Live,
    contests: Contests,
    revocations: Revocations,
    laws: Laws,
    clock: Clock,
}

/// What is kept in memory.
pub(crate) struct InMemory {
    pub(crate) contests: Contests,
    pub(crate) revocations: Revocations,
    pub(crate) laws: Laws,
}

impl Changes {
    pub(crate) fn new(db: Db, live: Live, in_memory: InMemory, clock: Clock) -> Changes {
        let InMemory {
            contests,
            revocations,
            laws,
        } = in_memory;
        Changes {
            clock,
            db,
            live,
            contests,
            revocations,
            laws,
        }
    }

    /// Reloads after a change of contests or accounts, and tells the other servers to.
    pub(crate) async fn announce(&self) -> AppResult<()> {
        self.reload().await?;
        self.tell_others().await;
        Ok(())
    }

    async fn tell_others(&self) {
        // A server that misses this finds the change by polling.
        if let Err(error) = self.live.announce_change().await {
            tracing::warn!(%error, "the change was not announced to other servers");
        }
    }

    /// Reloads the revocations after sessions were revoked, and tells the other servers to. What cannot be read now is
    /// found by polling: the change itself has been made.
    pub(crate) async fn announce_revocation(&self) {
        if let Err(error) = self.revocations.reload(&self.db).await {
            tracing::warn!(%error, "this server learns of a revocation later");
        }
        self.tell_others().await;
    }

    /// Reloads contests, revocations and laws from the database.
    pub(crate) async fn reload(&self) -> AppResult<()> {
        let contests = self.contests.reload(&self.db, self.clock.now()).await;
        // A contest that cannot be read must not keep a revoked session alive.
        self.revocations.reload(&self.db).await?;
        // Nor may a law that cannot be read keep contests from being held.
        if let Err(refusal) = self.laws.reload(&self.db).await {
            tracing::warn!(%refusal, "the register of laws could not be reloaded");
        }
        contests.map(drop)
    }

    /// Reloads if the database has counted a change since the last load.
    pub(crate) async fn catch_up(&self) -> AppResult<()> {
        if self.is_behind().await? {
            self.reload().await?;
        }
        Ok(())
    }

    async fn is_behind(&self) -> Result<bool, DbErr> {
        let at = self.clock.now();
        let is_behind = catalog::version(&self.db).await? != self.contests.catalog().version;
        if !is_behind {
            self.contests.confirm(at);
        }
        Ok(is_behind)
    }

    /// Runs until the server stops.
    pub(crate) async fn follow(self, mut stopped: watch::Receiver<bool>) {
        let announced = Notify::new();
        tokio::select! {
            () = self.listen(&announced) => {}
            () = self.keep_up(&announced) => {}
            _ = stopped.wait_for(|stop| *stop) => {}
        }
    }

    async fn keep_up(&self, announced: &Notify) {
        let mut read = Instant::now();
        loop {
            match tokio::time::timeout(PATIENCE, self.step(&mut read)).await {
                Ok(Ok(())) => {}
                Ok(Err(refusal)) => tracing::warn!(%refusal, "contests could not be reloaded"),
                Err(_elapsed) => tracing::warn!("the database hangs: contests could not be reloaded"),
            }
            tokio::select! {
                () = tokio::time::sleep(STEP) => {}
                () = announced.notified() => {}
            }
        }
    }

    async fn step(&self, read: &mut Instant) -> AppResult<()> {
        if within(QUICK, self.is_behind()).await? || read.elapsed() > RELOAD {
            self.reload().await?;
            *read = Instant::now();
        }
        Ok(())
    }

    /// Passes on the announcements of other servers. Polling finds the changes announced between two connections.
    async fn listen(&self, announced: &Notify) {
        loop {
            match self.live.hear_changes().await {
                Ok(mut heard) => {
                    let mut messages = heard.on_message();
                    while messages.next().await.is_some() {
                        announced.notify_one();
                    }
                }
                Err(error) => tracing::debug!(%error, "changes on other servers are not announced"),
            }
            tokio::time::sleep(AGAIN).await;
        }
    }
}
