//! What is to be recorded, and the outcome.

pub use crate::db::entities::set_aside::Reason;
use contest_core::attempts::{AttemptFacts, AttemptRecord, Frozen};
use contest_core::ids::{AccountId, AttemptId, RoundId};

/// A start or a closed attempt on its way to the database.
#[derive(Clone, Debug)]
pub enum NewRow {
    Start(NewStart),
    Attempt(Box<NewAttempt>),
}

#[derive(Clone, Debug)]
pub struct NewStart {
    pub round: RoundId,
    pub facts: AttemptFacts,
    /// The number of attempts that the rules allow; 0 means no limit.
    pub limit: u16,
    /// Whether the paper was sent. If another attempt has the same number, a start whose paper was sent gets the next
    /// number; any other is not recorded, and its paper is not sent.
    pub is_sent: bool,
}

#[derive(Clone, Debug)]
pub struct NewAttempt {
    pub record: AttemptRecord,
    /// The frozen attempt from which the record was made.
    pub frozen: Frozen,
    /// As in [`NewStart`], in case the start of this attempt is not recorded.
    pub limit: u16,
}

impl NewRow {
    pub(crate) fn attempt(&self) -> AttemptId {
        match self {
            NewRow::Start(start) => start.facts.attempt,
            NewRow::Attempt(attempt) => attempt.record.attempt,
        }
    }

    pub(crate) fn round(&self) -> RoundId {
        match self {
            NewRow::Start(start) => start.round,
            NewRow::Attempt(attempt) => attempt.record.round,
        }
    }

    pub(crate) fn account(&self) -> AccountId {
        match self {
            NewRow::Start(start) => start.facts.account,
            NewRow::Attempt(attempt) => attempt.record.account,
        }
    }
}

/// What the database has after a row was written.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The start is recorded, with this number.
    Started { number: u16 },
    /// Another attempt has the start's number; `used` is the contestant's highest recorded number.
    NumberTaken { used: u16 },
    /// The attempt is recorded: as given, or as it had been recorded before.
    Recorded(Box<AttemptRecord>),
    /// The attempt is not among those that count, for this reason.
    SetAside(Reason),
    /// Nothing yet, for instance because the round is being settled. Try again.
    Later,
    /// The database refuses this row, for this reason. Trying again will not help.
    Refused(String),
}
