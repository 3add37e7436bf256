//! The published contests and their rounds as this server knows them now.

use super::catalog::{Catalog, LiveContest, LiveRound};
use crate::clock_skew::OVER_AFTER_MS;
use crate::db::Db;
use crate::errors::AppResult;
use arc_swap::ArcSwap;
use contest_core::attempts::AttemptFacts;
use contest_core::ids::{ContestId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// The database is asked every two seconds what is new. A server that could not for so long does not know.
const CURRENT_MS: u64 = 10_000;

/// Cheap to clone; all clones see the newest catalog.
#[derive(Clone, Default)]
pub struct Contests {
    catalog: Arc<ArcSwap<Catalog>>,
    /// When the database was last asked and the catalog was as it has it.
    confirmed_at: Arc<AtomicI64>,
}

impl Contests {
    pub fn catalog(&self) -> Arc<Catalog> {
        self.catalog.load_full()
    }

    pub fn round(&self, id: RoundId) -> AppResult<Arc<LiveRound>> {
        self.catalog
            .load()
            .round(id)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    pub fn contest(&self, id: ContestId) -> AppResult<Arc<LiveContest>> {
        self.catalog
            .load()
            .contest(id)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// Reads the contests from the database; it is `now`.
    pub async fn reload(&self, db: &Db, now: Millis) -> AppResult<()> {
        let fresh = Catalog::load(db, Some(&self.catalog())).await?;
        // Whoever began to read later has the newer contests, also if they were quicker.
        if fresh.version >= self.catalog().version {
            self.catalog.store(Arc::new(fresh));
        }
        self.confirm(now);
        Ok(())
    }

    /// The catalog was as the database has it, which was asked at this time or later.
    pub fn confirm(&self, at: Millis) {
        self.confirmed_at.store(at.0, Ordering::Release);
    }

    /// The deadline as a contestant is told it. A close that was moved counts only as long as this server can ask whether it
    /// still stands: whoever is told too early a deadline hands in too early.
    pub fn deadline_to_tell(&self, round: &LiveRound, facts: &AttemptFacts, now: Millis) -> Millis {
        let confirmed_at = Millis(self.confirmed_at.load(Ordering::Acquire));
        if now.since(confirmed_at) <= CURRENT_MS {
            round.bounded(facts.clone()).deadline
        } else {
            facts.deadline
        }
    }

    /// Whether the round is over as the database has it, by the clock of every server, and so for good. A server that
    /// cannot ask may not know of an extension; nor does whoever holds the round as it was before.
    pub fn knows_the_close(&self, round: &LiveRound) -> bool {
        let confirmed_at = self.confirmed_at.load(Ordering::Acquire);
        let closes_at = round.window.closes_at;
        let newest = self.catalog.load().round(round.id);
        confirmed_at > closes_at.0 + OVER_AFTER_MS
            && newest.is_some_and(|newest| newest.window.closes_at == closes_at)
    }

    /// What an attempt is to be closed by: a round that was made to close earlier cuts its deadline, once that is
    /// certain.
    pub fn certainly_bounded(&self, round: &LiveRound, facts: AttemptFacts) -> AttemptFacts {
        if self.knows_the_close(round) {
            round.bounded(facts)
        } else {
            facts
        }
    }
}
