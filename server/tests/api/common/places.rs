//! Places within units, computed from the rows alone: what everybody should be told.

use contest_core::ids::{AccountId, RoundId, UnitId};
use contest_core::wire::attempts::MyRoundInUnit;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter};
use std::collections::{HashMap, HashSet};
use thiluat::db::entities::attempt;

/// A place, and among how many.
pub(crate) type UnitPlace = (u64, u64);

/// Returns the places of all who are not alone in their unit, for a round in which the best attempt counts.
pub(crate) async fn recomputed_places(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> HashMap<AccountId, UnitPlace> {
    let rows = attempt::Entity::find().filter(attempt::Column::RoundId.eq(round));
    let mut rows = rows.all(db).await.expect("rows");
    rows.sort_by(|a, b| a.sort_key.cmp(&b.sort_key));
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(row.account_id));
    let mut units: HashMap<UnitId, Vec<AccountId>> = HashMap::new();
    for row in rows {
        if let Some(unit) = row.unit_id {
            units.entry(unit).or_default().push(row.account_id);
        }
    }
    let mut places = HashMap::new();
    for people in units.into_values().filter(|people| people.len() > 1) {
        let all = people.len() as u64;
        places.extend(people.into_iter().zip((1..).map(|rank| (rank, all))));
    }
    places
}

/// Returns the place that somebody was told.
pub(crate) fn place_told(told: &MyRoundInUnit) -> Option<UnitPlace> {
    let place = told.unit.as_ref()?.place;
    Some((place.rank, place.people))
}
