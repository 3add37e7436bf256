//! What contestants are told once the result of a round is final: their place, their prize, and why.

use crate::explaining::Explanation;
use crate::ids::AttemptId;
use crate::rounds::PredictionTarget;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// `GET /rounds/{round}/me/result`: the signed-in contestant's part of a final result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyResult {
    /// The body that runs the contest: whom to ask, and who hands over the prizes.
    pub organiser: String,
    /// How to reach the organisers, as in [`ContestView`](super::contests::ContestView).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact: Vec<String>,
    /// Absent for the disqualified, and for whoever has no recorded attempt in the round.
    #[serde(default)]
    pub ranked: Option<MyPlace>,
    #[serde(default)]
    pub disqualification: Option<ToldDisqualification>,
}

/// A place in a final ranking, and what follows from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MyPlace {
    /// The attempt that counted.
    pub attempt: AttemptId,
    /// Among everybody.
    pub place: Place,
    /// Among those who took part for the same unit, without the units below it. Absent if the contestant has none, if
    /// nobody else is ranked for it, and for results of earlier releases.
    #[serde(default)]
    pub unit: Option<UnitPlace>,
    #[serde(default)]
    pub prize: Option<WonPrize>,
    /// Absent for winners.
    #[serde(default)]
    pub no_prize: Option<NoPrize>,
    /// Who stands just before, and why.
    #[serde(default)]
    pub ahead: Option<Neighbour>,
    /// Who stands just behind, and why.
    #[serde(default)]
    pub behind: Option<Neighbour>,
    /// If the ranking counts a prediction.
    #[serde(default)]
    pub prediction: Option<ToldPrediction>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// From 1.
    pub rank: u64,
    /// People who are ranked: the disqualified are not.
    pub people: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitPlace {
    pub name: String,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WonPrize {
    pub name: String,
    /// Đồng; 0 if the prize is not money.
    pub amount_vnd: u64,
}

/// Why somebody who is ranked has no prize.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoPrize {
    /// The round has none.
    NoneOffered,
    /// Without points nobody wins one.
    NoPoints,
    /// All of them went to people before.
    AllAwarded,
    /// Whoever has withdrawn their consent wins none.
    Withdrawn,
}

/// The person just before or just behind in a final ranking.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Neighbour {
    pub rank: u64,
    /// Masked: "Nguyễn Văn A***".
    pub name: String,
    /// `own` is the contestant's value, `other` the neighbour's.
    pub why: Explanation,
}

/// A prediction and what came true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToldPrediction {
    pub target: PredictionTarget,
    /// In the target's unit.
    pub value: i64,
    /// What the contestant predicted.
    #[serde(default)]
    pub own: Option<i64>,
}

/// A disqualification as the contestant is told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ToldDisqualification {
    /// The judges' reason. Absent if it was written before judges were told that contestants read it.
    #[serde(default)]
    pub reason: Option<String>,
    pub at: Millis,
}
