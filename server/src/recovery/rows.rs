//! Rows as a rebuild reads them, and what Redis is told about each.

use crate::boards::mask::masked;
use crate::boards::shown::Shown;
use crate::contests::catalog::LiveRound;
use crate::db::stored::Stored;
use contest_core::attempts::{AttemptFacts, AttemptRecord};
use contest_core::ids::{AccountId, AttemptId, UnitId};
use contest_core::time::Millis;
use live::board::{Decided, Recorded};
use sea_orm::{DbErr, FromQueryResult};

/// What the board needs of a recorded attempt.
#[derive(FromQueryResult)]
pub(super) struct AttemptRow {
    id: AttemptId,
    pub(super) account_id: AccountId,
    unit_id: Option<UnitId>,
    number: i32,
    started_at: Millis,
    closed_at: Millis,
    revision: i32,
    points: i32,
    correct: i32,
    total: i32,
    sort_key: Vec<u8>,
    name: Option<String>,
}

/// A start whose attempt is neither recorded nor set aside.
#[derive(FromQueryResult)]
pub(super) struct StartRow {
    id: AttemptId,
    pub(super) account_id: AccountId,
    unit_id: Option<UnitId>,
    number: i32,
    started_at: Millis,
    deadline: Millis,
    name: Option<String>,
}

/// Returns a recorded attempt as the board takes it.
pub(super) fn as_recorded(round: &LiveRound, record: &AttemptRecord, masked_name: &str) -> Recorded {
    Recorded {
        account: record.account,
        number: record.number,
        unit: record.unit,
        sort_key: record.sort_key.clone(),
        choice: record.choice(round.rules.counted),
        shown: Shown::of(record, masked_name).json(),
        attempts: vec![Decided {
            attempt: record.attempt,
            revision: record.sheet.revision,
            closed_at: record.closed_at,
        }],
    }
}

impl AttemptRow {
    fn number<N: TryFrom<i64>>(&self, column: &str, value: i32) -> Result<N, DbErr> {
        Stored::new("attempts", self.id).number(column, value)
    }

    fn decided(&self) -> Result<Decided, DbErr> {
        Ok(Decided {
            attempt: self.id,
            revision: self.number("revision", self.revision)?,
            closed_at: self.closed_at,
        })
    }

    fn shown(&self) -> Result<Shown, DbErr> {
        Ok(Shown {
            masked_name: masked(self.name.as_deref().unwrap_or_default()),
            unit: self.unit_id,
            points: self.number("points", self.points)?,
            correct: self.number("correct", self.correct)?,
            total: self.number("total", self.total)?,
            duration_ms: self.closed_at.since(self.started_at),
        })
    }
}

/// A contestant whose rows are being read. What the board shows is made once, from the attempt that counts in the end.
pub(super) struct Counted {
    /// The attempt that counts among those read so far.
    counted: AttemptRow,
    choice: Vec<u8>,
    number: u16,
    attempts: Vec<Decided>,
}

impl Counted {
    /// Takes the next row. If it belongs to another contestant, returns the one before.
    pub(super) fn take(
        before: &mut Option<Counted>,
        round: &LiveRound,
        row: AttemptRow,
    ) -> Result<Option<Counted>, DbErr> {
        let choice = round.choice(&row.sort_key, row.id, row.closed_at);
        let number = row.number("number", row.number)?;
        let decided = row.decided()?;
        if let Some(current) = before
            && current.counted.account_id == row.account_id
        {
            current.attempts.push(decided);
            current.number = current.number.max(number);
            if choice < current.choice {
                (current.counted, current.choice) = (row, choice);
            }
            return Ok(None);
        }
        Ok(before.replace(Counted {
            attempts: vec![decided],
            counted: row,
            choice,
            number,
        }))
    }

    pub(super) fn recorded(self) -> Result<Recorded, DbErr> {
        Ok(Recorded {
            account: self.counted.account_id,
            number: self.number,
            unit: self.counted.unit_id,
            shown: self.counted.shown()?.json(),
            sort_key: self.counted.sort_key,
            choice: self.choice,
            attempts: self.attempts,
        })
    }
}

impl StartRow {
    pub(super) fn facts(self) -> Result<AttemptFacts, DbErr> {
        Ok(AttemptFacts {
            attempt: self.id,
            account: self.account_id,
            number: Stored::new("starts", self.id).number("number", self.number)?,
            started_at: self.started_at,
            deadline: self.deadline,
            unit: self.unit_id,
            masked_name: masked(self.name.as_deref().unwrap_or_default()),
        })
    }
}
