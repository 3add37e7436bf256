//! Contestants on their way into a ranking, and the hashes of a ranking and of the decisions about it. Does no I/O.

use super::prediction::Counts;
use contest_core::ids::{AccountId, AttemptId, RoundId};
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
pub struct Contestant {
    pub account: AccountId,
    pub attempt: AttemptId,
    pub score: Score,
    pub started_at: Millis,
    pub last_change_at: Millis,
    pub closed_at: Millis,
    pub prediction: Option<i64>,
    pub attempts: u32,
}

impl Contestant {
    /// Returns the contestant with the final key, which includes the prediction.
    pub fn ranked(&self, rules: &RoundRules, prediction_value: Option<i64>, lot: u64) -> Ranked {
        let distance = self
            .prediction
            .zip(prediction_value)
            .map(|(guess, value)| guess.abs_diff(value));
        let standing = Standing {
            attempt: self.attempt,
            score: self.score,
            started_at: self.started_at,
            last_change_at: self.last_change_at,
            closed_at: self.closed_at,
            prediction_distance: distance,
            lot,
        };
        Ranked {
            key: sort_key(&rules.chain, &standing),
            account: self.account,
            attempt: self.attempt,
            has_points: self.score.points > 0,
        }
    }
}

/// A contestant as a ranking orders them: the smaller key first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ranked {
    pub key: SortKey,
    pub account: AccountId,
    pub attempt: AttemptId,
    pub has_points: bool,
}

/// Counts what predictions are about, contestant by contestant. Predictions belong to the attempts that count, and
/// these are chosen without them, so there is no circle.
pub struct Counting<'a> {
    rules: &'a RoundRules,
    disqualified: &'a BTreeSet<AccountId>,
    counts: Counts,
}

impl<'a> Counting<'a> {
    pub fn new(rules: &'a RoundRules, disqualified: &'a BTreeSet<AccountId>) -> Counting<'a> {
        Counting {
            rules,
            disqualified,
            counts: Counts::default(),
        }
    }

    pub fn add(&mut self, contestant: &Contestant) {
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
    pub fn value(&self) -> Option<i64> {
        let prediction = self.rules.prediction.as_ref()?;
        Some(self.counts.value(prediction.target))
    }
}

/// Whether disqualifications change the value that predictions are measured against, and with it everybody's rank.
pub fn depends_on_disqualifications(rules: &RoundRules) -> bool {
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
pub struct RankingHash {
    hasher: Sha256,
    positions: u64,
}

impl RankingHash {
    pub fn new(round: RoundId, people: u64) -> RankingHash {
        let mut hasher = Sha256::new();
        hasher.update(format!("thiluat-ranking/1\t{round}\t{people}\n"));
        RankingHash { hasher, positions: 0 }
    }

    /// Adds the next position.
    pub fn add(&mut self, ranked: &Ranked) {
        self.positions += 1;
        let key = hex::encode(&ranked.key.0);
        let (position, account, attempt) = (self.positions, ranked.account, ranked.attempt);
        let points = u8::from(ranked.has_points);
        self.hasher
            .update(format!("{position}\t{account}\t{attempt}\t{key}\t{points}\n"));
    }

    pub fn finish(self) -> String {
        hex::encode(self.hasher.finalize())
    }
}

/// What a version of a settlement is made from besides its decisions.
pub struct Settled<'a> {
    pub round: RoundId,
    pub people: u64,
    pub prediction_value: Option<i64>,
    /// The hash of its ranking.
    pub ranking: &'a str,
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
pub fn settlement_hash(settled: &Settled, decisions: &[Decision], prizes: &[Prize]) -> String {
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
