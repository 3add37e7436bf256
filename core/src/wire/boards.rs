//! The board of a round.

use crate::ids::{RoundId, UnitId};
use crate::rounds::{Phase, ScoreShown};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// How many people the board shows.
pub const BOARD_SIZE: usize = 100;

/// `GET /rounds/{round}/board`: a snapshot, about a second old at most unless `rebuilding` is set; has an `ETag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Board {
    pub round: RoundId,
    pub phase: Phase,
    /// Whether the order may still change: the round is open, or the prediction is not counted yet.
    pub provisional: bool,
    /// Whether this is an older board, shown because the live one is being rebuilt or cannot be reached.
    #[serde(default)]
    pub rebuilding: bool,
    /// People with at least one recorded attempt; without the disqualified once the result is final.
    pub people: u64,
    /// Recorded attempts of all contestants.
    pub attempts: u64,
    /// Until when standings are withheld, if they are: contestants do not learn their scores yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub withheld: Option<ScoreShown>,
    /// The first hundred, best first.
    pub standings: Vec<BoardStanding>,
    /// Units by distinct people, most first, at most a hundred. A unit includes the people of the units below it.
    pub units: Vec<UnitCount>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BoardStanding {
    /// From 1.
    pub rank: u32,
    /// Masked: "Nguyễn Văn A***".
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Hundredths of a point.
    pub points: u32,
    pub correct: u16,
    pub total: u16,
    pub duration_ms: u64,
    /// When the attempt was submitted, in rounds that rank equals by that and not by the duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Millis>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitCount {
    pub unit: UnitId,
    pub name: String,
    pub people: u64,
}

/// `GET /rounds/{round}/winners`: the published winner list, with masked names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WinnerList {
    pub round: RoundId,
    pub contest_title: String,
    pub round_title: String,
    pub finalised_at: Millis,
    /// Hash of the settlement; also stated in the notes of every Excel file.
    pub hash: String,
    pub winners: Vec<PublicWinner>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicWinner {
    pub rank: u32,
    pub prize: String,
    pub amount_vnd: u64,
    pub name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    pub points: u32,
    pub duration_ms: u64,
    /// When the attempt was submitted, in rounds that rank equals by that and not by the duration.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<Millis>,
}
