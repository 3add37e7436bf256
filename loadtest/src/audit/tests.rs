//! A server that kept its word gets no complaints; any single fault is named.

use super::{Audit, check};
use crate::contest::{Round, known_bank};
use crate::export::Row;
use crate::ledger::{Attempt, Ledger, Sheets};
use crate::paper::sample::full_paper;
use contest_core::ids::{AccountId, AttemptId, RoundId, Uuid};
use contest_core::time::Millis;
use ed25519_dalek::SigningKey;
use std::sync::Arc;

struct World {
    round: Round,
    ledger: Ledger,
    rows: Vec<Row>,
}

/// One contestant: the first attempt is submitted and accepted with 202; the second is resumed after two saves, and
/// closed by the server after the third.
fn world() -> World {
    let bank = known_bank().expect("the bank");
    let (paper, right) = full_paper(&bank);
    let blank = "0".repeat(right.len());
    let half = right[..10].to_owned() + &blank[10..];
    let account = AccountId(Uuid::now_v7());
    let attempt = |number: u16| Attempt {
        attempt: AttemptId(Uuid::now_v7()),
        account,
        number,
        started_at: Millis(i64::from(number) * 1_000_000),
        paper: paper.clone().into(),
        found: None,
        sheets: Sheets::after(0, right.len()),
        prediction: None,
        acknowledged: 0,
        submitted: None,
        accepted: None,
    };
    let mut submitted = attempt(1);
    for sheet in [&half, &right] {
        submitted.sheets.push(sheet);
    }
    submitted.acknowledged = 1;
    submitted.submitted = Some(2);
    submitted.accepted = Some(Millis(1_060_000));
    let mut abandoned = attempt(2);
    for sheet in [&blank, &half] {
        abandoned.sheets.push(sheet);
    }
    abandoned.acknowledged = 2;
    let mut again = abandoned.clone();
    again.found = Some(Box::new(contest_core::answers::AnswerSheet {
        revision: 2,
        answers: half.clone(),
        prediction: None,
    }));
    again.sheets = Sheets::after(2, right.len());
    again.sheets.push(&right);
    again.acknowledged = 3;
    let rows = vec![
        row(&bank, &submitted, &right, 2),
        row(&bank, &abandoned, &right, 3),
    ];
    World {
        round: Round {
            id: RoundId(Uuid::now_v7()),
            bank: Arc::new(bank),
            opens_at: Millis(0),
            time_limit_s: 120,
            attempts: Some(2),
        },
        ledger: Ledger {
            attempts: vec![submitted, abandoned, again],
            promises: Vec::new(),
        },
        rows,
    }
}

fn row(bank: &crate::paper::KnownBank, known: &Attempt, answers: &str, revision: u32) -> Row {
    let score = bank.score(&known.paper, answers).expect("a score");
    Row {
        name: "Nguyễn Một".into(),
        unit: String::new(),
        number: known.number,
        points: score.points,
        correct: score.correct,
        answered: score.answered,
        total: score.total,
        started_at: known.started_at,
        closed_at: known.accepted.unwrap_or(known.started_at + 120_000),
        by_contestant: known.accepted.is_some(),
        answers: answers.into(),
        code: format!("CODE-{}", known.number),
        attempt: known.attempt,
        account: known.account,
        sheet_hash: known.hash(answers),
        revision,
    }
}

fn audited(world: &World) -> Audit {
    let key = SigningKey::from_bytes(&[7; 32]).verifying_key();
    check(&world.round, &world.ledger, &world.rows, &key)
}

#[test]
fn a_server_that_kept_its_word_passes() {
    let audit = audited(&world());
    assert!(audit.passed, "{:?}", audit.complaints);
    assert_eq!((audit.started, audit.scored_again), (2, 2));
}

/// What is wrong, and what the audit says about it.
type Wrong = (fn(&mut World), &'static str);

const WRONGS: [Wrong; 18] = [
    (
        |world| drop(world.rows.remove(0)),
        "the submission was accepted, but nothing is recorded",
    ),
    (
        |world| drop(world.rows.pop()),
        "the start was acknowledged, but nothing is recorded",
    ),
    (|world| world.rows[0].points -= 100, "the sheet"),
    (|world| world.rows[1].correct -= 1, "the sheet"),
    (|world| world.rows[0].answered -= 1, "the sheet"),
    (|world| world.rows[0].revision = 1, "submitted was"),
    (|world| world.rows[0].answers = "0".repeat(20), "submitted was"),
    (
        |world| world.rows[1].by_contestant = true,
        "no phone submitted it",
    ),
    (
        |world| world.rows[1].revision = 2,
        "revision 2, acknowledged was 3",
    ),
    (|world| world.rows[1].revision = 4, "not sent as revision 4"),
    (
        |world| world.rows[1].answers = "1".repeat(20),
        "not sent as revision 3",
    ),
    (
        |world| world.rows[1].sheet_hash = "00".into(),
        "hash of the sheet",
    ),
    (
        |world| world.rows[0].closed_at = Millis(1_060_001),
        "but the submission was accepted at",
    ),
    (
        |world| world.rows[1].number = 3,
        "its attempts are numbered [1, 3]",
    ),
    (
        |world| world.round.attempts = Some(1),
        "more attempts than allowed",
    ),
    (
        |world| world.ledger.attempts[2].found = None,
        "with revision 0, acknowledged was 2",
    ),
    (
        |world| {
            let found = world.ledger.attempts[2].found.as_mut().expect("a sheet");
            found.answers = "1".repeat(20);
        },
        "not sent as revision 2",
    ),
    (
        |world| world.ledger.attempts[2].paper.reverse(),
        "with another paper",
    ),
];

#[test]
fn whatever_is_wrong_is_named() {
    for (number, (break_it, words)) in WRONGS.iter().enumerate() {
        let mut world = world();
        break_it(&mut world);
        let audit = audited(&world);
        let named = audit.complaints.iter().any(|complaint| complaint.contains(words));
        assert!(
            !audit.passed && named,
            "{number}: {words}: {:?}",
            audit.complaints
        );
    }
}
