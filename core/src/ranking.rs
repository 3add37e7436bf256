//! The ranking is a chain of tie-breaks given as data and encoded into a sort key: a fixed-width byte string that
//! compares as the ranking does (smaller is better). The same key is the member of the live board, the column in the
//! database and the order of the export, so there is one definition.

use crate::ids::AttemptId;
use crate::scoring::Score;
use crate::time::Millis;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// One link of the chain; the first link that differs decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum TieBreak {
    /// Contestants with every answer correct come before all others.
    AllCorrect,
    /// More points first.
    MostPoints,
    /// More fully correct questions first.
    MostCorrect,
    /// Shortest time from start to submission first.
    ShortestDuration,
    /// Shortest time from start to the last change of an answer first.
    ShortestToLastChange,
    /// Earliest submission first.
    EarliestSubmission,
    /// Earliest start first.
    EarliestStart,
    /// Nearest prediction first. The value is unknown until the round is settled, so the live board leaves it out.
    NearestPrediction,
    /// Draw of lots (bốc thăm): a number derived for every attempt from the round's secret.
    Lot,
}

/// What the chain compares in one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    pub attempt: AttemptId,
    pub score: Score,
    pub started_at: Millis,
    pub last_change_at: Millis,
    pub closed_at: Millis,
    /// Distance between the prediction and the frozen value; `None` while the value is unknown or if no prediction was
    /// given.
    pub prediction_distance: Option<u64>,
    pub lot: u64,
}

/// A sort key: 8 bytes per link, then the 16 bytes of the attempt id. Bytes compare as the ranking does.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SortKey(pub Vec<u8>);

impl SortKey {
    /// Returns the attempt that the key belongs to: its last 16 bytes.
    pub fn attempt(&self) -> Option<AttemptId> {
        let tail = self.0.len().checked_sub(16)?;
        let bytes = self.0[tail..].try_into().ok()?;
        Some(AttemptId(uuid::Uuid::from_bytes(bytes)))
    }

    /// Returns whether two keys are equal in every link of the chain, so that only the attempt id tells them apart.
    pub fn ties_with(&self, other: &SortKey) -> bool {
        let chain = |key: &SortKey| key.0.len().saturating_sub(16);
        chain(self) == chain(other) && self.0[..chain(self)] == other.0[..chain(other)]
    }
}

/// A time before the 1970 epoch counts as the epoch.
fn unsigned(time: Millis) -> u64 {
    u64::try_from(time.0).unwrap_or(0)
}

impl TieBreak {
    /// Encodes the link as a number: smaller is better.
    pub(crate) fn value(self, standing: &Standing) -> u64 {
        let score = &standing.score;
        match self {
            TieBreak::AllCorrect => u64::from(!score.all_correct()),
            TieBreak::MostPoints => u64::MAX - u64::from(score.points),
            TieBreak::MostCorrect => u64::MAX - u64::from(score.correct),
            TieBreak::ShortestDuration => standing.closed_at.since(standing.started_at),
            TieBreak::ShortestToLastChange => standing.last_change_at.since(standing.started_at),
            TieBreak::EarliestSubmission => unsigned(standing.closed_at),
            TieBreak::EarliestStart => unsigned(standing.started_at),
            TieBreak::NearestPrediction => standing.prediction_distance.unwrap_or(u64::MAX),
            TieBreak::Lot => standing.lot,
        }
    }
}

/// Encodes the chain. The attempt id comes last: it makes keys unique and resolves ties in favour of the earlier start.
pub fn sort_key(chain: &[TieBreak], standing: &Standing) -> SortKey {
    let mut bytes = Vec::with_capacity(chain.len() * 8 + 16);
    for link in chain {
        bytes.extend_from_slice(&link.value(standing).to_be_bytes());
    }
    bytes.extend_from_slice(standing.attempt.0.as_bytes());
    SortKey(bytes)
}

/// Returns whether, between equals, the moment of submission decides and not how long they took: it is what to show then.
pub fn is_by_submission(chain: &[TieBreak]) -> bool {
    let mut times = chain
        .iter()
        .filter(|link| matches!(link, TieBreak::ShortestDuration | TieBreak::EarliestSubmission));
    times.next() == Some(&TieBreak::EarliestSubmission)
}

/// Returns the moment of submission that a key of this chain holds, if that is what to show.
pub fn submission_in(chain: &[TieBreak], key: &[u8]) -> Option<Millis> {
    let link = chain
        .iter()
        .position(|link| *link == TieBreak::EarliestSubmission);
    let at = link.filter(|_| is_by_submission(chain))? * 8;
    let bytes = key.get(at..at + 8)?.try_into().ok()?;
    i64::try_from(u64::from_be_bytes(bytes)).ok().map(Millis)
}

/// The ranking as a comparator, link by link: `Less` ranks higher. It is written without the encoding, so that a
/// property test can check one against the other.
pub fn compare(chain: &[TieBreak], a: &Standing, b: &Standing) -> Ordering {
    for link in chain {
        let order = match link {
            TieBreak::AllCorrect => b.score.all_correct().cmp(&a.score.all_correct()),
            TieBreak::MostPoints => b.score.points.cmp(&a.score.points),
            TieBreak::MostCorrect => b.score.correct.cmp(&a.score.correct),
            TieBreak::ShortestDuration => a
                .closed_at
                .since(a.started_at)
                .cmp(&b.closed_at.since(b.started_at)),
            TieBreak::ShortestToLastChange => a
                .last_change_at
                .since(a.started_at)
                .cmp(&b.last_change_at.since(b.started_at)),
            TieBreak::EarliestSubmission => a.closed_at.max(Millis(0)).cmp(&b.closed_at.max(Millis(0))),
            TieBreak::EarliestStart => a.started_at.max(Millis(0)).cmp(&b.started_at.max(Millis(0))),
            TieBreak::NearestPrediction => match (a.prediction_distance, b.prediction_distance) {
                (Some(x), Some(y)) => x.cmp(&y),
                (Some(x), None) if x < u64::MAX => Ordering::Less,
                (None, Some(y)) if y < u64::MAX => Ordering::Greater,
                _ => Ordering::Equal,
            },
            TieBreak::Lot => a.lot.cmp(&b.lot),
        };
        if order != Ordering::Equal {
            return order;
        }
    }
    a.attempt.cmp(&b.attempt)
}

/// Which of a contestant's attempts counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// The attempt that ranks highest.
    #[default]
    Best,
    /// The attempt that was submitted first.
    First,
    /// The attempt that was submitted last.
    Last,
}

/// Decides which of a contestant's attempts counts: the smallest bytes win. For [`Counted::Best`] this is the sort key
/// itself; otherwise the closing time and the attempt id, forwards or backwards.
pub fn choice_key(counted: Counted, sort_key: &SortKey, attempt: AttemptId, closed_at: Millis) -> Vec<u8> {
    let mut by_time = unsigned(closed_at).to_be_bytes().to_vec();
    by_time.extend_from_slice(attempt.0.as_bytes());
    match counted {
        Counted::Best => sort_key.0.clone(),
        Counted::First => by_time,
        Counted::Last => by_time.iter().map(|byte| !byte).collect(),
    }
}
