//! The tables made from a settlement: the whole ranking, and the winners.

use super::attempts::{day_of_birth, phone};
use super::build::{Rows, WriterGone, permit_to_read};
use super::cell::{Cell, Row};
use super::texts::Wording;
use crate::db::Db;
use crate::errors::AppResult;
use crate::recording::superseded::superseded_since;
use crate::results::people::{Person, attempts, people, record_of};
use crate::results::standings::{Standing, Version};
use contest_core::attempts::AttemptRecord;
use contest_core::receipts::ReceiptCode;

const PAGE: u64 = 2_000;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    Ranking,
    Winners,
}

/// A line of the table, with everything known about it.
struct Line<'a> {
    standing: &'a Standing,
    record: AttemptRecord,
    person: Option<&'a Person>,
    wording: &'a Wording,
}

/// Sends all rows in order.
pub(crate) async fn send_standings(
    db: &Db,
    version: &Version,
    extent: Extent,
    wording: &Wording,
    rows: Rows,
) -> AppResult<()> {
    let mut after = 0;
    loop {
        let permit = permit_to_read().await?;
        let page = match extent {
            Extent::Ranking => version.after(&db.read, after, PAGE).await?,
            Extent::Winners => version.winners_after(&db.read, after, PAGE as usize).await?,
        };
        let Some(last) = page.last() else { return Ok(()) };
        after = last.position;
        let mut records = attempts(db, page.iter().map(|row| row.attempt)).await?;
        records.extend(superseded_since(&db.read, &version.settlement).await?);
        let known = people(db, page.iter().map(|row| row.account)).await?;
        drop(permit);
        let mut sent = Vec::with_capacity(page.len());
        for standing in &page {
            let line = Line {
                standing,
                record: record_of(&records, standing.attempt)?,
                person: known.get(&standing.account),
                wording,
            };
            sent.push(match extent {
                Extent::Ranking => line.of_ranking(),
                Extent::Winners => line.of_winners(),
            });
        }
        if let Err(WriterGone) = rows.send(sent).await {
            return Ok(());
        }
    }
}

impl Line<'_> {
    /// Returns the cells in the order of [`super::column::RANKING`].
    fn of_ranking(self) -> Row {
        let standing = self.standing;
        let status = if standing.rank.is_none() {
            Cell::text(self.wording.texts.disqualified)
        } else {
            Cell::Empty
        };
        let mut row = vec![
            Cell::Count(standing.position.into()),
            self.rank(),
            status,
            self.name(),
        ];
        row.extend([day_of_birth(self.person), self.unit()]);
        row.extend(self.result());
        row.extend([
            self.prize(),
            amount(standing),
            self.tied(),
            self.receipt(),
            self.attempt_id(),
        ]);
        row.extend([
            Cell::text(standing.account.to_string()),
            Cell::text(hex::encode(&standing.sort_key)),
        ]);
        row
    }

    /// Returns the cells in the order of [`super::column::WINNERS`].
    fn of_winners(self) -> Row {
        let mut row = vec![self.rank(), self.prize(), amount(self.standing), self.name()];
        row.extend([day_of_birth(self.person), phone(self.person), self.unit()]);
        row.extend(self.result());
        row.extend([self.tied(), self.receipt(), self.attempt_id()]);
        row
    }

    fn rank(&self) -> Cell {
        Cell::optional(self.standing.rank, |rank| Cell::Count(rank.into()))
    }

    fn name(&self) -> Cell {
        Cell::optional(self.person, |person| Cell::text(&person.name))
    }

    fn unit(&self) -> Cell {
        Cell::optional(self.wording.units.path(self.record.unit), Cell::Text)
    }

    /// Returns the cells from points to prediction.
    fn result(&self) -> [Cell; 7] {
        let (record, score) = (&self.record, &self.record.score);
        [
            Cell::Hundredths(score.points.into()),
            Cell::Count(score.correct.into()),
            Cell::Count(score.total.into()),
            Cell::DurationMs(record.duration_ms()),
            Cell::Moment(record.closed_at),
            Cell::Count(record.closed_at.0),
            Cell::optional(record.sheet.prediction, Cell::Count),
        ]
    }

    fn prize(&self) -> Cell {
        Cell::optional(self.standing.prize.clone(), Cell::Text)
    }

    fn tied(&self) -> Cell {
        Cell::text(self.wording.texts.yes_no(self.standing.tied_with_next))
    }

    fn receipt(&self) -> Cell {
        Cell::text(ReceiptCode::of(self.standing.attempt).to_string())
    }

    fn attempt_id(&self) -> Cell {
        Cell::text(self.standing.attempt.to_string())
    }
}

fn amount(standing: &Standing) -> Cell {
    Cell::Count(i64::try_from(standing.amount_vnd).unwrap_or(i64::MAX))
}
