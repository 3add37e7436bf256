//! Reading settlements, their standings, and disqualifications. Every function carries its scope in its name.

use crate::db::entities::{attempt, audit, disqualification, settlement, standing};
use crate::recording::correct::CORRECTED;
use contest_core::ids::{AccountId, RoundId, UnitId};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, ExprTrait};
use sea_orm::{PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Statement};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// How many places judges are shown besides the winners.
const SHOWN: i32 = 100;

pub async fn newest_settlement(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Option<settlement::Model>, DbErr> {
    settlement::Entity::find()
        .filter(settlement::Column::RoundId.eq(round.0))
        .order_by_desc(settlement::Column::Version)
        .one(db)
        .await
}

/// Rows after a position, in order; only those with a prize if asked.
pub async fn standings_after(
    db: &impl ConnectionTrait,
    settlement: Uuid,
    position: i32,
    winners_only: bool,
    limit: u64,
) -> Result<Vec<standing::Model>, DbErr> {
    let mut rows = standing::Entity::find()
        .filter(standing::Column::SettlementId.eq(settlement))
        .filter(standing::Column::Position.gt(position));
    if winners_only {
        rows = rows.filter(standing::Column::Prize.is_not_null());
    }
    rows.order_by_asc(standing::Column::Position)
        .limit(limit)
        .all(db)
        .await
}

/// The winners of a settlement, in order.
pub async fn winners_of(db: &impl ConnectionTrait, settlement: Uuid) -> Result<Vec<standing::Model>, DbErr> {
    standing::Entity::find()
        .filter(standing::Column::SettlementId.eq(settlement))
        .filter(standing::Column::Prize.is_not_null())
        .order_by_asc(standing::Column::Position)
        .all(db)
        .await
}

/// The winners, the first hundred places, and the disqualified, in order.
pub async fn leading_standings(
    db: &impl ConnectionTrait,
    settlement: Uuid,
) -> Result<Vec<standing::Model>, DbErr> {
    let shown = Condition::any()
        .add(standing::Column::Place.lte(SHOWN))
        .add(standing::Column::Place.is_null())
        .add(standing::Column::Prize.is_not_null());
    standing::Entity::find()
        .filter(standing::Column::SettlementId.eq(settlement))
        .filter(shown)
        .order_by_asc(standing::Column::Position)
        .all(db)
        .await
}

/// The first of those who have a place, in order.
pub async fn first_places(
    db: &impl ConnectionTrait,
    settlement: Uuid,
    limit: u64,
) -> Result<Vec<standing::Model>, DbErr> {
    standing::Entity::find()
        .filter(standing::Column::SettlementId.eq(settlement))
        .filter(standing::Column::Place.is_not_null())
        .order_by_asc(standing::Column::Position)
        .limit(limit)
        .all(db)
        .await
}

/// Distinct people by unit, without the units below.
pub async fn people_by_unit(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<HashMap<UnitId, u64>, DbErr> {
    let people = attempt::Column::AccountId.into_expr().count_distinct();
    let rows: Vec<(Uuid, i64)> = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::UnitId)
        .column_as(people, "people")
        .filter(attempt::Column::RoundId.eq(round.0))
        .filter(attempt::Column::UnitId.is_not_null())
        .group_by(attempt::Column::UnitId)
        .into_tuple()
        .all(db)
        .await?;
    let unit = |(unit, people): (Uuid, i64)| (UnitId(unit), people.unsigned_abs());
    Ok(rows.into_iter().map(unit).collect())
}

pub async fn attempts_of_round(db: &impl ConnectionTrait, round: RoundId) -> Result<u64, DbErr> {
    attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round.0))
        .count(db)
        .await
}

/// How often records of a contest have been corrected.
pub async fn corrections_of_contest(db: &impl ConnectionTrait, contest: Uuid) -> Result<u64, DbErr> {
    audit::Entity::find()
        .filter(audit::Column::ContestId.eq(contest))
        .filter(audit::Column::Action.eq(CORRECTED))
        .count(db)
        .await
}

/// Whether an attempt was started in this round that is neither recorded nor set aside.
pub async fn has_open_starts(db: &impl ConnectionTrait, round: RoundId) -> Result<bool, DbErr> {
    let query = "SELECT id FROM starts WHERE round_id = $1
        AND NOT EXISTS (SELECT 1 FROM attempts WHERE attempts.id = starts.id)
        AND NOT EXISTS (SELECT 1 FROM set_aside WHERE set_aside.attempt_id = starts.id) LIMIT 1";
    let query = Statement::from_sql_and_values(db.get_database_backend(), query, [round.0.into()]);
    Ok(db.query_one_raw(query).await?.is_some())
}

/// Disqualifications of a round, oldest first.
pub async fn disqualifications_of_round(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<Vec<disqualification::Model>, DbErr> {
    disqualification::Entity::find()
        .filter(disqualification::Column::RoundId.eq(round.0))
        .order_by_asc(disqualification::Column::At)
        .order_by_asc(disqualification::Column::Id)
        .all(db)
        .await
}

pub async fn disqualified_accounts(
    db: &impl ConnectionTrait,
    round: RoundId,
) -> Result<BTreeSet<AccountId>, DbErr> {
    let rows = disqualifications_of_round(db, round).await?;
    Ok(rows.into_iter().map(|row| AccountId(row.account_id)).collect())
}
