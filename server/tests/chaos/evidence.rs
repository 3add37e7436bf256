//! What is known at the end, and what follows from the rows alone.

use crate::common::places::UnitPlace;
use crate::ledger::Ledger;
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId, UnitId};
use contest_core::ranking::{Counted, SortKey, choice_key};
use contest_core::scoring::Score;
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, MyRoundInUnit, Receipt};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

/// A recorded attempt, and what the harness computes from its sheet.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) attempt: AttemptId,
    pub(crate) account: AccountId,
    pub(crate) number: u16,
    pub(crate) started_at: Millis,
    pub(crate) deadline: Millis,
    pub(crate) closed_at: Millis,
    pub(crate) closed_by: ClosedBy,
    pub(crate) sheet: AnswerSheet,
    pub(crate) sheet_hash: String,
    pub(crate) score: Score,
    pub(crate) sort_key: Vec<u8>,
    pub(crate) recomputed: (Score, SortKey),
}

/// A board as it is shown or as it should be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Board {
    pub(crate) people: u64,
    pub(crate) attempts: u64,
    /// Name, points, questions entirely right, milliseconds.
    pub(crate) standings: Vec<(String, u32, u16, u64)>,
    /// People of each unit that has some.
    pub(crate) units: BTreeMap<UnitId, u64>,
}

/// Everything that is known at the end.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(crate) limit: u16,
    pub(crate) counted: Counted,
    pub(crate) skew_ms: i64,
    pub(crate) closes_at: Millis,
    /// Redis may have lost something.
    pub(crate) forgets: bool,
    /// Redis may have lost something while the database was away. A start may then be lost, its number given again, and
    /// the attempt set aside.
    pub(crate) double_fault: bool,
    /// A unit, and another one below it.
    pub(crate) units: [UnitId; 2],
    /// Account and masked name. Every second one belongs to the second unit, the others to the first.
    pub(crate) people: Vec<(AccountId, String)>,
    pub(crate) ledgers: Vec<Ledger>,
    pub(crate) rows: Vec<Row>,
    /// Ids in `starts`.
    pub(crate) starts: HashSet<AttemptId>,
    /// Attempts that were set aside, and why.
    pub(crate) aside: HashMap<AttemptId, String>,
    /// Attempts whose record was replaced, according to the audit log.
    pub(crate) corrected: HashSet<AttemptId>,
    /// The last receipts, read when everything was over.
    pub(crate) receipts: Vec<Receipt>,
    /// Rows whose receipt was refused.
    pub(crate) without_receipt: usize,
    /// By server.
    pub(crate) boards: Vec<Board>,
    /// One for each person.
    pub(crate) mine: Vec<MyRoundInUnit>,
    pub(crate) unsettled: u64,
    /// Errors of a server that no device was sent.
    pub(crate) wrong: Vec<String>,
}

impl Evidence {
    /// Returns what each device did and heard, and what there is at the end.
    pub(crate) fn story(&self) -> String {
        let evidence = self;
        let mut story = String::new();
        for ledger in &evidence.ledgers {
            let account = evidence.people[ledger.person].0;
            writeln!(story, "device {}.{} of {account}", ledger.person, ledger.device).expect("a text");
            for line in &ledger.story {
                writeln!(story, "  {line}").expect("a text");
            }
        }
        for row in &evidence.rows {
            writeln!(story, "{row:?}").expect("a text");
        }
        writeln!(
            story,
            "starts {:?}\naside {:?}\ncorrected {:?}\n{:?}\n{:?}",
            evidence.starts, evidence.aside, evidence.corrected, evidence.boards, evidence.mine
        )
        .expect("a text");
        story
    }
}

/// Returns the attempt that counts for each person, best first.
pub(crate) fn ranked(evidence: &Evidence) -> Vec<&Row> {
    let mut counting: BTreeMap<AccountId, (Vec<u8>, &Row)> = BTreeMap::new();
    for row in &evidence.rows {
        let choice = choice_key(evidence.counted, &row.recomputed.1, row.attempt, row.closed_at);
        match counting.get(&row.account) {
            Some((better, _)) if *better <= choice => {}
            _ => drop(counting.insert(row.account, (choice, row))),
        }
    }
    let mut ranked: Vec<&Row> = counting.into_values().map(|(_, row)| row).collect();
    ranked.sort_by(|a, b| a.recomputed.1.cmp(&b.recomputed.1));
    ranked
}

/// Returns a person's place within their unit among all who are `ranked`; nobody is told one who is alone there.
pub(crate) fn place_in_unit(evidence: &Evidence, ranked: &[&Row], account: AccountId) -> Option<UnitPlace> {
    let person = |account| evidence.people.iter().position(|(id, _)| *id == account);
    let is_below = |account| person(account).is_some_and(|person| person % 2 == 1);
    let same = ranked
        .iter()
        .filter(|row| is_below(row.account) == is_below(account));
    let same: Vec<AccountId> = same.map(|row| row.account).collect();
    let index = same.iter().position(|other| *other == account)?;
    (same.len() > 1).then_some((index as u64 + 1, same.len() as u64))
}

/// Computes the board from the rows.
pub(crate) fn expected_board(evidence: &Evidence) -> Board {
    let person = |account| evidence.people.iter().position(|(id, _)| *id == account);
    let name = |account| person(account).map(|person| evidence.people[person].1.clone());
    let standing = |row: &&Row| {
        let (score, _) = &row.recomputed;
        (
            name(row.account).unwrap_or_default(),
            score.points,
            score.correct,
            row.closed_at.since(row.started_at),
        )
    };
    let ranked = ranked(evidence);
    let below = ranked
        .iter()
        .filter(|row| person(row.account).is_some_and(|person| person % 2 == 1));
    let units = [ranked.len(), below.count()].map(|people| people as u64);
    Board {
        units: evidence
            .units
            .into_iter()
            .zip(units)
            .filter(|(_, people)| *people > 0)
            .collect(),
        people: ranked.len() as u64,
        attempts: evidence.rows.len() as u64,
        standings: ranked.iter().map(standing).collect(),
    }
}
