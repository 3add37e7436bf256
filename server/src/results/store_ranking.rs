//! Writes a ranking to the database in small transactions, so that other writers wait only briefly, even where only one
//! can write at a time. It counts from the moment a settlement refers to it; one that is never referred to is removed
//! by the next job that stores a ranking of the round or publishes it.

use super::parts::Judging;
use super::rank_round::{READ, RankedRound};
use crate::db::Transaction;
use crate::db::bulk::{columns, parameters, source};
use crate::db::entities::{ranking, ranking_unit, settlement, standing};
use crate::errors::{AppResult, Refusal};
use crate::jobs::running::Running;
use contest_core::ids::{RankingId, RoundId};
use contest_core::wire::errors::ErrorCode;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter, Statement,
};
use std::io;
use std::sync::LazyLock;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// Rows per transaction. SQLite has one writer: others wait for some milliseconds.
const ROWS: usize = 2_000;
const ROWS_OF_POSTGRES: usize = 10_000;
/// Rows that are removed at once.
const REMOVED: i32 = 20_000;

/// Rows that nothing refers to yet need not be on disk: the last commit flushes whatever was committed before it.
/// Otherwise a third of the time is spent waiting for the disk.
const NOT_YET_DURABLE: &str = "SET LOCAL synchronous_commit TO off";

/// The statements for PostgreSQL, then for SQLite.
static INSERT: LazyLock<[String; 2]> = LazyLock::new(|| {
    [true, false].map(|postgres| {
        let names = columns::<standing::Entity>(str::to_owned);
        let source = source::<standing::Entity>(postgres, 1);
        format!("INSERT INTO standings ({names}) {source}")
    })
});

/// Writes the ranking of a round.
pub(crate) async fn store_ranking(
    parts: &Judging,
    round: RoundId,
    ranked: RankedRound,
    running: &Running,
) -> AppResult<ranking::Model> {
    remove_unused(parts, round, running).await?;
    let RankedRound { order, units } = ranked;
    let row = ranking::Model {
        id: RankingId(Uuid::now_v7()),
        round_id: round,
        made_at: parts.clock.now(),
        hash: order.hash.clone(),
        people: order.people as i64,
        attempts: order.attempts as i64,
        prediction_value: order.prediction_value,
    };
    let transaction = running.begin().await?;
    let inserted = row.clone().into_active_model();
    ranking::Entity::insert(inserted)
        .exec_without_returning(&transaction)
        .await?;
    let ranked = &order.ranked_by_unit;
    let units: Vec<ranking_unit::ActiveModel> = units
        .into_iter()
        .map(|(unit, people)| ranking_unit::ActiveModel {
            ranking_id: Set(row.id),
            unit_id: Set(unit),
            people: Set(people as i64),
            ranked: Set(Some(ranked.get(&unit).copied().unwrap_or(0) as i64)),
        })
        .collect();
    for chunk in units.chunks(ROWS) {
        ranking_unit::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(&transaction)
            .await?;
    }
    transaction.commit().await?;

    let people = order.people.max(1);
    let at_once = match parts.db.is_postgres() {
        true => ROWS_OF_POSTGRES,
        false => ROWS,
    };
    let (sender, mut chunks) = mpsc::channel(2);
    let (backend, postgres) = (parts.db.backend(), parts.db.is_postgres());
    // The next rows are read while the database writes the ones before.
    let reading = spawn_blocking(move || {
        let mut standings = order.into_standings(row.id)?.peekable();
        while standings.peek().is_some() {
            let chunk = standings.by_ref().take(at_once).collect::<io::Result<Vec<_>>>()?;
            let number = chunk.len() as u64;
            let values = parameters(postgres, &chunk).map_err(io::Error::other)?;
            let insertion = Statement::from_sql_and_values(backend, &INSERT[usize::from(!postgres)], values);
            if sender.blocking_send((number, insertion)).is_err() {
                break;
            }
        }
        Ok(())
    });
    let mut written = 0;
    while let Some((number, insertion)) = chunks.recv().await {
        written += number;
        let is_last = written == people;
        let transaction = running.begin().await?;
        if postgres && !is_last {
            transaction.execute_unprepared(NOT_YET_DURABLE).await?;
        }
        transaction.execute_raw(insertion).await?;
        if is_last {
            require_whole(&transaction, &row).await?;
        }
        transaction.commit().await?;
        running.at(READ + written * (100 - READ) / people);
    }
    reading.await.map_err(Refusal::internal)?.map_err(Refusal::disk)?;
    Ok(row)
}

/// Refuses if rows are missing: the database may have restarted in between and lost what was not on disk.
async fn require_whole(transaction: &Transaction, ranking: &ranking::Model) -> AppResult<()> {
    let rows = standing::Entity::find()
        .filter(standing::Column::RankingId.eq(ranking.id))
        .count(transaction)
        .await?;
    if rows == ranking.people()? {
        return Ok(());
    }
    tracing::warn!(
        rows,
        people = ranking.people,
        "a ranking is not whole: it is made once more"
    );
    Err(ErrorCode::Unavailable.into())
}

/// Removes rankings of the round that no settlement refers to, left by jobs that were cancelled or died.
pub(crate) async fn remove_unused(parts: &Judging, round: RoundId, running: &Running) -> AppResult<()> {
    let used = Query::select()
        .column(settlement::Column::RankingId)
        .from(settlement::Entity)
        .to_owned();
    let unused = ranking::Entity::find()
        .filter(ranking::Column::RoundId.eq(round))
        .filter(ranking::Column::Id.not_in_subquery(used))
        .all(&parts.db.read)
        .await?;
    for ranking in unused {
        let people = i32::try_from(ranking.people).unwrap_or(i32::MAX);
        for first in (1..=people).step_by(REMOVED as usize) {
            let transaction = running.begin().await?;
            standing::Entity::delete_many()
                .filter(standing::Column::RankingId.eq(ranking.id))
                .filter(standing::Column::Position.between(first, first.saturating_add(REMOVED - 1)))
                .exec(&transaction)
                .await?;
            transaction.commit().await?;
        }
        let transaction = running.begin().await?;
        ranking_unit::Entity::delete_many()
            .filter(ranking_unit::Column::RankingId.eq(ranking.id))
            .exec(&transaction)
            .await?;
        ranking::Entity::delete_by_id(ranking.id)
            .exec(&transaction)
            .await?;
        transaction.commit().await?;
    }
    Ok(())
}
