//! How many people have entered for each unit, and how many of them took part.

use crate::contests::catalog::LiveContest;
use crate::db::Db;
use crate::db::entities::entry;
use crate::db::stored::Stored;
use crate::errors::AppResult;
use contest_core::ids::{ContestId, RoundId, UnitId};
use contest_core::statistics::cells::with_below;
use contest_core::time::Millis;
use live::Live;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(2);

/// The numbers of each unit, with the units below it.
pub(super) struct Counted {
    pub(super) at: Millis,
    pub(super) entrants: HashMap<UnitId, u64>,
    /// Absent while Redis cannot be reached.
    pub(super) people: Option<HashMap<UnitId, u64>>,
}

pub(super) async fn count(
    (db, live): (&Db, &Live),
    contest: &LiveContest,
    round: RoundId,
    at: Millis,
) -> AppResult<Counted> {
    let own = entrants_by_unit(db, contest.id).await?;
    let people = tokio::time::timeout(PATIENCE, live.people_by_unit(round)).await;
    let people = people.ok().and_then(Result::ok);
    Ok(Counted {
        at,
        entrants: with_below(&contest.units, &own),
        people: people.map(|own| with_below(&contest.units, &own)),
    })
}

/// Returns how many people have entered a contest for each unit, without the units below it.
pub(crate) async fn entrants_by_unit(db: &Db, contest: ContestId) -> AppResult<HashMap<UnitId, u64>> {
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
