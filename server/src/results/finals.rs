//! Final results in memory: they never change, so each server reads each of them once. After somebody has had their name
//! erased, what shows names is made again from the same result. Redis is not asked.

use super::ranked_units::RankedUnits;
use super::settled::newest_settlement;
use super::standings::Version;
use crate::contests::catalog::{LiveContest, LiveRound};
use crate::contests::current::Contests;
use crate::contests::flights::{Ask, Flights};
use crate::db::Db;
use crate::errors::AppResult;
use crate::web::cacheable::Cacheable;
use contest_core::ids::{RoundId, UnitId};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::my_result::UnitPlace;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use tokio::sync::OnceCell;

/// A final result.
pub(crate) struct Final {
    pub(crate) version: Arc<Version>,
    /// As in the catalog when this was read: names erased since then are still in what was made from it.
    pub(crate) erasures: u64,
    /// The winner list as everybody receives it.
    pub(crate) winners: OnceCell<Cacheable>,
    /// How many people are ranked for each unit.
    units: OnceCell<RankedUnits>,
}

impl Final {
    /// Returns the place within a unit of whoever is ranked at a position of it. Alone in a unit, nobody is told that
    /// they are first.
    pub(crate) async fn unit_place(
        &self,
        db: &Db,
        contest: &LiveContest,
        (unit, position): (UnitId, i32),
    ) -> AppResult<Option<UnitPlace>> {
        let units = self
            .units
            .get_or_try_init(|| RankedUnits::read(&db.read, &self.version))
            .await?;
        let place = units.place(unit, position).filter(|place| place.people > 1);
        Ok(place.and_then(|place| {
            let name = contest.unit(unit)?.name.clone();
            Some(UnitPlace { name, place })
        }))
    }
}

/// The final results that were asked for so far. Cheap to clone; all clones share them.
#[derive(Clone)]
pub struct Finals {
    pub(super) db: Db,
    contests: Contests,
    known: Arc<RwLock<HashMap<RoundId, Arc<Final>>>>,
    /// Of each round that was asked for: the day that a result is out, everybody asks for it at once.
    flights: Arc<Mutex<HashMap<RoundId, Arc<Flights>>>>,
}

impl Finals {
    pub(crate) fn new(db: Db, contests: Contests) -> Finals {
        Finals {
            db,
            contests,
            known: Arc::default(),
            flights: Arc::default(),
        }
    }

    /// Returns the final result of a round. Refuses while there is none.
    pub(crate) async fn get(&self, round: &LiveRound) -> AppResult<Arc<Final>> {
        if let Some(known) = self.find(round) {
            return Ok(known);
        }
        let flights = {
            let mut all = self.flights.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(round.id).or_default().clone()
        };
        flights.join(Ask::Shared, || self.read(round)).await?;
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        known
            .get(&round.id)
            .cloned()
            .ok_or_else(|| ErrorCode::NotSettled.into())
    }

    /// Reads the result of a round, unless it is known and only has names that have been erased since.
    async fn read(&self, round: &LiveRound) -> AppResult<()> {
        let erasures = self.contests.catalog().erasures;
        let version = match self.known_version(round) {
            Some(version) => version,
            None => {
                let newest = newest_settlement(&self.db.read, round.id).await?;
                let settlement = newest
                    .filter(|settlement| settlement.finalised_at.is_some())
                    .ok_or(ErrorCode::NotSettled)?;
                Arc::new(Version::read(&self.db.read, settlement).await?)
            }
        };
        let read = Arc::new(Final {
            version,
            erasures,
            winners: OnceCell::new(),
            units: OnceCell::new(),
        });
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        known.insert(round.id, read);
        Ok(())
    }

    fn known_version(&self, round: &LiveRound) -> Option<Arc<Version>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let version = &known.get(&round.id)?.version;
        (version.settlement.finalised_at == round.window.finalised_at).then(|| version.clone())
    }

    /// Returns the known result if the catalog agrees with it: a database restored from a backup may not have it, and
    /// may still have the names of others.
    fn find(&self, round: &LiveRound) -> Option<Arc<Final>> {
        let known = self.known.read().unwrap_or_else(PoisonError::into_inner);
        let known = known.get(&round.id)?;
        let finalised_at = known.version.settlement.finalised_at;
        let is_current =
            finalised_at == round.window.finalised_at && known.erasures == self.contests.catalog().erasures;
        is_current.then(|| known.clone())
    }
}
