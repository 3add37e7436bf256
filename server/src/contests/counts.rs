//! Counts that staff look at all the time and that take the database long: cached for a hundred times as long as the
//! counting took.

use crate::contests::slots::Slots;
use crate::db::Db;
use crate::db::entities::{attempt, entry};
use crate::db::stored::Stored;
use crate::errors::AppResult;
use crate::results::settled::{newest_settlement, ranking_of};
use contest_core::ids::{ContestId, RoundId, UnitId};
use contest_core::time::Millis;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// A count is cached for this many times as long as the counting took.
const KEPT: u32 = 100;
/// Smaller numbers are counted each time.
const MANY: u64 = 20_000;
/// Counting by unit reads all entries of the contest.
const BY_UNIT: Duration = Duration::from_secs(30);

/// Cheap to clone; all clones share the cache.
#[derive(Clone)]
pub struct Counts {
    pub(super) db: Db,
    kept: Arc<Mutex<HashMap<Uuid, Kept>>>,
    by_unit: Slots<Entrants>,
}

/// How many people have entered a contest for each unit, without the units below it.
pub(crate) struct Entrants {
    /// When they were counted.
    pub(crate) at: Millis,
    pub(crate) own: HashMap<UnitId, u64>,
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
            by_unit: Slots::default(),
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

    /// Returns how many people have entered a contest for each unit, as it was half a minute ago at most when the count
    /// began.
    pub(crate) async fn entrants_by_unit(&self, contest: ContestId, now: Millis) -> AppResult<Arc<Entrants>> {
        let db = self.db.clone();
        let count = move || async move {
            let own = entrants_by_unit(&db, contest).await?;
            Ok(Entrants { at: now, own })
        };
        self.by_unit.get(contest.0, BY_UNIT, count).await
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

async fn entrants_by_unit(db: &Db, contest: ContestId) -> AppResult<HashMap<UnitId, u64>> {
    let rows: Vec<(Option<UnitId>, i64)> = entry::Entity::find()
        .select_only()
        .column(entry::Column::UnitId)
        .column_as(entry::Column::AccountId.count(), "people")
        .filter(entry::Column::ContestId.eq(contest))
        .group_by(entry::Column::UnitId)
        .into_tuple()
        .all(&db.read)
        .await?;
    let stored = Stored::new("entries", contest);
    let mut people = HashMap::with_capacity(rows.len());
    for (unit, count) in rows {
        if let Some(unit) = unit {
            people.insert(unit, stored.number("people", count)?);
        }
    }
    Ok(people)
}
