//! The figures of a round for those who run it: while it is open, after its close, and unit by unit.

use crate::ids::{ContestId, RoundId, UnitId};
use crate::questions::{Difficulty, LegalBasis, OptionSet, QuestionKind};
use crate::rounds::Phase;
use crate::statistics::figures::Suspicion;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// How many minutes the monitor looks back.
pub const MINUTES: usize = 60;
/// The most units that one response lists.
pub const MOST_UNITS: usize = 50;

/// `GET /staff/rounds/{round}/monitor`: how a round is going. All numbers are of the contest, whichever server replies,
/// except those of [`ThisServer`]. None is older than a second when it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Monitor {
    /// When these numbers were read.
    pub at: Millis,
    pub contest: ContestId,
    pub contest_title: String,
    pub round: RoundId,
    pub round_title: String,
    pub phase: Phase,
    pub opens_at: Millis,
    pub closes_at: Millis,
    /// Absent while Redis cannot be reached.
    pub live: Option<LiveFigures>,
    /// People who have entered the contest; absent while the database cannot be reached, or has not counted them yet.
    pub entrants: Option<u64>,
    /// The last sixty minutes, the one that is running last. Empty while Redis cannot be reached.
    pub minutes: Vec<MinuteFigures>,
    pub database: bool,
    pub redis: bool,
    pub server: ThisServer,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveFigures {
    /// Attempts that are running.
    pub open: u64,
    /// Of these, attempts whose time is over and that are about to be closed.
    pub overdue: u64,
    /// Attempts started so far.
    pub starts: u64,
    /// Attempts closed so far, by their contestants or by the end of their time.
    pub submissions: u64,
    /// People with a recorded attempt.
    pub people: u64,
    /// Closed attempts that are not in the database yet.
    pub pending: u64,
    /// Running attempts whose start is not in the database yet.
    pub starting: u64,
    /// Attempts that wait for an operator.
    pub stuck: u64,
    /// The live state is being built again from the database: until then, numbers are too small.
    pub rebuilding: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MinuteFigures {
    /// When the minute began.
    pub at: Millis,
    pub starts: u64,
    pub submissions: u64,
}

/// The server that has replied, since it was started. Another server counts its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ThisServer {
    pub since: Millis,
    /// Requests refused for want of room (503).
    pub shed: u64,
    /// Requests that failed: 500 and above, without those.
    pub failed: u64,
}

/// `GET /staff/rounds/{round}/monitor/units`: entries by unit, with the units below each. `text` finds units by name,
/// `empty=true` those that nobody has entered for; without either, those with most entries come first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MonitorUnits {
    /// When they were counted; they are counted again after half a minute at the earliest.
    pub at: Millis,
    /// Units of the contest, and how many of them have no entries.
    pub units: u64,
    pub empty: u64,
    /// How many units were found, of which at most fifty are listed.
    pub found: u64,
    pub listed: Vec<UnitEntries>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitEntries {
    pub unit: UnitId,
    /// With the units above it.
    pub name: String,
    pub entrants: u64,
    /// People with a recorded attempt of this round; absent while Redis cannot be reached or is being built again, and
    /// once it has been relieved of a final round.
    pub people: Option<u64>,
}

/// Which attempts statistics are made from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Which {
    /// Of each person, the attempt that counts.
    #[default]
    Counted,
    All,
}

impl Which {
    /// Returns the name in queries and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Which::Counted => "counted",
            Which::All => "all",
        }
    }
}

/// `GET /staff/rounds/{round}/statistics?attempts=counted`: what the answers say about the questions. `POST` starts the
/// job that makes them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Statistics {
    pub now: Millis,
    pub contest: ContestId,
    pub contest_title: String,
    pub round: RoundId,
    pub round_title: String,
    pub which: Which,
    /// Absent until they are made.
    pub made: Option<RoundFigures>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoundFigures {
    pub made_at: Millis,
    /// Whether attempts have been recorded or corrected since, so that they should be made again.
    pub outdated: bool,
    pub people: u64,
    /// The attempts that these figures are made from.
    pub attempts: u64,
    /// Attempts left out because their sheet does not fit their paper.
    pub unreadable: u64,
    /// People by how many attempts they have, from 1; the last number is of those with ten or more.
    pub by_attempts: Vec<u64>,
    /// Attempts by the share of the points, in twenty equal parts.
    pub points: Vec<u64>,
    /// Attempts by the share of the allowed time, in twenty equal parts.
    pub durations: Vec<u64>,
    /// In the order of the bank.
    pub questions: Vec<QuestionFigures>,
    pub topics: Vec<GroupFigures>,
    pub difficulties: Vec<DifficultyFigures>,
}

/// Shares are in thousandths.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuestionFigures {
    /// Its index in the bank, for `GET …/statistics/{question}`.
    pub question: u32,
    pub code: String,
    pub topic: String,
    pub difficulty: Difficulty,
    pub drawn: u64,
    pub answered: u64,
    /// The share of its points that the question has earned; absent if it was drawn for fewer than five people.
    pub facility: Option<u16>,
    /// The correlation with the share of points that the rest of the paper earned, from −1000 to 1000.
    pub discrimination: Option<i16>,
    pub suspicions: Vec<Suspicion>,
    /// Wrong options that nobody has chosen, although many had the question.
    pub unused: Vec<u8>,
}

/// Questions with something in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct GroupFigures {
    pub name: String,
    pub questions: u64,
    pub drawn: u64,
    pub facility: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DifficultyFigures {
    pub difficulty: Difficulty,
    pub questions: u64,
    pub drawn: u64,
    pub facility: Option<u16>,
}

/// `GET /staff/rounds/{round}/statistics/{question}?attempts=counted`: one question with its text, key and basis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuestionDetails {
    pub figures: QuestionFigures,
    pub kind: QuestionKind,
    pub stem: String,
    /// In the order of the bank.
    pub options: Vec<OptionFigures>,
    pub key: OptionSet,
    pub explanation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// Where this site shows what the legal basis names, if the register of laws has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law_page: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OptionFigures {
    pub text: String,
    pub chosen: u64,
    /// What those who chose it earned on the rest of their papers, on average, in thousandths; absent if fewer than five
    /// people chose it.
    pub mean_rest: Option<u16>,
}

/// `GET /staff/rounds/{round}/unit-report`: each unit with the units below it, parents before their children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitReport {
    pub now: Millis,
    pub contest: ContestId,
    pub contest_title: String,
    pub organiser: String,
    pub round: RoundId,
    pub round_title: String,
    /// When people, attempts and points were counted; absent until statistics are made.
    pub made_at: Option<Millis>,
    pub outdated: bool,
    /// Whether prizes are those of a final result; absent if the round is not settled.
    pub is_final: Option<bool>,
    pub max_points: u32,
    pub total: UnitLine,
    pub units: Vec<UnitReportLine>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitReportLine {
    pub unit: UnitId,
    pub parent: Option<UnitId>,
    pub name: String,
    #[serde(flatten)]
    pub line: UnitLine,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitLine {
    /// People who have entered the contest.
    pub entrants: u64,
    /// People with an attempt of this round.
    pub people: u64,
    pub attempts: u64,
    /// The average of the attempts that count, in hundredths; absent if it would tell what single people have.
    pub mean_points: Option<u32>,
    pub prizes: u64,
}
