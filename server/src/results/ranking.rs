//! Who is in which place and wins what: pure, from the counted attempts and the rules.

use super::prediction::Counts;
use contest_core::attempts::AttemptRecord;
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::ranking::{SortKey, Standing, sort_key};
use contest_core::rounds::RoundRules;
use contest_core::scoring::Score;
use contest_core::time::Millis;
use contest_core::winners::award;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What settlement keeps of a contestant: the counted attempt without its answers, and how many there were.
#[derive(Clone, Debug)]
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
    pub fn new(counted: &AttemptRecord, attempts: usize) -> Contestant {
        Contestant {
            account: counted.account,
            attempt: counted.attempt,
            score: counted.score,
            started_at: counted.started_at,
            last_change_at: counted.last_change_at,
            closed_at: counted.closed_at,
            prediction: counted.sheet.prediction,
            attempts: u32::try_from(attempts).unwrap_or(u32::MAX),
        }
    }

    fn standing(&self, prediction_value: Option<i64>, lot: u64) -> Standing {
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

/// One line of the ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Absent for the disqualified.
    pub place: Option<u32>,
    pub account: AccountId,
    pub attempt: AttemptId,
    /// The final key: the prediction is counted in.
    pub sort_key: SortKey,
    pub prize: Option<String>,
    pub amount_vnd: u64,
    /// Equal in the whole chain to the next row that has a place.
    pub tied_with_next: bool,
}

/// The ranking of a round with its prizes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// The attempts it was made from.
    pub attempts: u64,
    pub prediction_value: Option<i64>,
    /// In order; the position of a row is its index from 1.
    pub rows: Vec<Row>,
}

/// Ranks contestants. The prediction value is frozen first; it depends on counted attempts, which are chosen without
/// it, so there is no circle.
pub fn rank(
    rules: &RoundRules,
    lot: impl Fn(AttemptId) -> u64,
    contestants: Vec<Contestant>,
    disqualified: &BTreeSet<AccountId>,
) -> Ranking {
    let attempts = contestants
        .iter()
        .map(|contestant| u64::from(contestant.attempts))
        .sum();
    let prediction_value = frozen_value(rules, &contestants, disqualified);
    let key = |contestant: &Contestant| {
        sort_key(
            &rules.chain,
            &contestant.standing(prediction_value, lot(contestant.attempt)),
        )
    };
    let mut keyed: Vec<(SortKey, Contestant)> = contestants
        .into_iter()
        .map(|contestant| (key(&contestant), contestant))
        .collect();
    keyed.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    let out = |(_, contestant): &(SortKey, Contestant)| disqualified.contains(&contestant.account);
    let earned = |(_, contestant): &(SortKey, Contestant)| contestant.score.points > 0;
    let awarded = award(keyed, &rules.prizes, out, earned);
    let rows = awarded.into_iter().map(|ranked| {
        let (sort_key, contestant) = ranked.entrant;
        let prize = ranked.prize.map(|index| &rules.prizes[index]);
        Row {
            place: ranked.place,
            account: contestant.account,
            attempt: contestant.attempt,
            sort_key,
            prize: prize.map(|prize| prize.name.clone()),
            amount_vnd: prize.map_or(0, |prize| prize.amount_vnd),
            tied_with_next: false,
        }
    });
    let mut rows: Vec<Row> = rows.collect();
    mark_ties(&mut rows);
    Ranking {
        attempts,
        prediction_value,
        rows,
    }
}

fn frozen_value(
    rules: &RoundRules,
    contestants: &[Contestant],
    disqualified: &BTreeSet<AccountId>,
) -> Option<i64> {
    let prediction = rules.prediction.as_ref()?;
    let mut counts = Counts::default();
    for contestant in contestants {
        if prediction.before_disqualification || !disqualified.contains(&contestant.account) {
            counts.people += 1;
            counts.attempts += u64::from(contestant.attempts);
            counts.people_all_correct += u64::from(contestant.score.all_correct());
        }
    }
    Some(counts.value(prediction.target))
}

/// The disqualified are passed over: a tie with somebody who is out decides nothing.
fn mark_ties(rows: &mut [Row]) {
    let mut following: Option<usize> = None;
    for index in (0..rows.len()).rev() {
        if rows[index].place.is_none() {
            continue;
        }
        rows[index].tied_with_next =
            following.is_some_and(|next| rows[next].sort_key.ties_with(&rows[index].sort_key));
        following = Some(index);
    }
}

impl Ranking {
    /// SHA-256 in lower-case hex over lines that end in `\n` and whose fields are separated by tabs:
    ///
    /// ```text
    /// thiluat-settlement/1 ⇥ round ⇥ contestants ⇥ prediction value or -
    /// position ⇥ place or - ⇥ account ⇥ attempt ⇥ sort key in hex ⇥ đồng ⇥ prize or -
    /// ```
    ///
    /// Ids are in the hyphenated form; control characters of a prize's name count as spaces. All of it stands in the
    /// exported ranking, from which anybody can check the hash.
    pub fn hash(&self, round: RoundId) -> String {
        let mut hasher = Sha256::new();
        let value = self
            .prediction_value
            .map_or("-".to_owned(), |value| value.to_string());
        hasher.update(format!(
            "thiluat-settlement/1\t{round}\t{}\t{value}\n",
            self.rows.len()
        ));
        for (index, row) in self.rows.iter().enumerate() {
            let place = row.place.map_or("-".to_owned(), |place| place.to_string());
            let prize = row.prize.as_deref().unwrap_or("-").replace(char::is_control, " ");
            let key = hex::encode(&row.sort_key.0);
            let (position, account, attempt, amount) = (index + 1, row.account, row.attempt, row.amount_vnd);
            hasher.update(format!(
                "{position}\t{place}\t{account}\t{attempt}\t{key}\t{amount}\t{prize}\n"
            ));
        }
        hex::encode(hasher.finalize())
    }
}
