//! Writing a batch of closed attempts in one statement: the rows travel as one JSON text, which both databases take
//! apart faster than thousands of parameters (PostgreSQL and SQLite also have limits on those).

use super::record::{AttemptRecord, closed_by_text};
use crate::db::Db;
use crate::db::entities::attempt;
use contest_core::ids::AttemptId;
use contest_core::time::Millis;
use sea_orm::{ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, Statement};
use serde::Serialize;
use std::collections::HashMap;
use uuid::Uuid;

const COLUMNS: &str = "id, round_id, account_id, unit_id, number, started_at, deadline, last_change_at, closed_at, \
    closed_by, revision, answers, prediction, points, max_points, correct, answered, total, sort_key, sheet_hash, \
    recorded_at";

const POSTGRES: &str = "SELECT id, round_id, account_id, unit_id, number, started_at, deadline, last_change_at, \
    closed_at, closed_by, revision, answers, prediction, points, max_points, correct, answered, total, \
    decode(sort_key, 'hex'), sheet_hash, recorded_at \
    FROM json_to_recordset($1::json) AS r(id uuid, round_id uuid, account_id uuid, unit_id uuid, number int, \
    started_at bigint, deadline bigint, last_change_at bigint, closed_at bigint, closed_by text, revision int, \
    answers text, prediction bigint, points int, max_points int, correct int, answered int, total int, \
    sort_key text, sheet_hash text, recorded_at bigint)";

// `WHERE true` tells SQLite's parser that what follows is not a join.
const SQLITE: &str = "SELECT unhex(value->>'id'), unhex(value->>'round_id'), unhex(value->>'account_id'), \
    unhex(value->>'unit_id'), value->>'number', value->>'started_at', value->>'deadline', \
    value->>'last_change_at', value->>'closed_at', value->>'closed_by', value->>'revision', value->>'answers', \
    value->>'prediction', value->>'points', value->>'max_points', value->>'correct', value->>'answered', \
    value->>'total', unhex(value->>'sort_key'), value->>'sheet_hash', value->>'recorded_at' \
    FROM json_each($1) WHERE true";

/// A row as both statements read it; ids and bytes as hexadecimal digits.
#[derive(Serialize)]
struct Row<'a> {
    #[serde(with = "uuid::serde::simple")]
    id: Uuid,
    #[serde(with = "uuid::serde::simple")]
    round_id: Uuid,
    #[serde(with = "uuid::serde::simple")]
    account_id: Uuid,
    unit_id: Option<uuid::fmt::Simple>,
    number: u16,
    started_at: Millis,
    deadline: Millis,
    last_change_at: Millis,
    closed_at: Millis,
    closed_by: &'static str,
    revision: u32,
    answers: &'a str,
    prediction: Option<i64>,
    points: u32,
    max_points: u32,
    correct: u16,
    answered: u16,
    total: u16,
    #[serde(with = "hex::serde")]
    sort_key: &'a [u8],
    sheet_hash: String,
    recorded_at: Millis,
}

impl<'a> Row<'a> {
    fn of(record: &'a AttemptRecord, recorded_at: Millis) -> Row<'a> {
        Row {
            id: record.attempt.0,
            round_id: record.round.0,
            account_id: record.account.0,
            unit_id: record.unit.map(|unit| unit.0.simple()),
            number: record.number,
            started_at: record.started_at,
            deadline: record.deadline,
            last_change_at: record.last_change_at,
            closed_at: record.closed_at,
            closed_by: closed_by_text(record.closed_by),
            revision: record.sheet.revision,
            answers: &record.sheet.answers,
            prediction: record.sheet.prediction,
            points: record.score.points,
            max_points: record.score.max_points,
            correct: record.score.correct,
            answered: record.score.answered,
            total: record.score.total,
            sort_key: &record.sort_key,
            sheet_hash: record.sheet.hash(record.attempt),
            recorded_at,
        }
    }
}

/// Writes attempts, each at most once: the primary key makes a repetition harmless. Answers, by attempt, the records
/// that were in the database before and differ or not: those count.
pub async fn insert(
    db: &Db,
    records: &[&AttemptRecord],
    now: Millis,
) -> Result<HashMap<AttemptId, AttemptRecord>, DbErr> {
    let rows: Vec<Row> = records.iter().map(|record| Row::of(record, now)).collect();
    let json = serde_json::to_string(&rows).map_err(|error| DbErr::Json(error.to_string()))?;
    let source = if db.is_postgres() { POSTGRES } else { SQLITE };
    let sql = format!("INSERT INTO attempts ({COLUMNS}) {source} ON CONFLICT (id) DO NOTHING");
    let statement = Statement::from_sql_and_values(db.write.get_database_backend(), sql, [json.into()]);
    let written = db.write.execute_raw(statement).await?.rows_affected();
    if written == records.len() as u64 {
        return Ok(HashMap::new());
    }
    // Some were there before: recorded while Redis was away, by a node that died before it said so, or asked for
    // twice in this batch.
    let ids = records.iter().map(|record| record.attempt.0);
    let rows = attempt::Entity::find()
        .filter(attempt::Column::Id.is_in(ids))
        .all(&db.write)
        .await?;
    let stored = rows.into_iter().map(AttemptRecord::from_row);
    Ok(stored.map(|record| (record.attempt, record)).collect())
}
