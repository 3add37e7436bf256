//! Writes a ranking into the database, in small transactions: other writers come in between, also where there is but one
//! at a time. It counts from the moment a settlement refers to it; what never comes so far is removed by the next job that
//! ranks the round.

use super::parts::Judging;
use super::rank_round::{READ, RankedRound};
use crate::db::Transaction;
use crate::db::entities::{ranking, ranking_unit, settlement, standing};
use crate::db::json_rows::{columns, json, source};
use crate::errors::{Answer, Refusal};
use crate::jobs::running::Running;
use contest_core::ids::RoundId;
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::Query;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, IntoActiveModel, QueryFilter, Statement, Value,
};
use std::io;
use std::sync::LazyLock;
use tokio::sync::mpsc;
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// Rows of one transaction. SQLite has one writer: others wait for some milliseconds.
const ROWS: usize = 2_000;
const ROWS_OF_POSTGRES: usize = 10_000;
/// Rows that are removed at once.
const REMOVED: i32 = 20_000;

/// For PostgreSQL, then for SQLite.
static INSERT: LazyLock<[String; 2]> = LazyLock::new(|| {
    [true, false].map(|postgres| {
        let names = columns::<standing::Entity>(str::to_owned);
        let source = source::<standing::Entity>(postgres);
        format!("INSERT INTO standings ({names}) {source}")
    })
});

/// Writes the ranking of a round.
pub async fn store_ranking(
    parts: &Judging,
    round: RoundId,
    ranked: RankedRound,
    running: &Running,
) -> Answer<ranking::Model> {
    remove_unused(parts, round, running).await?;
    let RankedRound { order, units } = ranked;
    let row = ranking::Model {
        id: Uuid::now_v7(),
        round_id: round.0,
        made_at: parts.clock.now().0,
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
    let units: Vec<ranking_unit::ActiveModel> = units
        .into_iter()
        .map(|(unit, people)| ranking_unit::ActiveModel {
            ranking_id: Set(row.id),
            unit_id: Set(unit.0),
            people: Set(people as i64),
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
    // The next rows are written as JSON while the database takes those before.
    let reading = spawn_blocking(move || {
        let mut standings = order.into_standings(row.id)?.peekable();
        while standings.peek().is_some() {
            let chunk = standings.by_ref().take(at_once).collect::<io::Result<Vec<_>>>()?;
            let rows = json(&chunk).map_err(io::Error::other)?;
            if sender.blocking_send((chunk.len() as u64, rows)).is_err() {
                break;
            }
        }
        Ok(())
    });
    let mut written = 0;
    while let Some((number, rows)) = chunks.recv().await {
        let transaction = running.begin().await?;
        insert(&transaction, rows).await?;
        transaction.commit().await?;
        written += number;
        running.at(READ + written * (100 - READ) / people);
    }
    reading.await.map_err(Refusal::internal)?.map_err(Refusal::disk)?;
    Ok(row)
}

async fn insert(transaction: &Transaction, rows: Value) -> Answer<()> {
    let backend = transaction.get_database_backend();
    let sql = &INSERT[usize::from(backend != DbBackend::Postgres)];
    let statement = Statement::from_sql_and_values(backend, sql, [rows]);
    transaction.execute_raw(statement).await?;
    Ok(())
}

/// Removes rankings of the round that no settlement refers to: jobs that were cancelled or died have left them.
pub async fn remove_unused(parts: &Judging, round: RoundId, running: &Running) -> Answer<()> {
    let used = Query::select()
        .column(settlement::Column::RankingId)
        .from(settlement::Entity)
        .to_owned();
    let unused = ranking::Entity::find()
        .filter(ranking::Column::RoundId.eq(round.0))
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
