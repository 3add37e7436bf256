//! Contestants on their way into a ranking, and the hashes of a ranking and of the decisions about it. Does no I/O.

use super::prediction::Counts;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::ranking::{SortKey, Standing, sort_key};
use contest_core::rounds::RoundRules;
use contest_core::scoring::Score;
use contest_core::time::Millis;
use contest_core::winners::{Decision, Prize};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What settlement keeps of a contestant: the attempt that counts, without its answers, and the number of attempts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Contestant {
    pub(crate) account: AccountId,
    pub(crate) attempt: AttemptId,
    pub(crate) unit: Option<UnitId>,
    pub(crate) score: Score,
    pub(crate) started_at: Millis,
    pub(crate) last_change_at: Millis,
    pub(crate) closed_at: Millis,
    pub(crate) prediction: Option<i64>,
    pub(crate) attempts: u32,
}

impl Contestant {
    /// Returns the contestant with the final key, which includes the prediction.
    pub(crate) fn ranked(&self, rules: &RoundRules, prediction_value: Option<i64>, lot: u64) -> Ranked {
        let standing = self.standing(prediction_value, lot);
        Ranked {
            key: sort_key(&rules.chain, &standing),
            account: self.account,
            attempt: self.attempt,
            has_points: self.score.points > 0,
            unit: self.unit,
        }
    }

    /// Returns what the chain compares.
    pub(crate) fn standing(&self, prediction_value: Option<i64>, lot: u64) -> Standing {
        let distance = self
            .prediction
            .zip(prediction_value)
            .map(|(guess, value)| guess.abs_diff(value));
        Standing {
            attempt: self.attempt,
            score: self.score,
            started_at: self.started_at,
            last_change_at: self.last_change_at,
            closed_at: self.closed_at,
            prediction_distance: distance,
            lot,
        }
    }
}

/// A contestant as a ranking orders them: the smaller key first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Ranked {
    pub(crate) key: SortKey,
    pub(crate) account: AccountId,
    pub(crate) attempt: AttemptId,
    pub(crate) has_points: bool,
    /// Says nothing about the order: attempts differ before it is compared.
    pub(crate) unit: Option<UnitId>,
}

/// Counts what predictions are about, contestant by contestant. Predictions belong to the attempts that count, and
/// these are chosen without them, so there is no circle.
pub(crate) struct Counting<'a> {
    rules: &'a RoundRules,
    disqualified: &'a BTreeSet<AccountId>,
    counts: Counts,
}

impl<'a> Counting<'a> {
    pub(crate) fn new(rules: &'a RoundRules, disqualified: &'a BTreeSet<AccountId>) -> Counting<'a> {
        Counting {
            rules,
            disqualified,
            counts: Counts::default(),
        }
    }

    pub(crate) fn add(&mut self, contestant: &Contestant) {
        let Some(prediction) = &self.rules.prediction else {
            return;
        };
        if prediction.before_disqualification || !self.disqualified.contains(&contestant.account) {
            self.counts.people += 1;
            self.counts.attempts += u64::from(contestant.attempts);
            self.counts.people_all_correct += u64::from(contestant.score.all_correct());
        }
    }

    /// Returns the value that predictions are measured against.
    pub(crate) fn value(&self) -> Option<i64> {
        let prediction = self.rules.prediction.as_ref()?;
        Some(self.counts.value(prediction.target))
    }
}

/// Whether disqualifications change the value that predictions are measured against, and with it everybody's rank.
pub(crate) fn depends_on_disqualifications(rules: &RoundRules) -> bool {
    let prediction = rules.prediction.as_ref();
    prediction.is_some_and(|prediction| !prediction.before_disqualification)
}

/// The hash of a ranking: SHA-256 in lower-case hex over lines that end in `\n` and whose fields are separated by tabs:
///
/// ```text
/// thiluat-ranking/1 ⇥ round ⇥ contestants
/// position ⇥ account ⇥ attempt ⇥ sort key in hex ⇥ 1 if any points were earned, else 0
/// ```
///
/// Ids are in the hyphenated form. All of this is in the exported ranking and its notes.
pub(crate) struct RankingHash {
    hasher: Sha256,
    positions: u64,
}

impl RankingHash {
    pub(crate) fn new(round: RoundId, people: u64) -> RankingHash {
        let mut hasher = Sha256::new();
        hasher.update(format!("thiluat-ranking/1\t{round}\t{people}\n"));
        RankingHash { hasher, positions: 0 }
    }

    /// Adds the next position.
    pub(crate) fn add(&mut self, ranked: &Ranked) {
        self.positions += 1;
        let key = hex::encode(&ranked.key.0);
        let (position, account, attempt) = (self.positions, ranked.account, ranked.attempt);
        let points = u8::from(ranked.has_points);
        self.hasher
            .update(format!("{position}\t{account}\t{attempt}\t{key}\t{points}\n"));
    }

    pub(crate) fn finish(self) -> String {
        hex::encode(self.hasher.finalize())
    }
}

/// What a version of a settlement is made from besides its decisions.
pub(crate) struct Settled<'a> {
    pub(crate) round: RoundId,
    pub(crate) people: u64,
    pub(crate) prediction_value: Option<i64>,
    /// The hash of its ranking.
    pub(crate) ranking: &'a str,
}

/// Returns the hash of a version, computed like [`RankingHash`] over
///
/// ```text
/// thiluat-settlement/2 ⇥ round ⇥ contestants ⇥ prediction value or - ⇥ hash of the ranking
/// position ⇥ out                 for whoever is disqualified
/// position ⇥ đồng ⇥ prize        for every winner
/// ```
///
/// in the order of positions. Control characters in a prize's name are replaced by spaces. Ranks are not included:
/// they follow from the positions that are not out. Anybody can verify both hashes from the exported ranking and its
/// notes.
pub(crate) fn settlement_hash(settled: &Settled, decisions: &[Decision], prizes: &[Prize]) -> String {
    let mut hasher = Sha256::new();
    let value = settled
        .prediction_value
        .map_or("-".to_owned(), |value| value.to_string());
    let Settled {
        round,
        people,
        ranking,
        ..
    } = settled;
    hasher.update(format!(
        "thiluat-settlement/2\t{round}\t{people}\t{value}\t{ranking}\n"
    ));
    for decision in decisions {
        let position = decision.position;
        if decision.disqualified {
            hasher.update(format!("{position}\tout\n"));
        } else if let Some(prize) = decision.prize.and_then(|prize| prizes.get(prize)) {
            let name = prize.name.replace(char::is_control, " ");
            hasher.update(format!("{position}\t{}\t{name}\n", prize.amount_vnd));
        }
    }
    hex::encode(hasher.finalize())
}
