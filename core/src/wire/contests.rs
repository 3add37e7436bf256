//! Contests and rounds as the public sees them.

use crate::ids::{ContestId, RoundId, UnitId};
use crate::rounds::{Phase, RoundRules};
use crate::scoring::MultipleChoice;
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// `GET /contests`: published contests, latest opening first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContestList {
    pub now: Millis,
    pub contests: Vec<ContestCard>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContestCard {
    pub id: ContestId,
    /// Identifies the contest in addresses: `/thi/{slug}`.
    pub slug: String,
    pub title: String,
    /// The body that runs the contest.
    pub organiser: String,
    pub summary: String,
    /// Opening of the first round.
    pub opens_at: Millis,
    /// Close of the last round.
    pub closes_at: Millis,
    /// Phase of the open round, else of the next, else of the last.
    pub phase: Phase,
    pub rounds: u32,
}

/// `GET /contests/{slug}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ContestView {
    pub now: Millis,
    pub id: ContestId,
    pub slug: String,
    pub title: String,
    pub organiser: String,
    pub summary: String,
    /// Minimum age in full years on the day of the attempt.
    pub min_age: Option<u8>,
    /// Whoever is younger than this on the day of entering needs a guardian's consent; nobody if absent. Full years.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guardian_below: Option<u8>,
    pub consent: ConsentText,
    /// How to reach the organisers, line by line: who answers, phone (`tel:0200-3000-000`), e-mail (`mailto:a@b.vn`),
    /// address, hours, as far as they are given. Empty for contests that were published before organisers had to say so. It
    /// is a list and not a structure because every structure costs the contestants' first download.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact: Vec<String>,
    /// What the organisers tell everybody right now, and which rounds were cancelled, and why. One text, because every
    /// field costs the contestants' first download.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
    /// Whether entering requires a unit.
    pub has_units: bool,
    /// Whether the contest offers practice. It may be withheld for a while.
    #[serde(default)]
    pub practice: bool,
    pub rounds: Vec<RoundView>,
}

/// The consent that contestants are asked to give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConsentText {
    pub version: String,
    /// Who is responsible for the data.
    pub controller: String,
    pub text: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoundView {
    pub id: RoundId,
    /// From 1.
    pub number: u32,
    pub title: String,
    pub opens_at: Millis,
    pub closes_at: Millis,
    pub phase: Phase,
    pub rules: RoundRules,
    #[serde(default)]
    pub multiple_choice: MultipleChoice,
    /// SHA-256 over rules, bank with key, and secret, published before the opening; lower-case hex.
    pub commitment: String,
    /// The round's secret, once every round with the same questions has closed: with the bank, it lets anyone redraw
    /// every paper. Lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
    /// SHA-256 of the bank version, published together with the secret: the commitment covers it. Lower-case hex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(not(feature = "whole-wire"), serde(skip_deserializing))]
    pub bank_hash: Option<String>,
}

/// Returns which of a contest's rounds its page opens with: the open one that closes soonest, else the one that opens
/// next, else the last.
pub fn foremost(rounds: &[RoundView]) -> usize {
    let in_phase = |phase: Phase| {
        let rounds = rounds.iter().enumerate();
        rounds.filter(move |(_, round)| round.phase == phase)
    };
    in_phase(Phase::Open)
        .min_by_key(|(_, round)| round.closes_at)
        .or_else(|| in_phase(Phase::Upcoming).min_by_key(|(_, round)| round.opens_at))
        .map_or(rounds.len().saturating_sub(1), |(index, _)| index)
}

/// `GET /contests/{contest}/units`: the whole tree, parents before children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct UnitTree {
    pub units: Vec<Unit>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Unit {
    pub id: UnitId,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<UnitId>,
    pub name: String,
}
