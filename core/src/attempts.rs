//! One attempt from start to record: the facts of its start, what its close froze, and the record derived from the two.
//! Everything here is a function of its arguments, so every server computes the same record.

use crate::answers::{AnswerSheet, Answers, NotAnswers};
use crate::ids::{AccountId, AttemptId, RoundId, UnitId};
use crate::paper::Paper;
use crate::questions::Bank;
use crate::ranking::{Counted, SortKey, Standing, TieBreak, choice_key, sort_key};
use crate::rounds::GRACE_MS;
use crate::scoring::{Score, SheetMismatch, score};
use crate::time::Millis;
use crate::wire::attempts::ClosedBy;
use serde::{Deserialize, Serialize};

/// Who an attempt belongs to and when it runs. Known from the start and signed into the ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttemptFacts {
    pub attempt: AttemptId,
    pub account: AccountId,
    /// The contestant's n-th attempt at the round, from 1.
    pub number: u16,
    pub started_at: Millis,
    pub deadline: Millis,
    pub unit: Option<UnitId>,
    /// As the board shows it.
    pub masked_name: String,
}

/// A closed attempt as it was frozen: whose, which sheet, when. Points are not part of it; they are derived.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frozen {
    pub facts: AttemptFacts,
    pub sheet: AnswerSheet,
    /// When the sheet reached its final state. After `closed_at` if that was in the grace period after the deadline.
    pub last_change_at: Millis,
    /// Never after the deadline.
    pub closed_at: Millis,
    pub closed_by: ClosedBy,
}

/// Everything the database keeps of a closed attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttemptRecord {
    pub attempt: AttemptId,
    pub round: RoundId,
    pub account: AccountId,
    pub unit: Option<UnitId>,
    pub number: u16,
    pub started_at: Millis,
    pub deadline: Millis,
    pub last_change_at: Millis,
    pub closed_at: Millis,
    pub closed_by: ClosedBy,
    pub sheet: AnswerSheet,
    pub score: Score,
    /// The live key, which leaves out the prediction.
    pub sort_key: Vec<u8>,
}

impl AttemptRecord {
    pub fn duration_ms(&self) -> u64 {
        self.closed_at.since(self.started_at)
    }

    /// Decides whether this attempt replaces the contestant's earlier one: the smaller value wins.
    pub fn choice(&self, counted: Counted) -> Vec<u8> {
        choice_key(
            counted,
            &SortKey(self.sort_key.clone()),
            self.attempt,
            self.closed_at,
        )
    }
}

/// A frozen sheet that cannot belong to its paper. The server checks sheets before storing them, so this means that
/// something else has written to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unscorable {
    #[error(transparent)]
    NotAnswers(#[from] NotAnswers),
    #[error(transparent)]
    Mismatch(#[from] SheetMismatch),
}

/// What scoring needs from a round, and what the round's secret assigns to this attempt.
#[derive(Clone, Copy, Debug)]
pub struct Scoring<'a> {
    pub round: RoundId,
    pub bank: &'a Bank,
    pub chain: &'a [TieBreak],
    pub paper: &'a Paper,
    pub lot: u64,
}

/// Scores a frozen attempt. A sheet that was never saved counts as blank.
pub fn record(scoring: &Scoring<'_>, frozen: &Frozen) -> Result<AttemptRecord, Unscorable> {
    let Frozen { facts, sheet, .. } = frozen;
    let answers = match sheet.answers.as_str() {
        "" => Answers::blank(scoring.paper.items.len()),
        text => Answers::parse(text)?,
    };
    let score = score(scoring.bank, scoring.paper, &answers)?;
    // Changes made in the grace period count as of the close.
    let last_change_at = frozen.last_change_at.min(frozen.closed_at);
    let standing = Standing {
        attempt: facts.attempt,
        score,
        started_at: facts.started_at,
        last_change_at,
        closed_at: frozen.closed_at,
        prediction_distance: None,
        lot: scoring.lot,
    };
    Ok(AttemptRecord {
        attempt: facts.attempt,
        round: scoring.round,
        account: facts.account,
        unit: facts.unit,
        number: facts.number,
        started_at: facts.started_at,
        deadline: facts.deadline,
        last_change_at,
        closed_at: frozen.closed_at,
        closed_by: frozen.closed_by,
        sheet: AnswerSheet {
            answers: answers.encode(),
            ..sheet.clone()
        },
        score,
        sort_key: sort_key(scoring.chain, &standing).0,
    })
}

/// Reconciles two closings of one attempt: one is in the database, another was frozen elsewhere. Returns what the
/// database should hold instead, or `None` if the stored record stands.
///
/// The earlier closing wins, because its time was promised. Among the sheets, the highest revision that certainly
/// existed at that moment counts: answers given after a close, perhaps with the score known, never count. The outcome
/// therefore does not depend on which closing reached the database first, unless both came in the grace period.
pub fn reconcile(stored: &AttemptRecord, other: &Frozen) -> Option<Frozen> {
    // A record dates changes made in the grace period to the deadline, so their real time is no longer known.
    let may_be_of_the_grace =
        stored.closed_by == ClosedBy::Deadline && stored.last_change_at == stored.closed_at;
    let mine = Frozen {
        facts: other.facts.clone(),
        sheet: stored.sheet.clone(),
        last_change_at: stored.last_change_at + i64::from(may_be_of_the_grace),
        closed_at: stored.closed_at,
        closed_by: stored.closed_by,
    };
    // In the grace period both are dated to the deadline; the contestant's own closing then comes first.
    let order = |frozen: &Frozen| (frozen.closed_at, frozen.closed_by == ClosedBy::Deadline);
    let (first, second) = if order(other) < order(&mine) {
        (other, &mine)
    } else {
        (&mine, other)
    };
    let open_until = match first.closed_by {
        // A submission in the grace period is recorded as of the deadline; when exactly it arrived is not known.
        ClosedBy::Contestant => first.closed_at,
        // The server closes an attempt only after the grace period.
        ClosedBy::Deadline => first.closed_at + GRACE_MS,
    };
    let is_later = if order(first) == order(second) {
        rank(second) > rank(first)
    } else {
        second.sheet.revision > first.sheet.revision
    };
    let sheet_of = if is_later && second.last_change_at <= open_until {
        second
    } else {
        first
    };
    let unchanged = order(first) == order(&mine)
        && sheet_of.sheet.revision == mine.sheet.revision
        && sheet_of.sheet.answers_like(&mine.sheet);
    (!unchanged).then(|| Frozen {
        facts: other.facts.clone(),
        sheet: sheet_of.sheet.clone(),
        last_change_at: sheet_of.last_change_at,
        closed_at: first.closed_at,
        closed_by: first.closed_by,
    })
}

/// Decides which of two sheets closed at the same moment counts: an order that is the same for every caller.
fn rank(frozen: &Frozen) -> (u32, &str, Option<i64>) {
    let sheet = &frozen.sheet;
    (sheet.revision, &sheet.answers, sheet.prediction)
}
