//! Keeps records that a correction has replaced, so that a settlement can be shown and exported again as it was made.
//! There are few.

use crate::db::Transaction;
use crate::db::entities::{attempt, settlement, superseded_attempt};
use crate::db::stored::Stored;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::time::Millis;
use sea_orm::ActiveValue::Set;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    Select,
};
use std::collections::HashMap;

/// Keeps a record that is about to be replaced. The caller must hold the round, so that it is not settled meanwhile.
///
/// The noted moment is later than every settlement of the round and every earlier correction, whatever the servers'
/// clocks say: a settlement uses it to find the records it was made from.
pub(super) async fn supersede(
    transaction: &Transaction,
    row: &attempt::Model,
    now: Millis,
) -> Result<(), DbErr> {
    let round = row.round_id;
    let of_round = settlement::Entity::find().filter(settlement::Column::RoundId.eq(round));
    let settled = latest(transaction, of_round, settlement::Column::SettledAt).await?;
    let before = settled.max(last_superseded(transaction, round).await?);
    let row = superseded_attempt::ActiveModel {
        attempt_id: Set(row.id),
        superseded_at: Set(before.map_or(now, |before| now.max(before + 1))),
        round_id: Set(round),
        record: Set(serde_json::to_string(row).map_err(|error| DbErr::Json(error.to_string()))?),
    };
    superseded_attempt::Entity::insert(row)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// Returns when a record of the round was last replaced: a settlement made from its records before that is out of date.
pub(crate) async fn last_superseded(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Option<Millis>, DbErr> {
    let of_round = superseded_attempt::Entity::find().filter(superseded_attempt::Column::RoundId.eq(round));
    latest(db, of_round, superseded_attempt::Column::SupersededAt).await
}

/// Returns how many records of the round have been replaced. Unlike the moments, the number tells of a correction that
/// was begun earlier and is committed later.
pub(crate) async fn superseded_of_round(db: &impl ConnectionTrait, round: RoundId) -> Result<u64, DbErr> {
    superseded_attempt::Entity::find()
        .filter(superseded_attempt::Column::RoundId.eq(round))
        .count(db)
        .await
}

/// Whether a settlement was made from the current records, given the moment of the last correction.
pub(crate) fn has_corrections(settlement: &settlement::Model, corrected_at: Option<Millis>) -> bool {
    corrected_at.is_none_or(|at| at <= settlement.settled_at)
}

/// Returns the latest moment in a column.
async fn latest<E: EntityTrait>(
    db: &impl ConnectionTrait,
    rows: Select<E>,
    column: impl ColumnTrait,
) -> Result<Option<Millis>, DbErr> {
    let rows = rows.select_only().column_as(column.max(), "latest");
    let latest: Option<Option<Millis>> = rows.into_tuple().one(db).await?;
    Ok(latest.flatten())
}

/// Returns the records that were replaced after a settlement, each as the settlement has it. Read them after the
/// attempts, so that they include whatever is corrected in between.
pub(crate) async fn superseded_since(
    db: &impl ConnectionTrait,
    settlement: &settlement::Model,
) -> Result<HashMap<AttemptId, attempt::Model>, DbErr> {
    let replaced = superseded_attempt::Entity::find()
        .filter(superseded_attempt::Column::RoundId.eq(settlement.round_id))
        .filter(superseded_attempt::Column::SupersededAt.gt(settlement.settled_at))
        // Of several records of an attempt the earliest counts; it comes last here, and so it wins in the map.
        .order_by_desc(superseded_attempt::Column::SupersededAt)
        .all(db)
        .await?;
    let record = |row: superseded_attempt::Model| {
        let record = Stored::new("superseded_attempts", row.attempt_id).document("record", &row.record)?;
        Ok((row.attempt_id, record))
    };
    replaced.into_iter().map(record).collect()
}
