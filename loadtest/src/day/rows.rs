//! The rows of people and attempts. Tables and columns match the migrations.

use super::author::{Author, Registered};
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{UnitId, Uuid};
use contest_core::wire::attempts::ClosedBy;

/// How long after a close its row is written, in milliseconds.
const RECORDED_AFTER_MS: i64 = 20;

/// One value of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    Nothing,
    Whole(i64),
    Text(String),
    Id(Uuid),
    Bytes(Vec<u8>),
}

/// A table that receives rows.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub columns: &'static [&'static str],
}

pub static ACCOUNTS: Table = Table {
    name: "accounts",
    columns: &[
        "id",
        "role",
        "login",
        "password_hash",
        "session_version",
        "name",
        "date_of_birth",
        "consent_version",
        "created_at",
    ],
};
pub static ENTRIES: Table = Table {
    name: "entries",
    columns: &[
        "contest_id",
        "account_id",
        "unit_id",
        "consent_version",
        "entered_at",
    ],
};
pub static STARTS: Table = Table {
    name: "starts",
    columns: &[
        "id",
        "round_id",
        "account_id",
        "number",
        "started_at",
        "deadline",
        "unit_id",
        "recorded_at",
    ],
};
pub static ATTEMPTS: Table = Table {
    name: "attempts",
    columns: &[
        "id",
        "round_id",
        "account_id",
        "unit_id",
        "number",
        "started_at",
        "deadline",
        "last_change_at",
        "closed_at",
        "closed_by",
        "revision",
        "answers",
        "prediction",
        "points",
        "max_points",
        "correct",
        "answered",
        "total",
        "sort_key",
        "sheet_hash",
        "recorded_at",
    ],
};

fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

fn or_nothing<T>(value: Option<T>, cell: impl FnOnce(T) -> Cell) -> Cell {
    value.map_or(Cell::Nothing, cell)
}

fn unit(unit: Option<UnitId>) -> Cell {
    or_nothing(unit, |unit| Cell::Id(unit.0))
}

pub fn account(author: &Author, person: &Registered) -> [Cell; 9] {
    [
        Cell::Id(person.account.0),
        text("contestant"),
        text(&person.phone),
        text(&author.password_hash),
        Cell::Whole(0),
        text(&person.name),
        or_nothing(person.date_of_birth.clone(), Cell::Text),
        text(&author.consent_version),
        Cell::Whole(person.at.0),
    ]
}

pub fn entry(author: &Author, person: &Registered) -> [Cell; 5] {
    [
        Cell::Id(author.contest.0),
        Cell::Id(person.account.0),
        unit(person.unit),
        text(&author.consent_version),
        Cell::Whole(person.at.0),
    ]
}

pub fn start(record: &AttemptRecord) -> [Cell; 8] {
    [
        Cell::Id(record.attempt.0),
        Cell::Id(record.round.0),
        Cell::Id(record.account.0),
        Cell::Whole(record.number.into()),
        Cell::Whole(record.started_at.0),
        Cell::Whole(record.deadline.0),
        unit(record.unit),
        Cell::Whole(record.started_at.0 + RECORDED_AFTER_MS),
    ]
}

pub fn attempt(record: AttemptRecord, sheet_hash: String) -> [Cell; 21] {
    let score = record.score;
    let closed_by = match record.closed_by {
        ClosedBy::Contestant => "contestant",
        ClosedBy::Deadline => "deadline",
    };
    [
        Cell::Id(record.attempt.0),
        Cell::Id(record.round.0),
        Cell::Id(record.account.0),
        unit(record.unit),
        Cell::Whole(record.number.into()),
        Cell::Whole(record.started_at.0),
        Cell::Whole(record.deadline.0),
        Cell::Whole(record.last_change_at.0),
        Cell::Whole(record.closed_at.0),
        text(closed_by),
        Cell::Whole(record.sheet.revision.into()),
        Cell::Text(record.sheet.answers),
        or_nothing(record.sheet.prediction, Cell::Whole),
        Cell::Whole(score.points.into()),
        Cell::Whole(score.max_points.into()),
        Cell::Whole(score.correct.into()),
        Cell::Whole(score.answered.into()),
        Cell::Whole(score.total.into()),
        Cell::Bytes(record.sort_key),
        Cell::Text(sheet_hash),
        Cell::Whole(record.closed_at.0 + RECORDED_AFTER_MS),
    ]
}
