//! Settlement, for judges.

use crate::ids::{AccountId, AttemptId, ContestId, RoundId, SettlementId};
use crate::rounds::{Phase, PredictionTarget};
use crate::time::Millis;
use crate::winners::Prize;
use serde::{Deserialize, Serialize};

/// `GET /staff/rounds/{round}/settlement`. `POST` starts a job that settles the round again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoundResults {
    pub now: Millis,
    pub contest: ContestId,
    pub contest_title: String,
    pub round: RoundId,
    pub round_title: String,
    pub phase: Phase,
    #[serde(default)]
    pub opens_at: Millis,
    #[serde(default)]
    pub closes_at: Millis,
    /// Whether it has a prediction question.
    #[serde(default)]
    pub predicts: bool,
    /// What it awards, in order.
    #[serde(default)]
    pub prizes: Vec<Prize>,
    /// Attempts in the database.
    pub attempts: u64,
    /// The newest settlement.
    pub settlement: Option<Settlement>,
    pub disqualified: Vec<Disqualification>,
    /// Attempts that do not count, in the order in which they were found.
    #[serde(default)]
    pub set_aside: Vec<SetAside>,
}

/// A frozen ranking with its prizes. It never changes: a disqualification makes the next version.
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
    /// SHA-256 over the ranking and the decisions about it, lower-case hex; stated in the notes of every Excel file.
    pub hash: String,
    /// Who took part: the ranked and the disqualified.
    pub people: u64,
    /// Who has a rank.
    #[serde(default)]
    pub ranked: u64,
    pub prediction: Option<FrozenPrediction>,
    /// All winners, the first hundred ranks and all disqualified contestants, best first.
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
    pub rank: Option<u32>,
    pub account: AccountId,
    pub attempt: AttemptId,
    /// Full name, because judges have to check identities.
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
    /// Equal in the whole chain to the next contestant who is not disqualified: only the earlier start decides.
    pub tied_with_next: bool,
}

/// `POST /staff/rounds/{round}/settlement/final`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Finalise {
    /// The version that the judge has seen; a newer one is not published unseen.
    pub version: u32,
}

/// `POST /staff/rounds/{round}/disqualifications`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disqualify {
    /// 1 to 100 contestants without repetition: one decision makes one new version of the settlement.
    pub accounts: Vec<AccountId>,
    /// 5 to 500 characters; goes into the minutes.
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

/// An attempt, or a late sheet of one, that does not count. Judges look into it; the result stands.
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
    /// What is known of a late sheet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<LateEvidence>,
}

/// What judges can weigh about a sheet that arrived too late. The database keeps it in this form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LateEvidence {
    /// By the server's clock.
    pub arrived_at: Millis,
    /// The deadline that held when it arrived.
    pub deadline: Millis,
    /// When an answer last changed, if the device says so. Only the device vouches for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_change_at: Option<Millis>,
    /// The last earlier sheet that the server acknowledged, if the device could prove it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acknowledged: Option<ProvenSave>,
}

/// A save of which the device holds the server's mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ProvenSave {
    pub revision: u32,
    pub at: Millis,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum SetAsideReason {
    /// It was found after the result was final.
    RoundFinal,
    /// The contestant had no attempt left.
    OverLimit,
    /// It could not be recorded, and an operator dropped it.
    Dropped,
    /// A sheet that arrived after the deadline, with other answers than those that count.
    Late,
    /// Its round is unknown, or there is another reason.
    #[serde(other)]
    Unknown,
}
