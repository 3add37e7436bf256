//! The published contests and their rounds as this server knows them now.

use super::catalog::{Catalog, LiveContest, LiveRound};
use crate::db::Db;
use crate::errors::Answer;
use arc_swap::ArcSwap;
use contest_core::ids::{ContestId, RoundId};
use contest_core::wire::errors::ErrorCode;
use std::sync::Arc;

/// Cheap to clone; all clones see the newest catalog.
#[derive(Clone, Default)]
pub struct Contests(Arc<ArcSwap<Catalog>>);

impl Contests {
    pub fn catalog(&self) -> Arc<Catalog> {
        self.0.load_full()
    }

    pub fn round(&self, id: RoundId) -> Answer<Arc<LiveRound>> {
        self.0.load().round(id).ok_or_else(|| ErrorCode::NotFound.into())
    }

    pub fn contest(&self, id: ContestId) -> Answer<Arc<LiveContest>> {
        self.0
            .load()
            .contest(id)
            .ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// Reads the contests from the database.
    pub async fn reload(&self, db: &Db) -> Answer<()> {
        let fresh = Catalog::load(db, Some(&self.catalog())).await?;
        // Whoever began to read later has the newer contests, also if they were quicker.
        if fresh.version >= self.catalog().version {
            self.0.store(Arc::new(fresh));
        }
        Ok(())
    }
}
