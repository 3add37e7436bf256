//! Places within the units of a final ranking. What is read once per round and server is as long as there are units and
//! disqualified contestants, however many are ranked.

use super::standings::Version;
use crate::db::entities::ranking_unit;
use crate::db::stored::Stored;
use crate::errors::AppResult;
use contest_core::ids::UnitId;
use contest_core::wire::my_result::Place;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{BTreeSet, HashMap};

/// How many stand in a ranking for each unit, and which of them are disqualified.
pub(super) struct RankedUnits {
    /// The disqualified included.
    people: HashMap<UnitId, u64>,
    /// Positions within the unit.
    out: HashMap<UnitId, BTreeSet<i32>>,
}

impl RankedUnits {
    pub(super) async fn read(db: &impl ConnectionTrait, version: &Version) -> AppResult<RankedUnits> {
        let rows = ranking_unit::Entity::find()
            .filter(ranking_unit::Column::RankingId.eq(version.settlement.ranking_id))
            .all(db)
            .await?;
        let mut people = HashMap::with_capacity(rows.len());
        for row in rows {
            // Rankings of earlier releases do not say.
            if let Some(ranked) = row.ranked {
                let stored = Stored::new("ranking_units", row.unit_id);
                people.insert(row.unit_id, stored.number("ranked", ranked)?);
            }
        }
        Ok(RankedUnits {
            people,
            out: version.out_by_unit(db).await?,
        })
    }

    /// Returns the place of whoever is ranked at a position within a unit.
    pub(super) fn place(&self, unit: UnitId, position: i32) -> Option<Place> {
        let people = *self.people.get(&unit)?;
        let out = self.out.get(&unit);
        let out_before = out.map_or(0, |out| out.range(..position).count() as u64);
        Some(Place {
            rank: u64::try_from(position).ok()?.saturating_sub(out_before),
            people: people.saturating_sub(out.map_or(0, |out| out.len() as u64)),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::ids::Uuid;

    #[test]
    fn the_disqualified_make_way_in_their_unit_only() {
        let unit = |n: u128| UnitId(Uuid::from_u128(n));
        let units = RankedUnits {
            people: HashMap::from([(unit(1), 5), (unit(2), 3)]),
            out: HashMap::from([(unit(1), BTreeSet::from([1, 4]))]),
        };
        let place = |n: u128, position: i32| {
            let place = units.place(unit(n), position);
            place.map(|place| (place.rank, place.people))
        };
        assert_eq!(
            [2, 3, 5].map(|position| place(1, position)),
            [Some((1, 3)), Some((2, 3)), Some((3, 3))]
        );
        assert_eq!(place(2, 3), Some((3, 3)));
        assert_eq!(place(7, 1), None, "a ranking of an earlier release");
    }
}
