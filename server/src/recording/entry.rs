//! What is recorded, and what became of it.

use contest_core::attempts::{AttemptFacts, AttemptRecord, Frozen};
use contest_core::ids::{AccountId, AttemptId, RoundId};

/// A start or a closed attempt on its way into the database.
#[derive(Clone, Debug)]
pub enum Entry {
    Start(StartEntry),
    Attempt(Box<AttemptEntry>),
}

#[derive(Clone, Debug)]
pub struct StartEntry {
    pub round: RoundId,
    pub facts: AttemptFacts,
    /// Attempts that the rules allow; 0: no limit.
    pub limit: u16,
    /// The paper was sent: if another attempt has its number, this one gets the next. Otherwise it is not recorded,
    /// and not sent.
    pub is_sent: bool,
}

#[derive(Clone, Debug)]
pub struct AttemptEntry {
    pub record: AttemptRecord,
    /// What the record was made from.
    pub frozen: Frozen,
    /// As in [`StartEntry`]: for an attempt whose start is not recorded.
    pub limit: u16,
}

impl Entry {
    pub fn attempt(&self) -> AttemptId {
        match self {
            Entry::Start(start) => start.facts.attempt,
            Entry::Attempt(entry) => entry.record.attempt,
        }
    }

    pub fn round(&self) -> RoundId {
        match self {
            Entry::Start(start) => start.round,
            Entry::Attempt(entry) => entry.record.round,
        }
    }

    pub fn account(&self) -> AccountId {
        match self {
            Entry::Start(start) => start.facts.account,
            Entry::Attempt(entry) => entry.record.account,
        }
    }
}

/// What the database has afterwards.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// The start, with this number.
    Started { number: u16 },
    /// Another attempt has the start's number; so many of the contestant's attempts are recorded.
    NumberTaken { used: u16 },
    /// The attempt: as it was given, or as it had been recorded before.
    Recorded(Box<AttemptRecord>),
    /// Not among the attempts that count, and why.
    SetAside(Reason),
    /// Nothing yet: the round is being settled. Try again.
    Later,
    /// The database refuses this row, with its reason. Trying again will not help.
    Refused(String),
}

/// Why an attempt is set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// The winner list was published before.
    RoundFinal,
    /// No attempt was left.
    OverLimit,
    UnknownRound,
    /// An operator said so: it could be neither closed nor recorded.
    Dropped,
}

impl Reason {
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::RoundFinal => "round_final",
            Reason::OverLimit => "over_limit",
            Reason::UnknownRound => "unknown_round",
            Reason::Dropped => "dropped",
        }
    }
}
