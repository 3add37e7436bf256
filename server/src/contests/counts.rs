//! Counts that staff look at all the time and that take the database long: cached for a hundred times as long as the
//! counting took.

use crate::db::Db;
use crate::db::entities::{attempt, entry};
use crate::errors::AppResult;
use crate::results::settled::{newest_settlement, ranking_of};
use contest_core::ids::{ContestId, RoundId};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use uuid::Uuid;

/// A count is cached for this many times as long as the counting took.
const KEPT: u32 = 100;
/// Smaller numbers are counted each time.
const MANY: u64 = 20_000;

/// Cheap to clone; all clones share the cache.
#[derive(Clone)]
pub struct Counts {
    pub(super) db: Db,
    kept: Arc<Mutex<HashMap<Uuid, Kept>>>,
}

struct Kept {
    number: u64,
    until: Instant,
}

impl Counts {
    pub(crate) fn new(db: Db) -> Counts {
        Counts {
            db,
            kept: Arc::default(),
        }
    }

    /// Returns the number of recorded attempts of a round; once it is settled, the number that was ranked.
    pub(crate) async fn attempts(&self, round: RoundId) -> AppResult<u64> {
        if let Some(newest) = newest_settlement(&self.db.read, round).await? {
            return Ok(ranking_of(&self.db.read, &newest).await?.attempts()?);
        }
        let attempts = attempt::Entity::find().filter(attempt::Column::RoundId.eq(round));
        Ok(self.kept(round.0, attempts.count(&self.db.read)).await?)
    }

    /// Returns the number of people who have entered a contest.
    pub(crate) async fn entrants(&self, contest: ContestId) -> Result<u64, DbErr> {
        let entries = entry::Entity::find().filter(entry::Column::ContestId.eq(contest));
        self.kept(contest.0, entries.count(&self.db.read)).await
    }

    async fn kept(&self, of: Uuid, counting: impl Future<Output = Result<u64, DbErr>>) -> Result<u64, DbErr> {
        if let Some(number) = self.find(of) {
            return Ok(number);
        }
        let began = Instant::now();
        let number = counting.await?;
        if number >= MANY {
            let until = Instant::now() + began.elapsed() * KEPT;
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.insert(of, Kept { number, until });
        }
        Ok(number)
    }

    fn find(&self, of: Uuid) -> Option<u64> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = kept.get(&of).filter(|kept| Instant::now() < kept.until);
        kept.map(|kept| kept.number)
    }
}
