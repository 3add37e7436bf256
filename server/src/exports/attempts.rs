//! The table of all recorded attempts of a round.
//!
//! Marks are in the order of each paper. Without the round's secret, which is withheld as long as the keys are, they
//! reveal nothing about the questions, so the table need not wait for other rounds that use them.

use super::build::{Rows, WriterGone, permit_to_read};
use super::by_contestant::{ByContestant, counted};
use super::cell::{Cell, Row};
use super::texts::Wording;
use crate::db::Db;
use crate::errors::AppResult;
use crate::results::people::{Person, people};
use contest_core::attempts::AttemptRecord;
use contest_core::ids::RoundId;
use contest_core::ranking::Counted;
use contest_core::receipts::ReceiptCode;
use contest_core::wire::attempts::ClosedBy;

/// Sends all rows in the order of registration, with the attempts of a contestant together.
pub(crate) async fn send_attempts(
    db: &Db,
    round: RoundId,
    rule: Counted,
    wording: &Wording,
    rows: Rows,
) -> AppResult<()> {
    let mut pages = ByContestant::new(db, round);
    loop {
        let permit = permit_to_read().await?;
        let Some(page) = pages.next().await? else {
            return Ok(());
        };
        let accounts = page.iter().flatten().map(|record| record.account);
        let known = people(db, accounts).await?;
        drop(permit);
        let mut sent = Vec::new();
        for attempts in &page {
            let counts = counted(attempts, rule).map(|record| record.attempt);
            for record in attempts {
                let person = known.get(&record.account);
                let counts = counts == Some(record.attempt);
                sent.push(attempt_row(record, person, counts, wording));
            }
        }
        if let Err(WriterGone) = rows.send(sent).await {
            return Ok(());
        }
    }
}

/// Returns the cells in the order of [`super::column::ATTEMPTS`].
fn attempt_row(record: &AttemptRecord, person: Option<&Person>, counts: bool, wording: &Wording) -> Row {
    let Wording { texts, units } = wording;
    let score = &record.score;
    let closed_by = match record.closed_by {
        ClosedBy::Contestant => texts.closed_by_contestant,
        ClosedBy::Deadline => texts.closed_by_deadline,
    };
    vec![
        Cell::optional(person, |person| Cell::text(&person.name)),
        day_of_birth(person),
        phone(person),
        Cell::optional(units.path(record.unit), Cell::Text),
        Cell::Count(record.number.into()),
        Cell::text(texts.yes_no(counts)),
        Cell::Hundredths(score.points.into()),
        Cell::Count(score.correct.into()),
        Cell::Count(score.answered.into()),
        Cell::Count(score.total.into()),
        Cell::DurationMs(record.duration_ms()),
        Cell::Moment(record.started_at),
        Cell::Moment(record.last_change_at),
        Cell::Moment(record.closed_at),
        Cell::Count(record.closed_at.0),
        Cell::text(closed_by),
        Cell::optional(record.sheet.prediction, Cell::Count),
        Cell::text(&record.sheet.answers),
        Cell::text(ReceiptCode::of(record.attempt).to_string()),
        Cell::text(record.attempt.to_string()),
        Cell::text(record.account.to_string()),
        Cell::text(record.sheet.hash(record.attempt)),
        Cell::Count(record.sheet.revision.into()),
    ]
}

pub(crate) fn day_of_birth(person: Option<&Person>) -> Cell {
    Cell::optional(person.and_then(|person| person.date_of_birth.clone()), Cell::Day)
}

/// Formats a phone number as people write it: `0912 345 678`. An erased account has none.
pub(crate) fn phone(person: Option<&Person>) -> Cell {
    Cell::optional(person.filter(|person| !person.is_erased()), |person| {
        let spaced = person
            .login
            .strip_prefix("+84")
            .filter(|n| n.len() == 9 && n.is_ascii())
            .map(|national| format!("0{} {} {}", &national[..3], &national[3..6], &national[6..]));
        Cell::Text(spaced.unwrap_or_else(|| person.login.clone()))
    })
}
