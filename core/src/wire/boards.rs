//! The board of a round.

use crate::ids::{RoundId, UnitId};
use crate::rounds::Phase;
use serde::{Deserialize, Serialize};

/// How many people the board shows.
pub const BOARD_SIZE: usize = 100;

/// `GET /rounds/{round}/board`: a snapshot, at most a second old unless it says `rebuilding`; has an `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    pub round: RoundId,
    pub phase: Phase,
    /// The order may still change: the round is open, or the prediction is not counted in yet.
    pub provisional: bool,
    /// This is the board as it was a while ago: the live one is being put together again, or cannot be reached.
    #[serde(default)]
    pub rebuilding: bool,
    /// People with at least one submitted attempt; once the result is final without the disqualified.
    pub people: u64,
    /// Attempts submitted, by whomever.
    pub attempts: u64,
    /// The first hundred, best first.
    pub entries: Vec<BoardEntry>,
    /// Units by distinct people, most first; a unit counts the people of the units below it. At most a hundred.
    pub units: Vec<UnitEntry>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardEntry {
    /// From 1.
    pub place: u32,
    /// Masked: "Nguyễn Văn A***".
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Hundredths of a point.
    pub points: u32,
    pub correct: u16,
    pub total: u16,
    pub duration_ms: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitEntry {
    pub unit: UnitId,
    pub name: String,
    pub people: u64,
}

/// `GET /rounds/{round}/winners`: the published winner list; names masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WinnerList {
    pub round: RoundId,
    pub contest_title: String,
    pub round_title: String,
    pub finalised_at: crate::time::Millis,
    /// Hash of the settlement; also printed on every export.
    pub hash: String,
    pub winners: Vec<PublicWinner>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicWinner {
    pub place: u32,
    pub prize: String,
    pub amount_vnd: u64,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub points: u32,
    pub duration_ms: u64,
}
