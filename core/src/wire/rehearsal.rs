//! What organisers try out before a round is public: a trial paper, and a dry run. Nothing of it is stored.

use super::attempts::ReviewedQuestion;
use crate::ids::BankVersionId;
use crate::questions::Difficulty;
use crate::ranking::TieBreak;
use crate::scoring::Score;
use serde::{Deserialize, Serialize};

/// `POST /staff/rounds/{round}/trial`: draws a paper with a seed that no contestant gets. With `paper`, scores it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct AskTrial {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<TrialSheet>,
}

/// A trial paper that was drawn, and what was marked on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TrialSheet {
    pub seed: String,
    pub bank: BankVersionId,
    /// As in an answer sheet.
    pub answers: String,
}

/// A trial paper. Before it is scored, its questions have neither key nor explanation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TrialPaper {
    pub seed: String,
    pub bank: BankVersionId,
    pub time_limit_s: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    pub questions: Vec<ReviewedQuestion>,
}

/// `POST /staff/rounds/{round}/dry-run`: what happens if a thousand invented contestants take the round.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryRun {
    pub people: u32,
    pub max_points: u32,
    /// How many have so many points, in hundredths; ascending.
    pub scores: Vec<ScoreCount>,
    pub all_correct: u32,
    pub median_duration_ms: u64,
    /// The chain, and how many share the first place after each of its links.
    pub first_shared: Vec<SharedAfter>,
    pub prizes: Vec<DryPrize>,
    /// The questions that were on any paper, and those that never were; most often drawn first.
    pub questions: Vec<DrawnQuestion>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ScoreCount {
    pub points: u32,
    pub people: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SharedAfter {
    pub link: TieBreak,
    pub people: u32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DryPrize {
    pub name: String,
    pub quota: u32,
    pub awarded: u32,
    /// Whether the last who wins it is equal in the whole chain to the first who does not.
    pub tied: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DrawnQuestion {
    pub code: String,
    pub topic: String,
    pub difficulty: Difficulty,
    /// On how many papers it was.
    pub papers: u32,
}
