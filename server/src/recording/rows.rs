//! Converts between rows and the types of the core: the only place that knows both.

use crate::db::Db;
use crate::db::entities::{attempt, start};
use crate::db::stored::Stored;
use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, AttemptRecord};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::receipts::ReceiptCode;
use contest_core::scoring::Score;
use contest_core::time::Millis;
use sea_orm::{DbErr, EntityTrait};

impl TryFrom<attempt::Model> for AttemptRecord {
    type Error = DbErr;

    fn try_from(row: attempt::Model) -> Result<AttemptRecord, DbErr> {
        let stored = Stored::new("attempts", row.id);
        Ok(AttemptRecord {
            attempt: row.id,
            round: row.round_id,
            account: row.account_id,
            unit: row.unit_id,
            number: stored.number("number", row.number)?,
            started_at: row.started_at,
            deadline: row.deadline,
            last_change_at: row.last_change_at,
            closed_at: row.closed_at,
            closed_by: row.closed_by.into(),
            sheet: AnswerSheet {
                revision: stored.number("revision", row.revision)?,
                answers: row.answers,
                prediction: row.prediction,
            },
            score: Score {
                points: stored.number("points", row.points)?,
                max_points: stored.number("max_points", row.max_points)?,
                correct: stored.number("correct", row.correct)?,
                answered: stored.number("answered", row.answered)?,
                total: stored.number("total", row.total)?,
            },
            sort_key: row.sort_key,
        })
    }
}

/// Returns the row of a record.
pub(crate) fn attempt_row(record: &AttemptRecord, recorded_at: Millis) -> attempt::Model {
    attempt::Model {
        id: record.attempt,
        round_id: record.round,
        account_id: record.account,
        unit_id: record.unit,
        number: record.number.into(),
        started_at: record.started_at,
        deadline: record.deadline,
        last_change_at: record.last_change_at,
        closed_at: record.closed_at,
        closed_by: record.closed_by.into(),
        revision: record.sheet.revision as i32,
        answers: record.sheet.answers.clone(),
        prediction: record.sheet.prediction,
        points: record.score.points as i32,
        max_points: record.score.max_points as i32,
        correct: record.score.correct.into(),
        answered: record.score.answered.into(),
        total: record.score.total.into(),
        sort_key: record.sort_key.clone(),
        sheet_hash: record.sheet.hash(record.attempt),
        recorded_at,
        receipt_code: ReceiptCode::of(record.attempt).number(),
    }
}

/// Returns the row of a start.
pub fn start_row(round: RoundId, facts: &AttemptFacts, recorded_at: Millis) -> start::Model {
    start::Model {
        id: facts.attempt,
        round_id: round,
        account_id: facts.account,
        number: facts.number.into(),
        started_at: facts.started_at,
        deadline: facts.deadline,
        unit_id: facts.unit,
        recorded_at,
    }
}

/// Returns the facts of a recorded start; `masked_name` is the name as the board shows it.
pub(crate) fn facts_of(row: &start::Model, masked_name: String) -> Result<AttemptFacts, DbErr> {
    Ok(AttemptFacts {
        attempt: row.id,
        account: row.account_id,
        number: Stored::new("starts", row.id).number("number", row.number)?,
        started_at: row.started_at,
        deadline: row.deadline,
        unit: row.unit_id,
        masked_name,
    })
}

/// Returns a recorded attempt.
pub async fn recorded_attempt(db: &Db, attempt: AttemptId) -> Result<Option<AttemptRecord>, DbErr> {
    let row = attempt::Entity::find_by_id(attempt).one(&db.read).await?;
    row.map(AttemptRecord::try_from).transpose()
}
