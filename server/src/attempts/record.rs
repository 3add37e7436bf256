//! The record of a closed attempt: what Redis keeps until the database has it, and the row there.

use crate::db::Db;
use crate::db::entities::attempt;
use crate::errors::{Answer, Refusal};
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::ranking::{Counted, SortKey, choice_key};
use contest_core::scoring::Score;
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use serde::{Deserialize, Serialize};

/// Everything that is known of a closed attempt.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptRecord {
    pub attempt: AttemptId,
    pub round: RoundId,
    pub account: AccountId,
    pub unit: Option<UnitId>,
    pub number: u16,
    pub started_at: Millis,
    pub deadline: Millis,
    /// Known to Redis only when it closes the attempt: not part of the JSON, see [`AttemptRecord::parse`].
    #[serde(skip)]
    pub last_change_at: Millis,
    pub closed_at: Millis,
    pub closed_by: ClosedBy,
    pub sheet: AnswerSheet,
    pub score: Score,
    #[serde(with = "hex::serde")]
    pub sort_key: Vec<u8>,
}

impl AttemptRecord {
    /// From the JSON in Redis and the last change kept beside it.
    pub fn parse(json: &str, last_change_at: Millis) -> Answer<AttemptRecord> {
        let record: AttemptRecord = serde_json::from_str(json)?;
        Ok(AttemptRecord {
            last_change_at,
            ..record
        })
    }

    pub fn duration_ms(&self) -> u64 {
        self.closed_at.since(self.started_at)
    }

    /// What decides whether this attempt replaces the contestant's earlier one; smaller wins.
    pub fn choice(&self, counted: Counted) -> Vec<u8> {
        choice_key(
            counted,
            &SortKey(self.sort_key.clone()),
            self.attempt,
            self.closed_at,
        )
    }

    pub fn to_row(&self, recorded_at: Millis) -> attempt::ActiveModel {
        attempt::ActiveModel {
            id: Set(self.attempt.0),
            round_id: Set(self.round.0),
            account_id: Set(self.account.0),
            unit_id: Set(self.unit.map(|unit| unit.0)),
            number: Set(self.number.into()),
            started_at: Set(self.started_at.0),
            deadline: Set(self.deadline.0),
            last_change_at: Set(self.last_change_at.0),
            closed_at: Set(self.closed_at.0),
            closed_by: Set(closed_by_text(self.closed_by).into()),
            revision: Set(self.sheet.revision as i32),
            answers: Set(self.sheet.answers.clone()),
            prediction: Set(self.sheet.prediction),
            points: Set(self.score.points as i32),
            max_points: Set(self.score.max_points as i32),
            correct: Set(self.score.correct.into()),
            answered: Set(self.score.answered.into()),
            total: Set(self.score.total.into()),
            sort_key: Set(self.sort_key.clone()),
            sheet_hash: Set(self.sheet.hash(self.attempt)),
            recorded_at: Set(recorded_at.0),
        }
    }

    pub fn from_row(row: attempt::Model) -> AttemptRecord {
        AttemptRecord {
            attempt: AttemptId(row.id),
            round: RoundId(row.round_id),
            account: AccountId(row.account_id),
            unit: row.unit_id.map(UnitId),
            number: row.number as u16,
            started_at: Millis(row.started_at),
            deadline: Millis(row.deadline),
            last_change_at: Millis(row.last_change_at),
            closed_at: Millis(row.closed_at),
            closed_by: if row.closed_by == "deadline" {
                ClosedBy::Deadline
            } else {
                ClosedBy::Contestant
            },
            sheet: AnswerSheet {
                revision: row.revision as u32,
                answers: row.answers,
                prediction: row.prediction,
            },
            score: Score {
                points: row.points as u32,
                max_points: row.max_points as u32,
                correct: row.correct as u16,
                answered: row.answered as u16,
                total: row.total as u16,
            },
            sort_key: row.sort_key,
        }
    }
}

pub fn closed_by_text(by: ClosedBy) -> &'static str {
    match by {
        ClosedBy::Contestant => "contestant",
        ClosedBy::Deadline => "deadline",
    }
}

/// What the board shows of an attempt; kept as JSON in Redis, in short names.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct BoardFacts {
    /// Masked name.
    pub n: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub u: Option<UnitId>,
    pub p: u32,
    pub c: u16,
    pub t: u16,
    pub d: u64,
}

impl BoardFacts {
    pub fn of(record: &AttemptRecord, masked_name: &str) -> BoardFacts {
        BoardFacts {
            n: masked_name.to_owned(),
            u: record.unit,
            p: record.score.points,
            c: record.score.correct,
            t: record.score.total,
            d: record.duration_ms(),
        }
    }

    pub fn json(&self) -> String {
        // A struct of texts and numbers always serialises.
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// One recorded attempt.
pub async fn recorded_attempt(db: &Db, attempt: AttemptId) -> Answer<Option<AttemptRecord>> {
    let row = attempt::Entity::find_by_id(attempt.0)
        .one(&db.read)
        .await
        .map_err(Refusal::from)?;
    Ok(row.map(AttemptRecord::from_row))
}
