//! An attempt as seen both by its author and by the reader of the export. The sum of their marks tells whether a
//! million rows came through unchanged, in any order, without keeping any of them.

use crate::export::Row;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, AttemptId};
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use std::hash::{DefaultHasher, Hash, Hasher};

#[derive(Hash)]
pub struct Seen<'a> {
    attempt: AttemptId,
    account: AccountId,
    name: &'a str,
    number: u16,
    points: u32,
    counts: [u16; 3],
    started_at: Millis,
    closed_at: Millis,
    by_contestant: bool,
    revision: u32,
    answers: &'a str,
    sheet_hash: &'a str,
}

impl<'a> Seen<'a> {
    pub fn written(name: &'a str, record: &'a AttemptRecord, sheet_hash: &'a str) -> Seen<'a> {
        let score = &record.score;
        Seen {
            attempt: record.attempt,
            account: record.account,
            name,
            number: record.number,
            points: score.points,
            counts: [score.correct, score.answered, score.total],
            started_at: record.started_at,
            closed_at: record.closed_at,
            by_contestant: record.closed_by == ClosedBy::Contestant,
            revision: record.sheet.revision,
            answers: &record.sheet.answers,
            sheet_hash,
        }
    }

    pub fn exported(row: &'a Row) -> Seen<'a> {
        Seen {
            attempt: row.attempt,
            account: row.account,
            name: &row.name,
            number: row.number,
            points: row.points,
            counts: [row.correct, row.answered, row.total],
            started_at: row.started_at,
            closed_at: row.closed_at,
            by_contestant: row.by_contestant,
            revision: row.revision,
            answers: &row.answers,
            sheet_hash: &row.sheet_hash,
        }
    }

    pub fn mark(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.hash(&mut hasher);
        hasher.finish()
    }
}
