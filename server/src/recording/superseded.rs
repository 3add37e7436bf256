//! Records that a correction has replaced. They are kept: a settlement is shown, and exported again, as it was made. Few
//! ever are.

use crate::db::Transaction;
use crate::db::entities::{attempt, settlement, superseded_attempt};
use contest_core::ids::RoundId;
use contest_core::time::Millis;
use sea_orm::ActiveValue::Set;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::HashMap;
use uuid::Uuid;

/// Keeps a record that is about to be replaced. Whoever calls this holds the round, so that it is not settled meanwhile.
///
/// The moment that is noted is later than every settlement of the round, and than every earlier correction, whatever the
/// clocks of the servers say: by it a settlement finds what it was made from.
pub(super) async fn supersede(
    transaction: &Transaction,
    row: &attempt::Model,
    now: Millis,
) -> Result<(), DbErr> {
    let round = RoundId(row.round_id);
    let settled: Option<Option<i64>> = settlement::Entity::find()
        .select_only()
        .column_as(settlement::Column::SettledAt.max(), "settled_at")
        .filter(settlement::Column::RoundId.eq(round.0))
        .into_tuple()
        .one(transaction)
        .await?;
    let superseded = last_superseded(transaction, round).await?;
    let before = settled.flatten().max(superseded.map(|at| at.0));
    let row = superseded_attempt::ActiveModel {
        attempt_id: Set(row.id),
        superseded_at: Set(before.map_or(now.0, |before| now.0.max(before + 1))),
        round_id: Set(round.0),
        record: Set(serde_json::to_string(row).map_err(unreadable)?),
    };
    superseded_attempt::Entity::insert(row)
        .exec_without_returning(transaction)
        .await?;
    Ok(())
}

/// When a record of the round was replaced last: whatever was made from its records before is out of date.
pub async fn last_superseded(db: &impl ConnectionTrait, round: RoundId) -> Result<Option<Millis>, DbErr> {
    let last: Option<Option<i64>> = superseded_attempt::Entity::find()
        .select_only()
        .column_as(superseded_attempt::Column::SupersededAt.max(), "last")
        .filter(superseded_attempt::Column::RoundId.eq(round.0))
        .into_tuple()
        .one(db)
        .await?;
    Ok(last.flatten().map(Millis))
}

/// The records that were replaced after a settlement, each as the settlement has it. Read them after the attempts: what is
/// corrected in between is then among them.
pub async fn superseded_since(
    db: &impl ConnectionTrait,
    settlement: &settlement::Model,
) -> Result<HashMap<Uuid, attempt::Model>, DbErr> {
    let replaced = superseded_attempt::Entity::find()
        .filter(superseded_attempt::Column::RoundId.eq(settlement.round_id))
        .filter(superseded_attempt::Column::SupersededAt.gt(settlement.settled_at))
        // Of several records of an attempt the first counts, and comes last.
        .order_by_desc(superseded_attempt::Column::SupersededAt)
        .all(db)
        .await?;
    let record = |row: superseded_attempt::Model| {
        let record = serde_json::from_str(&row.record).map_err(unreadable)?;
        Ok((row.attempt_id, record))
    };
    replaced.into_iter().map(record).collect()
}

fn unreadable(error: serde_json::Error) -> DbErr {
    DbErr::Json(error.to_string())
}
