//! Settlement, for judges.

use crate::ids::{AccountId, AttemptId, ContestId, RoundId, SettlementId};
use crate::rounds::{Phase, PredictionTarget};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// `GET /staff/rounds/{round}/settlement`; `POST` settles anew and answers the same.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoundResults {
    pub now: Millis,
    pub contest: ContestId,
    pub contest_title: String,
    pub round: RoundId,
    pub round_title: String,
    pub phase: Phase,
    /// Attempts in the database.
    pub attempts: u64,
    /// The newest settlement.
    pub settlement: Option<Settlement>,
    pub disqualified: Vec<Disqualification>,
    /// Attempts that do not count because they were found too late; the first found first.
    #[serde(default)]
    pub set_aside: Vec<SetAside>,
}

/// A ranking frozen with its prizes. Never changed: a disqualification makes the next version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Settlement {
    pub id: SettlementId,
    /// From 1.
    pub version: u32,
    /// Final, i.e. published; otherwise provisional.
    pub is_final: bool,
    pub settled_at: Millis,
    pub settled_by: String,
    /// SHA-256 over the whole ranking, lower-case hex; stated in the notes of every Excel file.
    pub hash: String,
    pub people: u64,
    pub prediction: Option<FrozenPrediction>,
    /// The first places, best first: all winners and at least the first hundred.
    pub standings: Vec<StandingRow>,
}

/// The value that predictions are measured against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FrozenPrediction {
    pub target: PredictionTarget,
    /// In the target's unit.
    pub value: i64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct StandingRow {
    /// Absent for the disqualified.
    pub place: Option<u32>,
    pub account: AccountId,
    pub attempt: AttemptId,
    /// Full name: judges have to check identities.
    pub name: String,
    pub unit: Option<String>,
    pub points: u32,
    pub correct: u16,
    pub total: u16,
    pub duration_ms: u64,
    pub closed_at: Millis,
    pub prediction: Option<i64>,
    pub prize: Option<String>,
    pub amount_vnd: u64,
    /// Equal to the next row in the whole chain: only the time of starting tells them apart.
    pub tied_with_next: bool,
}

/// `POST /staff/rounds/{round}/settlement/final`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finalise {
    /// The version that the judge has seen: if there is a newer one, it is not published unseen.
    pub version: u32,
}

/// `POST /staff/rounds/{round}/disqualifications`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disqualify {
    /// 1 to 100, without repetition: one decision, one new version of the settlement.
    pub accounts: Vec<AccountId>,
    /// 5 to 500 characters; goes to the minutes.
    pub reason: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disqualification {
    pub account: AccountId,
    pub name: String,
    pub reason: String,
    pub at: Millis,
    pub by: String,
}

/// An attempt that does not count. Judges look into it; the result stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SetAside {
    pub attempt: AttemptId,
    pub account: AccountId,
    /// Full name, as in the standings.
    pub name: String,
    pub unit: Option<String>,
    pub reason: SetAsideReason,
    pub points: u32,
    pub closed_at: Millis,
    pub found_at: Millis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SetAsideReason {
    /// The result was final before it was found.
    RoundFinal,
    /// The contestant had no attempt left.
    OverLimit,
    /// It could not be recorded, and an operator gave it up.
    Dropped,
    /// Its round is not known, or any other reason.
    #[serde(other)]
    Unknown,
}
