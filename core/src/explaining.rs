//! Why one contestant stands before another: which link of the chain decided, and what both had. It compares the same
//! numbers as the sort key, so an explanation never contradicts a ranking.

use crate::ranking::{Standing, TieBreak};
use serde::{Deserialize, Serialize};

/// What a link of the chain compared.
///
/// The unit depends on the link: 1 or 0 for everything correct, hundredths of a point, questions, milliseconds, moments,
/// or the distance of a prediction in its target's unit. A value is absent where there is none to tell: whoever made no
/// prediction has no distance, and the numbers of a lot say nothing to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Compared {
    pub link: TieBreak,
    pub own: Option<i64>,
    pub other: Option<i64>,
}

/// Why a contestant stands before or behind another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// The links before the one that decided, in order: both are equal in them.
    pub equal: Vec<Compared>,
    /// The link that decided. Absent if both are equal in the whole chain: then the earlier start stands first.
    pub decided: Option<Compared>,
}

/// Explains the order of two contestants under a chain.
pub fn explain(chain: &[TieBreak], own: &Standing, other: &Standing) -> Explanation {
    let mut equal = Vec::new();
    for &link in chain {
        let compared = Compared {
            link,
            own: told(link, own),
            other: told(link, other),
        };
        if link.value(own) != link.value(other) {
            return Explanation {
                equal,
                decided: Some(compared),
            };
        }
        equal.push(compared);
    }
    Explanation { equal, decided: None }
}

fn told(link: TieBreak, standing: &Standing) -> Option<i64> {
    let clamped = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
    let score = &standing.score;
    match link {
        TieBreak::AllCorrect => Some(i64::from(score.all_correct())),
        TieBreak::MostPoints => Some(i64::from(score.points)),
        TieBreak::MostCorrect => Some(i64::from(score.correct)),
        TieBreak::ShortestDuration => Some(clamped(standing.closed_at.since(standing.started_at))),
        TieBreak::ShortestToLastChange => Some(clamped(standing.last_change_at.since(standing.started_at))),
        TieBreak::EarliestSubmission => Some(standing.closed_at.0.max(0)),
        TieBreak::EarliestStart => Some(standing.started_at.0.max(0)),
        TieBreak::NearestPrediction => standing.prediction_distance.map(clamped),
        TieBreak::Lot => None,
    }
}
