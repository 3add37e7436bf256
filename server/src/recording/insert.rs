//! Writes a batch, usually all of its starts and attempts at once. Only what is left out is then examined one by one.

use super::correct::set_aside;
use super::new_row::{NewAttempt, NewRow, NewStart, Outcome, Reason};
use super::rows::{attempt_row, start_row};
use super::statement::{insert_attempts, insert_both, insert_starts};
use crate::db::Db;
use crate::db::bulk::parameters;
use crate::db::entities::{attempt, round, start};
use crate::db::stored::Stored;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::time::Millis;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityTrait, ModelTrait, QueryFilter, QuerySelect,
    Statement, TransactionTrait,
};
use serde::Serialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The statements for PostgreSQL, then for SQLite.
static STARTS: LazyLock<[String; 2]> = LazyLock::new(|| [true, false].map(insert_starts));
static ATTEMPTS: LazyLock<[String; 2]> = LazyLock::new(|| [true, false].map(insert_attempts));
static BOTH: LazyLock<String> = LazyLock::new(insert_both);

/// Writes new rows, each at most once: the keys make repetition harmless. Returns the outcome of each, in order.
pub async fn insert(db: &Db, rows: &[&NewRow], now: Millis) -> Result<Vec<Outcome>, DbErr> {
    let (mut starts, mut attempts) = (Vec::new(), Vec::new());
    for row in rows {
        match row {
            NewRow::Start(start) => starts.push(start),
            NewRow::Attempt(attempt) => attempts.push(attempt.as_ref()),
        }
    }
    let start_rows: Vec<start::Model> = starts
        .iter()
        .map(|start| start_row(start.round, &start.facts, now))
        .collect();
    let attempt_rows: Vec<attempt::Model> = attempts
        .iter()
        .map(|attempt| attempt_row(&attempt.record, now))
        .collect();
    let (all_started, all_recorded) = write(db, &start_rows, &attempt_rows).await?;
    let started = if all_started {
        starts
            .iter()
            .map(|start| Outcome::Started {
                number: start.facts.number,
            })
            .collect()
    } else {
        look_at_starts(db, &starts, now).await?
    };
    let recorded = if all_recorded {
        attempts
            .iter()
            .map(|attempt| Outcome::Recorded(Box::new(attempt.record.clone())))
            .collect()
    } else {
        look_at_attempts(db, &attempts, now).await?
    };
    let (mut started, mut recorded) = (started.into_iter(), recorded.into_iter());
    let in_order = rows.iter().filter_map(|row| match row {
        NewRow::Start(_) => started.next(),
        NewRow::Attempt(_) => recorded.next(),
    });
    Ok(in_order.collect())
}

/// Writes all rows in one transaction. Returns whether all starts, and whether all attempts, were new and are as given.
async fn write(db: &Db, starts: &[start::Model], attempts: &[attempt::Model]) -> Result<(bool, bool), DbErr> {
    if starts.is_empty() || attempts.is_empty() {
        return write_each(&db.write, starts, attempts).await;
    }
    if !db.is_postgres() {
        let transaction = db.write.begin().await?;
        let written = write_each(&transaction, starts, attempts).await?;
        transaction.commit().await?;
        return Ok(written);
    }
    // One round trip, where a transaction of two statements takes four: on a busy machine each of them waits in
    // line, and the next batch waits for all of them.
    let mut rows = parameters(true, starts)?;
    rows.extend(parameters(true, attempts)?);
    let statement = Statement::from_sql_and_values(DbBackend::Postgres, BOTH.as_str(), rows);
    let counted = db.write.query_one_raw(statement).await?;
    let counted = counted.ok_or_else(|| DbErr::RecordNotFound("the count of what was written".into()))?;
    let all = |name, of: usize| Ok::<bool, DbErr>(counted.try_get::<i64>("", name)? == of as i64);
    Ok((all("starts", starts.len())?, all("attempts", attempts.len())?))
}

async fn write_each(
    connection: &impl ConnectionTrait,
    starts: &[start::Model],
    attempts: &[attempt::Model],
) -> Result<(bool, bool), DbErr> {
    Ok((
        write_rows(connection, &STARTS, starts).await?,
        write_rows(connection, &ATTEMPTS, attempts).await?,
    ))
}

async fn write_rows<M: ModelTrait + Serialize>(
    connection: &impl ConnectionTrait,
    sql: &[String; 2],
    rows: &[M],
) -> Result<bool, DbErr> {
    if rows.is_empty() {
        return Ok(true);
    }
    let backend = connection.get_database_backend();
    let postgres = backend == DbBackend::Postgres;
    let values = parameters(postgres, rows)?;
    let statement = Statement::from_sql_and_values(backend, &sql[usize::from(!postgres)], values);
    let written = connection.execute_raw(statement).await?.rows_affected();
    Ok(written == rows.len() as u64)
}

async fn look_at_starts(db: &Db, starts: &[&NewStart], now: Millis) -> Result<Vec<Outcome>, DbErr> {
    let ids = starts.iter().map(|start| start.facts.attempt);
    let found = start::Entity::find()
        .filter(start::Column::Id.is_in(ids))
        .all(&db.write)
        .await?;
    let numbers: HashMap<AttemptId, i32> = found.into_iter().map(|row| (row.id, row.number)).collect();
    let mut outcomes = Vec::with_capacity(starts.len());
    for start in starts {
        outcomes.push(match numbers.get(&start.facts.attempt) {
            Some(number) => Outcome::Started {
                number: number_of(start.facts.attempt, *number)?,
            },
            None if start.is_sent => match next_number(db, start, now).await? {
                Some(number) => Outcome::Started { number },
                None => Outcome::SetAside(Reason::OverLimit),
            },
            None => Outcome::NumberTaken {
                used: highest_number(db, start.round, start.facts.account).await?,
            },
        });
    }
    Ok(outcomes)
}

async fn highest_number(db: &Db, round: RoundId, account: AccountId) -> Result<u16, DbErr> {
    let highest: Option<Option<i32>> = start::Entity::find()
        .select_only()
        .column_as(start::Column::Number.max(), "highest")
        .filter(start::Column::RoundId.eq(round))
        .filter(start::Column::AccountId.eq(account))
        .into_tuple()
        .one(&db.write)
        .await?;
    Stored::new("starts", format!("of {account} in {round}")).number("number", highest.flatten().unwrap_or(0))
}

fn number_of(start: AttemptId, number: i32) -> Result<u16, DbErr> {
    Stored::new("starts", start).number("number", number)
}

/// Records a start with the contestant's next free number: its paper was sent, and another attempt has the number it
/// was sent with. Returns `None` if no attempt is left.
async fn next_number(db: &Db, start: &NewStart, now: Millis) -> Result<Option<u16>, DbErr> {
    loop {
        let highest = highest_number(db, start.round, start.facts.account).await?;
        let most = if start.limit > 0 { start.limit } else { u16::MAX };
        if highest >= most {
            return Ok(None);
        }
        let number = highest + 1;
        let mut row = start_row(start.round, &start.facts, now);
        row.number = number.into();
        tracing::warn!(attempt = %start.facts.attempt, number, "an attempt gets another number: its own is taken");
        // Fails if another server was faster: then try once more.
        if write_rows(&db.write, &STARTS, &[row]).await? {
            return Ok(Some(number));
        }
        if let Some(found) = start::Entity::find_by_id(start.facts.attempt)
            .one(&db.write)
            .await?
        {
            return number_of(found.id, found.number).map(Some);
        }
    }
}

/// Examines attempts that were not all inserted. Some were there before: recorded by another server, or sent twice.
/// Some lack their start, or came too late.
async fn look_at_attempts(db: &Db, attempts: &[&NewAttempt], now: Millis) -> Result<Vec<Outcome>, DbErr> {
    let mut stored = stored_attempts(db, attempts).await?;
    let missing: Vec<&NewAttempt> = attempts
        .iter()
        .copied()
        .filter(|attempt| !stored.contains_key(&attempt.record.attempt))
        .collect();
    if missing.len() > 1 {
        // Many are missing after an outage that also kept their starts out: insert all starts in one statement, then
        // all attempts once more. Whatever is left then has another reason.
        let starts: Vec<start::Model> = missing
            .iter()
            .map(|attempt| start_row(attempt.record.round, &attempt.frozen.facts, now))
            .collect();
        write_rows(&db.write, &STARTS, &starts).await?;
        let rows: Vec<attempt::Model> = missing
            .iter()
            .map(|attempt| attempt_row(&attempt.record, now))
            .collect();
        write_rows(&db.write, &ATTEMPTS, &rows).await?;
        stored.extend(stored_attempts(db, &missing).await?);
    }
    let mut outcomes = Vec::with_capacity(attempts.len());
    for attempt in attempts {
        let id = attempt.record.attempt;
        outcomes.push(match stored.get(&id) {
            Some(row) => Outcome::Recorded(Box::new(AttemptRecord::try_from(row.clone())?)),
            None => {
                let outcome = record_one(db, attempt, now).await?;
                if let Outcome::Recorded(record) = &outcome {
                    stored.insert(id, attempt_row(record, now));
                }
                outcome
            }
        });
    }
    Ok(outcomes)
}

async fn stored_attempts(
    db: &Db,
    attempts: &[&NewAttempt],
) -> Result<HashMap<AttemptId, attempt::Model>, DbErr> {
    let ids = attempts.iter().map(|attempt| attempt.record.attempt);
    let found = attempt::Entity::find()
        .filter(attempt::Column::Id.is_in(ids))
        .all(&db.write)
        .await?;
    Ok(found.into_iter().map(|row| (row.id, row)).collect())
}

/// Records an attempt that the bulk statement left out, or returns why it cannot be recorded.
async fn record_one(db: &Db, attempt: &NewAttempt, now: Millis) -> Result<Outcome, DbErr> {
    let record = &attempt.record;
    let reason = match round::Entity::find_by_id(record.round).one(&db.write).await? {
        None => Some(Reason::UnknownRound),
        Some(round) if round.finalised_at.is_some() => Some(Reason::RoundFinal),
        Some(_) => None,
    };
    if let Some(reason) = reason {
        set_aside(db, record, reason, now).await?;
        return Ok(Outcome::SetAside(reason));
    }
    let start = NewStart {
        round: record.round,
        facts: attempt.frozen.facts.clone(),
        limit: attempt.limit,
        is_sent: true,
    };
    write_rows(&db.write, &STARTS, &[start_row(record.round, &start.facts, now)]).await?;
    let outcomes = look_at_starts(db, &[&start], now).await?;
    if let Some(Outcome::SetAside(reason)) = outcomes.first() {
        set_aside(db, record, *reason, now).await?;
        return Ok(Outcome::SetAside(*reason));
    }
    write_rows(&db.write, &ATTEMPTS, &[attempt_row(record, now)]).await?;
    let stored = attempt::Entity::find_by_id(record.attempt).one(&db.write).await?;
    Ok(match stored {
        Some(row) => Outcome::Recorded(Box::new(AttemptRecord::try_from(row)?)),
        None => Outcome::Later,
    })
}
