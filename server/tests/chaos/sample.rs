//! Correct evidence: two people with three attempts. The mutants spoil it.

use crate::evidence::{Evidence, Row, expected_board};
use crate::ledger::{Ack, Ledger, Sent, Start};
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId, Uuid};
use contest_core::ranking::{Counted, Standing, TieBreak, sort_key};
use contest_core::rounds::Phase;
use contest_core::scoring::Score;
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, MyRound, MyRoundInUnit, Receipt};
use std::collections::{HashMap, HashSet};

const ROUND: RoundId = RoundId(Uuid::from_u128(9));

fn account(person: usize) -> AccountId {
    AccountId(Uuid::from_u128(100 + person as u128))
}

pub(crate) fn attempt(person: usize, number: u16) -> AttemptId {
    AttemptId(Uuid::from_u128(1_000 + person as u128 * 10 + u128::from(number)))
}

pub(crate) fn sheet(revision: u32) -> AnswerSheet {
    AnswerSheet {
        revision,
        answers: format!("{:0>3}", revision % 8),
        prediction: None,
    }
}

/// Returns an attempt of ten seconds that started at `start`.
fn row(person: usize, number: u16, start: i64, points: u32) -> Row {
    let score = Score {
        points,
        max_points: 1_000,
        correct: (points / 100) as u16,
        answered: 3,
        total: 10,
    };
    let standing = Standing {
        attempt: attempt(person, number),
        score,
        started_at: Millis(start),
        last_change_at: Millis(start + 9_000),
        closed_at: Millis(start + 10_000),
        prediction_distance: None,
        lot: 0,
    };
    let key = sort_key(&[TieBreak::MostPoints, TieBreak::ShortestDuration], &standing);
    Row {
        attempt: standing.attempt,
        account: account(person),
        number,
        started_at: standing.started_at,
        deadline: Millis(start + 30_000),
        closed_at: standing.closed_at,
        closed_by: ClosedBy::Contestant,
        sheet: sheet(3),
        sheet_hash: sheet(3).hash(standing.attempt),
        score,
        sort_key: key.0.clone(),
        recomputed: (score, key),
    }
}

fn receipt(row: &Row) -> Receipt {
    Receipt {
        code: String::new(),
        attempt: row.attempt,
        round: ROUND,
        number: row.number,
        started_at: row.started_at,
        closed_at: row.closed_at,
        closed_by: row.closed_by,
        duration_ms: 10_000,
        score: row.score,
        withheld: None,
        sheet_hash: row.sheet_hash.clone(),
        signature: String::new(),
    }
}

fn sent(row: &Row, revision: u32) -> Sent {
    Sent {
        attempt: row.attempt,
        sheet: sheet(revision),
        at: row.closed_at - 1_000,
    }
}

fn ledger(rows: &[Row]) -> Ledger {
    let start = |row: &Row| Start {
        attempt: row.attempt,
        number: row.number,
        started_at: row.started_at,
        served_at: row.started_at + 10,
        key: Some(Uuid::from_u128(row.number.into())),
    };
    let ack = |row: &Row| Ack {
        attempt: row.attempt,
        sheet: sheet(2),
        at: row.closed_at - 5_000,
        ack: None,
    };
    Ledger {
        person: rows[0].account.0.as_u128() as usize - 100,
        starts: rows.iter().map(start).collect(),
        sent: rows
            .iter()
            .flat_map(|row| [2, 3].map(|revision| sent(row, revision)))
            .collect(),
        acked: rows.iter().map(ack).collect(),
        accepted: vec![rows[0].attempt],
        receipts: rows.iter().map(receipt).collect(),
        ..Ledger::default()
    }
}

/// Returns evidence with two people; the first has two attempts, of which the second is better.
pub(crate) fn right() -> Evidence {
    let first = [row(0, 1, 0, 300), row(0, 2, 20_000, 800)];
    let second = [row(1, 1, 5_000, 500)];
    let round = |used, rank| MyRound {
        now: Millis(0),
        phase: Phase::Closed,
        entered: true,
        attempts_used: used,
        attempts_allowed: Some(2),
        open_attempt: None,
        rank: Some(rank),
        people: 2,
        counted: None,
        prize: None,
        disqualified: false,
        next_at: None,
    };
    let rows = [first.as_slice(), &second].concat();
    let mut evidence = Evidence {
        limit: 2,
        counted: Counted::Best,
        skew_ms: 0,
        closes_at: Millis(100_000),
        forgets: false,
        double_fault: false,
        aside: HashMap::new(),
        corrected: HashSet::new(),
        units: [UnitId(Uuid::from_u128(1)), UnitId(Uuid::from_u128(2))],
        people: vec![(account(0), "A***".into()), (account(1), "B***".into())],
        ledgers: vec![ledger(&first), ledger(&second)],
        starts: rows.iter().map(|row| row.attempt).collect(),
        receipts: rows.iter().map(receipt).collect(),
        without_receipt: 0,
        boards: Vec::new(),
        mine: [round(2, 1), round(1, 2)]
            .map(|mine| MyRoundInUnit { mine, unit: None })
            .to_vec(),
        unsettled: 0,
        wrong: Vec::new(),
        rows,
    };
    evidence.boards = vec![expected_board(&evidence); 2];
    evidence
}
