//! What must hold when everything has come to rest: ledgers, rows, receipts and boards agree. These functions are pure:
//! the evidence is gathered elsewhere.

use crate::common::places::place_told;
use crate::evidence::{Evidence, Row, expected_board, place_in_unit, ranked};
use crate::ledger::Ledger;
use crate::promises::{check_keys, check_ledger};
use contest_core::ids::{AccountId, AttemptId};
use contest_core::rounds::GRACE_MS;
use contest_core::wire::attempts::Receipt;
use std::collections::HashMap;
use std::fmt::Debug;

/// What can be violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Check {
    /// A receipt exists for an attempt that is not recorded.
    ReceiptWithoutRow,
    /// The last receipt differs from the row.
    ReceiptDiffers,
    /// A row has no receipt.
    NoReceipt,
    /// A row differs from an earlier receipt, and the audit log does not say why.
    SilentlyCorrected,
    /// Points, sort key or hash do not follow from the sheet.
    WronglyScored,
    /// A save was acknowledged in time, but an older sheet is recorded.
    LostSave,
    /// A sheet is recorded that nobody sent.
    UnknownSheet,
    /// A sheet is recorded that was sent too late, or an attempt that was closed after its deadline.
    TooLate,
    /// A submission was accepted with `202` but is not recorded.
    LostAcceptance,
    /// A start got a response, but the attempt is not recorded.
    StartWithoutRow,
    /// A row's start differs from the response to it.
    StartDiffers,
    /// One idempotency key has made two attempts.
    KeyGivesAnother,
    /// There are too many attempts, or a number twice.
    OverLimit,
    /// An attempt was started before the previous one was closed.
    TwoOpenAtOnce,
    /// A board differs from the one computed from the rows.
    Board,
    /// `/me` differs from the rows.
    Mine,
    /// Something is due or pending.
    Unsettled,
    /// An attempt is recorded without its start.
    NotInStarts,
    /// An attempt was set aside where no two faults excuse it.
    SetAside,
    /// An error of the server, or a refusal that makes no sense.
    WrongAnswer,
    /// A device could not bring an attempt to its end.
    Stuck,
    BrokeOff,
}

/// Everything that is wrong.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Findings(pub(crate) Vec<(Check, String)>);

impl Findings {
    pub(crate) fn add(&mut self, check: Check, what: String) {
        self.0.push((check, what));
    }

    pub(crate) fn differ<T: PartialEq + Debug>(&mut self, check: Check, what: &str, is: T, should_be: T) {
        if is != should_be {
            self.add(check, format!("{what}: {is:?}, not {should_be:?}"));
        }
    }

    /// Reports a panic; its message is above.
    pub(crate) fn broke_off() -> Findings {
        Findings(vec![(Check::BrokeOff, "see the panic above".into())])
    }

    /// Returns whether waiting longer will not help.
    pub(crate) fn are_lasting(&self) -> bool {
        let lasting = |check: &Check| {
            use Check::{KeyGivesAnother, OverLimit, StartDiffers, Stuck, TwoOpenAtOnce, WrongAnswer};
            matches!(
                check,
                KeyGivesAnother | OverLimit | StartDiffers | Stuck | TwoOpenAtOnce | WrongAnswer
            )
        };
        self.0.iter().all(|(check, _)| lasting(check))
    }
}

pub(crate) fn judge(evidence: &Evidence) -> Findings {
    let mut found = Findings::default();
    let rows: HashMap<AttemptId, &Row> = evidence.rows.iter().map(|row| (row.attempt, row)).collect();
    for row in &evidence.rows {
        check_row(evidence, row, &mut found);
    }
    for receipt in &evidence.receipts {
        match rows.get(&receipt.attempt) {
            Some(row) => check_receipt(receipt, row, &mut found),
            None => found.add(Check::ReceiptWithoutRow, receipt.attempt.to_string()),
        }
    }
    if evidence.without_receipt > 0 {
        found.add(Check::NoReceipt, format!("of {} rows", evidence.without_receipt));
    }
    for ledger in &evidence.ledgers {
        check_ledger(evidence, ledger, &rows, &mut found);
    }
    check_keys(evidence, &mut found);
    for (account, _) in &evidence.people {
        check_attempts_of(evidence, *account, &mut found);
    }
    check_boards(evidence, &mut found);
    if evidence.unsettled > 0 {
        found.add(Check::Unsettled, format!("{} pending or due", evidence.unsettled));
    }
    if !evidence.double_fault {
        for (attempt, reason) in &evidence.aside {
            found.add(Check::SetAside, format!("{attempt}: {reason}"));
        }
    }
    for wrong in &evidence.wrong {
        found.add(Check::WrongAnswer, wrong.clone());
    }
    found
}

fn check_row(evidence: &Evidence, row: &Row, found: &mut Findings) {
    let attempt = row.attempt;
    let (score, sort_key) = &row.recomputed;
    let what = attempt.to_string();
    found.differ(Check::WronglyScored, &what, row.score, *score);
    found.differ(Check::WronglyScored, &what, &row.sort_key, &sort_key.0);
    found.differ(
        Check::WronglyScored,
        &what,
        &row.sheet_hash,
        &row.sheet.hash(attempt),
    );
    if !evidence.starts.contains(&attempt) {
        found.add(Check::NotInStarts, what);
    }
    let last = row.deadline.min(evidence.closes_at);
    if row.closed_at > row.deadline {
        found.add(Check::TooLate, format!("{attempt} closed at {}", row.closed_at.0));
    }
    let owner = |ledger: &&Ledger| evidence.people[ledger.person].0 == row.account;
    let sent = evidence
        .ledgers
        .iter()
        .filter(owner)
        .flat_map(|ledger| &ledger.sent);
    let of_row = sent.filter(|sent| sent.attempt == attempt && sent.sheet == row.sheet);
    let blank = row.sheet.revision == 0 && row.sheet.answers.bytes().all(|byte| byte == b'0');
    match of_row.map(|sent| sent.at).min() {
        Some(at) if at > last + GRACE_MS + evidence.skew_ms => {
            let what = format!("{attempt} has a sheet that was first sent at {}", at.0);
            found.add(Check::TooLate, what);
        }
        None if !blank => {
            let what = format!("{attempt} has {:?}, which nobody sent", row.sheet);
            found.add(Check::UnknownSheet, what);
        }
        _ => {}
    }
}

fn check_receipt(receipt: &Receipt, row: &Row, found: &mut Findings) {
    let told = (
        receipt.number,
        receipt.started_at,
        receipt.closed_at,
        receipt.closed_by,
    );
    let kept = (row.number, row.started_at, row.closed_at, row.closed_by);
    let what = row.attempt.to_string();
    found.differ(Check::ReceiptDiffers, &what, told, kept);
    found.differ(Check::ReceiptDiffers, &what, receipt.score, row.score);
    found.differ(Check::ReceiptDiffers, &what, &receipt.sheet_hash, &row.sheet_hash);
}

fn check_attempts_of(evidence: &Evidence, account: AccountId, found: &mut Findings) {
    let of_account = evidence.rows.iter().filter(|row| row.account == account);
    let mut rows: Vec<&Row> = of_account.collect();
    rows.sort_by_key(|row| row.number);
    let numbers: Vec<u16> = rows.iter().map(|row| row.number).collect();
    let distinct = numbers.windows(2).all(|pair| pair[0] < pair[1]);
    let within = numbers.iter().all(|number| (1..=evidence.limit).contains(number));
    if !distinct || !within {
        found.add(
            Check::OverLimit,
            format!("{account}: {numbers:?} of {}", evidence.limit),
        );
    }
    // In the order of their numbers, because clocks that differ may suggest another order.
    for pair in rows.windows(2) {
        let (before, after) = (pair[0], pair[1]);
        // Its time may have begun a moment earlier, while it waited for a Redis that was away.
        let starts = evidence.ledgers.iter().flat_map(|ledger| &ledger.starts);
        let of_after = starts.filter(|start| start.attempt == after.attempt);
        let Some(served) = of_after.map(|start| start.served_at.0).min() else {
            continue;
        };
        let closed = before.closed_at.0;
        if closed > served + evidence.skew_ms && !evidence.double_fault {
            let (first, second) = (before.attempt, after.attempt);
            let what = format!("{account}: {first} closed at {closed}, {second} served at {served}");
            found.add(Check::TwoOpenAtOnce, what);
        }
    }
}

fn check_boards(evidence: &Evidence, found: &mut Findings) {
    let expected = expected_board(evidence);
    for (server, board) in evidence.boards.iter().enumerate() {
        found.differ(Check::Board, &format!("on server {server}"), board, &expected);
    }
    found.differ(
        Check::Mine,
        "ranks told",
        evidence.mine.len(),
        evidence.people.len(),
    );
    let ranked = ranked(evidence);
    for ((account, _), told_of_round) in evidence.people.iter().zip(&evidence.mine) {
        let mine = &told_of_round.mine;
        let rank = ranked.iter().position(|row| row.account == *account);
        let used = evidence.rows.iter().filter(|row| row.account == *account).count();
        let told = if evidence.double_fault {
            used as u16
        } else {
            mine.attempts_used
        };
        let place = place_told(told_of_round);
        let is = (told, mine.open_attempt, mine.rank, mine.people, place);
        let should_be = (
            used as u16,
            None,
            rank.map(|index| index as u64 + 1),
            ranked.len() as u64,
            place_in_unit(evidence, &ranked, *account),
        );
        found.differ(Check::Mine, &account.to_string(), is, should_be);
    }
}
