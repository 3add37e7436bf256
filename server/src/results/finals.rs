//! Final results in memory: what is final never changes, so each is read once by each server. Redis is not asked.

use super::settled::newest_settlement;
use super::standings::Version;
use crate::db::Db;
use crate::errors::Answer;
use crate::prepared::Prepared;
use contest_core::ids::RoundId;
use contest_core::wire::errors::ErrorCode;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};
use tokio::sync::OnceCell;

/// A final result.
pub struct Final {
    pub version: Version,
    /// The winner list as everybody gets it.
    pub winners: OnceCell<Prepared>,
}

/// The final results that somebody has asked for. Cheap to clone; all clones share them.
#[derive(Clone)]
pub struct Finals {
    db: Db,
    known: Arc<RwLock<HashMap<RoundId, Arc<Final>>>>,
}

impl Finals {
    pub fn new(db: Db) -> Finals {
        Finals {
            db,
            known: Arc::default(),
        }
    }

    /// The final result of a round. Refuses while there is none.
    pub async fn get(&self, round: RoundId) -> Answer<Arc<Final>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&round) {
            return Ok(known.clone());
        }
        drop(known);
        let newest = newest_settlement(&self.db.read, round).await?;
        let settlement = newest
            .filter(|settlement| settlement.finalised_at.is_some())
            .ok_or(ErrorCode::NotSettled)?;
        let read = Arc::new(Final {
            version: Version::read(&self.db.read, settlement).await?,
            winners: OnceCell::new(),
        });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        Ok(known.entry(round).or_insert(read).clone())
    }
}
