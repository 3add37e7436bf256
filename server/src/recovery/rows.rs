//! Rows as a rebuild reads them, and what Redis is told of each.

use crate::boards::mask::masked;
use crate::boards::shown::Shown;
use crate::contests::catalog::LiveRound;
use contest_core::attempts::{AttemptFacts, AttemptRecord};
use contest_core::ids::{AccountId, AttemptId, UnitId};
use contest_core::time::Millis;
use live::board::Recorded;
use live::keys::Shard;
use sea_orm::FromQueryResult;
use uuid::Uuid;

/// What the board needs of a recorded attempt.
#[derive(FromQueryResult)]
pub(super) struct AttemptRow {
    id: Uuid,
    pub(super) account_id: Uuid,
    unit_id: Option<Uuid>,
    number: i32,
    started_at: i64,
    closed_at: i64,
    revision: i32,
    points: i32,
    correct: i32,
    total: i32,
    sort_key: Vec<u8>,
    name: Option<String>,
}

/// A start that no attempt was recorded for, nor set aside.
#[derive(FromQueryResult)]
pub(super) struct StartRow {
    id: Uuid,
    pub(super) account_id: Uuid,
    unit_id: Option<Uuid>,
    number: i32,
    started_at: i64,
    deadline: i64,
    name: Option<String>,
}

/// A recorded attempt as the board takes it.
pub(super) fn as_recorded(round: &LiveRound, record: &AttemptRecord, masked_name: &str) -> Recorded {
    Recorded {
        attempt: record.attempt,
        account: record.account,
        number: record.number,
        unit: record.unit,
        sort_key: record.sort_key.clone(),
        choice: record.choice(round.rules.counted),
        shown: Shown::of(record, masked_name).json(),
        revision: record.sheet.revision,
        closed_at: record.closed_at,
    }
}

impl AttemptRow {
    pub(super) fn recorded(self, round: &LiveRound) -> Recorded {
        let (attempt, closed_at) = (AttemptId(self.id), Millis(self.closed_at));
        let shown = Shown {
            masked_name: masked(self.name.as_deref().unwrap_or_default()),
            unit: self.unit_id.map(UnitId),
            points: self.points.unsigned_abs(),
            correct: self.correct as u16,
            total: self.total as u16,
            duration_ms: closed_at.since(Millis(self.started_at)),
        };
        Recorded {
            attempt,
            account: AccountId(self.account_id),
            number: self.number as u16,
            unit: shown.unit,
            choice: round.choice(&self.sort_key, attempt, closed_at),
            sort_key: self.sort_key,
            shown: shown.json(),
            revision: self.revision.unsigned_abs(),
            closed_at,
        }
    }

    /// The same, if another attempt of this contestant counts.
    fn without_entry(self) -> Recorded {
        Recorded {
            attempt: AttemptId(self.id),
            account: AccountId(self.account_id),
            number: self.number as u16,
            unit: None,
            sort_key: Vec::new(),
            choice: Vec::new(),
            shown: String::new(),
            revision: self.revision.unsigned_abs(),
            closed_at: Millis(self.closed_at),
        }
    }
}

/// A row that may be the one of its contestant that counts.
pub(super) struct Candidate {
    shard: Shard,
    row: AttemptRow,
    choice: Vec<u8>,
    is_beaten: bool,
}

impl Candidate {
    pub(super) fn new(round: &LiveRound, shard: Shard, row: AttemptRow) -> Candidate {
        let choice = round.choice(&row.sort_key, AttemptId(row.id), Millis(row.closed_at));
        Candidate {
            shard,
            row,
            choice,
            is_beaten: false,
        }
    }

    /// Which of the two may still count, and the other, which is to be sent: all that is to be known of it is known.
    pub(super) fn compare(mut self, mut next: Candidate) -> (Candidate, Option<Candidate>) {
        if self.row.account_id != next.row.account_id {
            return (next, Some(self));
        }
        if next.choice < self.choice {
            self.is_beaten = true;
            (next, Some(self))
        } else {
            next.is_beaten = true;
            (self, Some(next))
        }
    }

    pub(super) fn sent(self, round: &LiveRound) -> (Shard, Recorded) {
        let recorded = match self.is_beaten {
            true => self.row.without_entry(),
            false => self.row.recorded(round),
        };
        (self.shard, recorded)
    }
}

impl StartRow {
    pub(super) fn facts(self) -> AttemptFacts {
        AttemptFacts {
            attempt: AttemptId(self.id),
            account: AccountId(self.account_id),
            number: self.number as u16,
            started_at: Millis(self.started_at),
            deadline: Millis(self.deadline),
            unit: self.unit_id.map(UnitId),
            masked_name: masked(self.name.as_deref().unwrap_or_default()),
        }
    }
}
