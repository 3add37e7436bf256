//! Reads what results are made from: settlements, disqualifications, counts. The name of every function states its
//! scope.

use crate::db::entities::{attempt, disqualification, ranking, settlement};
use crate::errors::{AppResult, Refusal};
use contest_core::ids::{AccountId, RoundId};
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait};
use sea_orm::{PaginatorTrait, QueryFilter, QueryOrder, Statement};
use std::collections::BTreeSet;

pub(crate) async fn newest_settlement(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Option<settlement::Model>, DbErr> {
    settlement::Entity::find()
        .filter(settlement::Column::RoundId.eq(round))
        .order_by_desc(settlement::Column::Version)
        .one(db)
        .await
}

pub(crate) async fn attempts_of_round(db: &impl ConnectionTrait, round: RoundId) -> Result<u64, DbErr> {
    attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round))
        .count(db)
        .await
}

/// Whether an attempt of this round was started that is neither recorded nor set aside.
pub(crate) async fn has_open_starts(db: &impl ConnectionTrait, round: RoundId) -> Result<bool, DbErr> {
    let query = "SELECT id FROM starts WHERE round_id = $1
        AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.id = starts.id)
        AND NOT EXISTS (SELECT 1 FROM set_aside WHERE set_aside.attempt_id = starts.id
            AND set_aside.reason <> 'late') LIMIT 1";
    let query = Statement::from_sql_and_values(db.get_database_backend(), query, [round.into()]);
    Ok(db.query_one_raw(query).await?.is_some())
}

/// Returns the ranking that a settlement was made from.
pub async fn ranking_of(
    db: &impl ConnectionTrait,
    settlement: &settlement::Model,
) -> AppResult<ranking::Model> {
    let found = ranking::Entity::find_by_id(settlement.ranking_id).one(db).await?;
    found.ok_or_else(|| Refusal::internal(format!("the ranking of settlement {} is missing", settlement.id)))
}

/// Returns a version of a round's settlement.
pub(crate) async fn settlement_version(
    db: &impl ConnectionTrait,
    round: RoundId,
    version: u32,
) -> Result<Option<settlement::Model>, DbErr> {
    settlement::Entity::find()
        .filter(settlement::Column::RoundId.eq(round))
        .filter(settlement::Column::Version.eq(i64::from(version)))
        .one(db)
        .await
}

/// Returns the disqualifications of a round, oldest first.
pub(crate) async fn disqualifications_of_round(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<disqualification::Model>, DbErr> {
    disqualification::Entity::find()
        .filter(disqualification::Column::RoundId.eq(round))
        .order_by_asc(disqualification::Column::At)
        .order_by_asc(disqualification::Column::Id)
        .all(db)
        .await
}

pub(crate) async fn disqualified_accounts(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<BTreeSet<AccountId>, DbErr> {
    let rows = disqualifications_of_round(db, round).await?;
    Ok(rows.into_iter().map(|row| row.account_id).collect())
}
