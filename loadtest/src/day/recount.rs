//! Recomputes the result from the exported attempts and the rules as written for people. It uses neither the core's
//! ranking and prizes, nor anything that the server says about itself.

use super::fill::Filled;
use super::papers::Papers;
use super::seen::Seen;
use crate::contest::{PRIZES, Round};
use crate::export::{Row, each_attempt};
use crate::ledger::Ledger;
use contest_core::ids::AccountId;
use contest_core::wire::boards::{PublicWinner, WinnerList};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::io::Read;
use thiluat::boards::mask::masked;

/// One row in this many is scored again on its paper.
const SCORED_ONE_IN: u64 = 100;
const TOLD: usize = 20;

/// What was found.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Recount {
    pub passed: bool,
    pub rows: u64,
    pub people: u64,
    /// Rows whose sheet was scored again on the paper that follows from the round's secret.
    pub scored_again: u64,
    pub winners: u64,
    /// SHA-256 of the ranking, as recomputed.
    pub hash: String,
    pub complaints: Vec<String>,
}

/// What is known besides the file.
pub struct Known<'a> {
    pub round: &'a Round,
    pub papers: &'a Papers,
    pub filled: Filled,
    /// The ledger of the phones that played in the round.
    pub ledger: &'a Ledger,
    pub disqualified: &'a HashSet<AccountId>,
    pub published: &'a WinnerList,
}

/// The best attempt of a contestant, and what is known about all of them.
struct Contestant {
    best: Best,
    name: String,
    unit: String,
    attempts: u32,
    highest_number: u16,
}

/// In the order of the ranking: most points, shortest time, earliest end, earliest start.
type Best = (Reverse<u32>, u64, i64, [u8; 16]);

/// Reads the exported attempts and recounts. Also returns the rows of the phones that played.
pub fn recount(file: impl Read, known: &Known<'_>) -> (Recount, Vec<Row>) {
    let ours: HashSet<AccountId> = known
        .ledger
        .attempts
        .iter()
        .map(|attempt| attempt.account)
        .collect();
    let mut found = Recount::default();
    let (mut marks, mut filled, mut played) = (0_u64, 0, Vec::new());
    let mut contestants: HashMap<AccountId, Contestant> = HashMap::new();
    let read = each_attempt(file, |row| {
        found.rows += 1;
        if found.rows % SCORED_ONE_IN == 1 {
            found.score_again(known.papers, &row);
        }
        if row.duration_ms() > u64::from(known.round.time_limit_s) * 1_000 {
            found.complain(|| format!("attempt {}: longer than the time limit", row.attempt));
        }
        count(&mut contestants, &row);
        if ours.contains(&row.account) {
            played.push(row);
        } else {
            filled += 1;
            marks = marks.wrapping_add(Seen::exported(&row).mark());
        }
    });
    if let Err(wrong) = read {
        found.complain(|| wrong);
    }
    if (filled, marks) != (known.filled.attempts, known.filled.marks) {
        let written = known.filled.attempts;
        found.complain(|| format!("{filled} attempts exported of {written} written, or some differ"));
    }
    found.people = contestants.len() as u64;
    found.check_numbers(&contestants, known.round.attempts);
    found.check_ranking(contestants, known);
    found.passed = found.complaints.is_empty();
    (found, played)
}

fn count(contestants: &mut HashMap<AccountId, Contestant>, row: &Row) {
    let best: Best = (
        Reverse(row.points),
        row.duration_ms(),
        row.closed_at.0,
        *row.attempt.0.as_bytes(),
    );
    let contestant = contestants.entry(row.account).or_insert_with(|| Contestant {
        best,
        name: row.name.clone(),
        unit: row.unit.clone(),
        attempts: 0,
        highest_number: 0,
    });
    contestant.attempts += 1;
    contestant.highest_number = contestant.highest_number.max(row.number);
    if best < contestant.best {
        contestant.best = best;
    }
}

impl Recount {
    fn complain(&mut self, complaint: impl FnOnce() -> String) {
        if self.complaints.len() < TOLD {
            self.complaints.push(complaint());
        }
    }

    fn score_again(&mut self, papers: &Papers, row: &Row) {
        self.scored_again += 1;
        let recorded = (row.points, row.correct, row.answered, row.total);
        match papers.score(row.attempt, &row.answers) {
            Ok(score) if (score.points, score.correct, score.answered, score.total) == recorded => {}
            other => {
                self.complain(|| format!("attempt {}: recorded {recorded:?}, earned {other:?}", row.attempt))
            }
        }
    }

    fn check_numbers(&mut self, contestants: &HashMap<AccountId, Contestant>, limit: Option<u16>) {
        for (account, contestant) in contestants {
            let highest = contestant.highest_number;
            if u32::from(highest) != contestant.attempts || limit.is_some_and(|limit| highest > limit) {
                let attempts = contestant.attempts;
                self.complain(|| {
                    format!("account {account}: {attempts} attempts, the last is number {highest}")
                });
            }
        }
    }

    fn check_ranking(&mut self, contestants: HashMap<AccountId, Contestant>, known: &Known<'_>) {
        let mut ranking: Vec<(AccountId, Contestant)> = contestants.into_iter().collect();
        ranking.sort_unstable_by_key(|(_, contestant)| contestant.best);
        let mut prizes = PRIZES
            .iter()
            .flat_map(|(name, quota, amount)| (0..*quota).map(move |_| (*name, *amount)));
        let mut order = Sha256::new();
        let (round, people) = (known.round.id, ranking.len());
        order.update(format!("thiluat-ranking/1\t{round}\t{people}\n"));
        let (mut rank, mut winners, mut decided) = (0, Vec::new(), String::new());
        for (index, (account, contestant)) in ranking.iter().enumerate() {
            let is_out = known.disqualified.contains(account);
            rank += u32::from(!is_out);
            let wins = !is_out && contestant.best.0.0 > 0;
            let prize = if wins { prizes.next() } else { None };
            let position = index + 1;
            order.update(line(position, *account, contestant));
            if is_out {
                decided += &format!("{position}\tout\n");
            }
            if let Some((prize, amount_vnd)) = prize {
                decided += &format!("{position}\t{amount_vnd}\t{prize}\n");
                winners.push(winner(rank, prize, amount_vnd, contestant));
            }
        }
        let order = hex::encode(order.finalize());
        let head = format!("thiluat-settlement/2\t{round}\t{people}\t-\t{order}\n");
        self.hash = hex::encode(Sha256::digest(head + &decided));
        self.winners = winners.len() as u64;
        if self.hash != known.published.hash {
            let (mine, told) = (self.hash.clone(), &known.published.hash);
            self.complain(|| format!("the ranking's hash is {mine}, published {told}"));
        }
        if winners != known.published.winners {
            let published = &known.published.winners;
            let differ = winners.iter().zip(published).find(|(mine, told)| mine != told);
            let counts = (winners.len(), published.len());
            self.complain(|| format!("winners {counts:?} differ from those published, first {differ:?}"));
        }
    }
}

/// Returns a line of the hashed order, as the note sheet of an export describes it.
fn line(position: usize, account: AccountId, contestant: &Contestant) -> String {
    let (Reverse(points), duration_ms, closed_at, attempt) = contestant.best;
    let mut key = (u64::MAX - u64::from(points)).to_be_bytes().to_vec();
    key.extend_from_slice(&duration_ms.to_be_bytes());
    key.extend_from_slice(&closed_at.to_be_bytes());
    key.extend_from_slice(&attempt);
    let (key, attempt) = (hex::encode(key), uuid::Uuid::from_bytes(attempt));
    format!(
        "{position}\t{account}\t{attempt}\t{key}\t{}\n",
        u8::from(points > 0)
    )
}

fn winner(rank: u32, prize: &str, amount_vnd: u64, contestant: &Contestant) -> PublicWinner {
    PublicWinner {
        rank,
        prize: prize.to_owned(),
        amount_vnd,
        name: masked(&contestant.name),
        unit: (!contestant.unit.is_empty()).then(|| contestant.unit.clone()),
        points: contestant.best.0.0,
        duration_ms: contestant.best.1,
        closed_at: None,
    }
}
