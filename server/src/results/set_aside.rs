//! What judges see of attempts and late sheets that were set aside and do not count.

use super::people::{Person, name_of};
use super::units::UnitPaths;
use crate::db::entities::set_aside;
use crate::db::stored::Stored;
use crate::errors::AppResult;
use contest_core::ids::{AccountId, RoundId, UnitId};
use contest_core::time::Millis;
use contest_core::wire::results::SetAside;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder};
use serde::Deserialize;
use std::collections::HashMap;

/// The part that is read of the stored row.
#[derive(Deserialize)]
struct Kept {
    unit_id: Option<UnitId>,
    points: u32,
    closed_at: Millis,
}

/// Returns what is set aside in a round, in the order in which they were found.
pub(crate) async fn set_aside_of_round(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<set_aside::Model>, DbErr> {
    set_aside::Entity::find()
        .filter(set_aside::Column::RoundId.eq(round))
        .order_by_asc(set_aside::Column::FoundAt)
        .order_by_asc(set_aside::Column::AttemptId)
        .order_by_asc(set_aside::Column::Reason)
        .all(db)
        .await
}

/// Returns a row as judges see it.
pub(crate) fn shown(
    row: &set_aside::Model,
    names: &HashMap<AccountId, Person>,
    units: &UnitPaths,
) -> AppResult<SetAside> {
    let stored = Stored::new("set_aside", row.attempt_id);
    let record: Kept = stored.document("record", &row.record)?;
    let evidence = row.evidence.as_deref();
    let evidence = evidence
        .map(|json| stored.document("evidence", json))
        .transpose()?;
    Ok(SetAside {
        attempt: row.attempt_id,
        account: row.account_id,
        name: name_of(names, row.account_id),
        unit: units.path(record.unit_id),
        reason: row.reason.into(),
        points: record.points,
        closed_at: record.closed_at,
        found_at: row.found_at,
        evidence,
    })
}
