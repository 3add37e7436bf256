//! Keeps the contests, revocations and laws in memory up to date with the database, after changes on other servers too.
//!
//! The database counts the changes, by kind ([`catalog::counted`]). Reading three numbers costs next to nothing, so every
//! server polls them, and reads only what has changed. The announcement over Redis only makes that quicker; it may get
//! lost.

use crate::auth::revocations::Revocations;
use crate::clock::Clock;
use crate::contests::catalog;
use crate::contests::current::Contests;
use crate::contests::flights::{Ask, Flights};
use crate::contests::known_laws::KnownLaws;
use crate::db::entities::account;
use crate::db::{Db, within};
use crate::errors::AppResult;
use crate::laws::register::Laws;
use contest_core::wire::errors::ErrorCode;
use futures_util::StreamExt;
use live::Live;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::{Notify, watch};

/// How often a server asks the database whether something has changed.
const STEP: Duration = Duration::from_secs(2);
/// The least time between two readings that announcements cause. One that comes alone is followed at once.
const GATHERING: Duration = Duration::from_millis(200);
/// How often everything is reloaded even if nothing seems to have changed.
const RELOAD: Duration = Duration::from_secs(60);
/// How long reading the count of changes may take.
const QUICK: Duration = Duration::from_secs(2);
/// How long reading one kind of things may take: what hangs must not keep the others from being read.
const EACH: Duration = Duration::from_secs(8);
/// The same for contests, which come with their banks.
const CONTESTS: Duration = Duration::from_secs(20);
/// How long a reload may take: a database that hangs must not keep the server from asking again.
const PATIENCE: Duration = Duration::from_secs(40);
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
    known_laws: Arc<KnownLaws>,
    clock: Clock,
    flights: Arc<Flights>,
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
            known_laws: Arc::default(),
            flights: Arc::default(),
        }
    }

    /// Catches up after a change of contests or accounts, and tells the other servers to.
    pub(crate) async fn announce(&self) -> AppResult<()> {
        self.catch_up().await?;
        self.tell_others().await;
        Ok(())
    }

    async fn tell_others(&self) {
        // A server that misses this finds the change by polling.
        if let Err(error) = self.live.announce_change().await {
            tracing::warn!(%error, "the change was not announced to other servers");
        }
    }

    /// Revokes the sessions that an account had before its version was raised to the present one, and tells the other
    /// servers. This one knows without reading anything.
    pub(crate) async fn announce_revocation(&self, account: &account::Model) {
        self.revocations.note(account.id, account.session_version);
        self.tell_others().await;
    }

    /// Reloads everything from the database, whether it seems to have changed or not.
    pub(crate) async fn reload(&self) -> AppResult<()> {
        self.flights.join(Ask::Anew, || self.read(true)).await
    }

    /// Reloads what has changed since the last load, according to the count of the database. However many ask for it at
    /// once, they share the reading that begins next.
    pub(crate) async fn catch_up(&self) -> AppResult<()> {
        self.flights.join(Ask::Shared, || self.read(false)).await
    }

    async fn read(&self, everything: bool) -> AppResult<()> {
        let at = self.clock.now();
        // Read first: a change during the load then gives another count, and causes another load.
        let counted = within(QUICK, catalog::counted(&self.db)).await?;
        // First: contests that cannot be read, or only after a long while, must not keep a revoked session alive.
        let mut revocations = Ok(());
        if everything || counted.sessions != self.revocations.count() {
            revocations = in_time(EACH, self.revoke(counted.sessions)).await;
        }
        let mut contests = Ok(());
        if everything || counted.contests != self.contests.catalog().version {
            contests = in_time(CONTESTS, self.contests.reload(&self.db, at)).await;
        } else {
            self.contests.confirm(at).await;
        }
        // Last: contests are held without the texts of laws.
        if everything || self.known_laws.are_due(counted.laws, Instant::now()) {
            let loaded = in_time(EACH, self.laws.reload(&self.db)).await;
            self.known_laws.note(counted.laws, loaded.is_ok(), Instant::now());
            if let Err(refusal) = loaded {
                tracing::warn!(%refusal, "the register of laws could not be reloaded");
            }
        }
        revocations.and(contests)
    }

    async fn revoke(&self, count: i64) -> AppResult<()> {
        // The reload notes that this count is done with, so it comes last.
        let erasures = catalog::erasures(&self.db).await?;
        self.revocations.reload(&self.db, count).await?;
        self.contests.note_erasures(erasures);
        Ok(())
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
            let begun = Instant::now();
            match tokio::time::timeout(PATIENCE, self.step(&mut read)).await {
                Ok(Ok(())) => {}
                Ok(Err(refusal)) => tracing::warn!(%refusal, "contests could not be reloaded"),
                Err(_elapsed) => tracing::warn!("the database hangs: contests could not be reloaded"),
            }
            tokio::select! {
                () = tokio::time::sleep(STEP) => {}
                () = announced.notified() => {
                    // What is announced in quick succession is read together.
                    tokio::time::sleep(GATHERING.saturating_sub(begun.elapsed())).await;
                }
            }
        }
    }

    async fn step(&self, read: &mut Instant) -> AppResult<()> {
        if read.elapsed() > RELOAD {
            self.reload().await?;
            *read = Instant::now();
            Ok(())
        } else {
            self.catch_up().await
        }
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

/// Reads for no longer than `limit`.
async fn in_time(limit: Duration, reading: impl Future<Output = AppResult<()>>) -> AppResult<()> {
    let read = tokio::time::timeout(limit, Box::pin(reading)).await;
    read.unwrap_or_else(|_elapsed| Err(ErrorCode::Unavailable.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_hangs_is_given_up_and_the_whole_takes_no_longer_than_it_may() {
        let hangs = in_time(Duration::from_millis(1), std::future::pending()).await;
        assert_eq!(hangs.map_err(|refusal| refusal.code), Err(ErrorCode::Unavailable));
        assert!(QUICK + EACH + CONTESTS + EACH < PATIENCE);
    }
}
