//! Reads the CSV table of attempts that an organiser exports. The columns have a fixed order; the headings are for
//! people.

use crate::ledger::Promise;
use contest_core::ids::{AccountId, AttemptId};
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use std::io;

/// One attempt as recorded in the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub name: String,
    /// With the units above it; empty if there is none.
    pub unit: String,
    pub number: u16,
    /// Hundredths of a point.
    pub points: u32,
    pub correct: u16,
    pub answered: u16,
    pub total: u16,
    pub started_at: Millis,
    pub closed_at: Millis,
    pub by_contestant: bool,
    pub answers: String,
    pub code: String,
    pub attempt: AttemptId,
    pub account: AccountId,
    pub sheet_hash: String,
    pub revision: u32,
}

impl Row {
    pub fn duration_ms(&self) -> u64 {
        self.closed_at.since(self.started_at)
    }

    /// Returns how the row differs from the receipt, if it does.
    pub fn differs_from(&self, promise: &Promise) -> Option<String> {
        let differ = |what: &str, recorded: &dyn std::fmt::Display, promised: &dyn std::fmt::Display| {
            Some(format!("{what} recorded {recorded}, on the receipt {promised}"))
        };
        let by_contestant = promise.closed_by == ClosedBy::Contestant;
        if self.account != promise.account {
            return differ("account", &self.account, &promise.account);
        }
        if *self.code != *promise.code {
            return differ("code", &self.code, &promise.code);
        }
        if self.points != promise.points {
            return differ("points", &self.points, &promise.points);
        }
        if (self.correct, self.total) != (promise.correct, promise.total) {
            return differ("correct answers", &self.correct, &promise.correct);
        }
        if self.number != promise.number {
            return differ("number", &self.number, &promise.number);
        }
        if self.closed_at != promise.closed_at {
            return differ("close", &self.closed_at.0, &promise.closed_at.0);
        }
        if self.started_at != promise.started_at {
            return differ("start", &self.started_at.0, &promise.started_at.0);
        }
        if self.by_contestant != by_contestant {
            return differ("closed by the contestant", &self.by_contestant, &by_contestant);
        }
        if *self.sheet_hash != *promise.sheet_hash {
            return differ("hash of the sheet", &self.sheet_hash, &promise.sheet_hash);
        }
        None
    }
}

/// Returns the rows of the file.
pub fn read_attempts(file: &[u8]) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    each_attempt(file, |row| rows.push(row))?;
    Ok(rows)
}

/// Passes on one row after the other. Whatever precedes them (a banner, the headings) has no attempt in its column.
pub fn each_attempt(file: impl io::Read, mut take: impl FnMut(Row)) -> Result<(), String> {
    let mut records = csv::ReaderBuilder::new().has_headers(false).from_reader(file);
    for (number, record) in records.records().enumerate() {
        let record = record.map_err(|error| format!("the export: {error}"))?;
        match row(&record) {
            Some(row) => take(row),
            None if number < 2 => {}
            None => return Err(format!("the export: record {} is not an attempt", number + 1)),
        }
    }
    Ok(())
}

/// Columns are in the order of `server/src/exports/column.rs`, `ATTEMPTS`.
fn row(record: &csv::StringRecord) -> Option<Row> {
    let text = |column: usize| record.get(column);
    let closed_at = Millis(text(14)?.parse().ok()?);
    Some(Row {
        name: text(0)?.to_owned(),
        unit: text(3)?.to_owned(),
        number: text(4)?.parse().ok()?,
        points: thousandths(text(6)?, 2)? as u32,
        correct: text(7)?.parse().ok()?,
        answered: text(8)?.parse().ok()?,
        total: text(9)?.parse().ok()?,
        started_at: closed_at - thousandths(text(10)?, 3)?,
        closed_at,
        by_contestant: text(15)? == "Submitted",
        // A text that begins like a formula is exported with an apostrophe, which no sheet contains.
        answers: text(17)?.trim_start_matches('\'').to_owned(),
        code: text(18)?.to_owned(),
        attempt: text(19)?.parse().ok()?,
        account: text(20)?.parse().ok()?,
        sheet_hash: text(21)?.to_owned(),
        revision: text(22)?.parse().ok()?,
    })
}

/// Parses a decimal number with exactly `digits` digits after the point, without the point.
fn thousandths(text: &str, digits: usize) -> Option<i64> {
    let (whole, rest) = text.split_once('.')?;
    (rest.len() == digits).then(|| format!("{whole}{rest}").parse().ok())?
}
