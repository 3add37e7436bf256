//! The audit: what the phones were promised against what the server exports. It trusts neither: receipts are checked by
//! their signatures, and the board is computed again from the exported attempts by the rules.

use crate::contest::{CHAIN, Organiser, Round, StaffError, fetch, now};
use crate::export::{Row, read_attempts};
use crate::ledger::{Ledger, Promise};
use crate::target::Server;
use contest_core::ids::AccountId;
use contest_core::ranking::{Standing, sort_key};
use contest_core::scoring::Score;
use contest_core::wire::boards::Board;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use serde::Serialize;
use std::collections::{HashMap, HashSet};
use std::time::{Duration, Instant};

/// How long the server may take to close what is overdue and to have everything recorded.
const SETTLING: Duration = Duration::from_secs(120);
/// So many complaints are told in full; of the rest the number.
const TOLD: usize = 50;

/// The verdict.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Audit {
    pub passed: bool,
    /// Receipts that phones were given.
    pub receipts: u64,
    /// Attempts in the server's export.
    pub recorded: u64,
    /// Of these, closed by the server at the deadline or the close.
    pub closed_by_server: u64,
    pub people: u64,
    pub most_attempts_of_a_person: u64,
    pub signatures_checked: u64,
    /// Whether the board could be held against a recomputation.
    pub board_checked: bool,
    pub complaint_count: u64,
    pub complaints: Vec<String>,
}

impl Audit {
    fn complain(&mut self, complaint: impl FnOnce() -> String) {
        self.complaint_count += 1;
        if self.complaints.len() < TOLD {
            self.complaints.push(complaint());
        }
    }
}

/// Closes the round, waits until everything is recorded, and checks.
pub async fn audit(
    server: &Server,
    organiser: &mut Organiser,
    round: &Round,
    ledger: &Ledger,
    board_is_ours: bool,
) -> Result<Audit, StaffError> {
    match organiser.close_at(round, now()).await {
        // It may have closed by itself.
        Ok(()) | Err(StaffError::Refused { status: 409, .. }) => {}
        Err(error) => return Err(error),
    }
    let rows = exported(organiser, round).await?;
    let mut client = server.client();
    let key: String = fetch(&mut client, "/receipt-key").await?;
    let mut audit = check(round, ledger, &rows, &verifying_key(&key)?);
    if board_is_ours {
        check_board(server, round, &rows, &mut audit).await?;
    }
    audit.passed = audit.complaint_count == 0;
    Ok(audit)
}

/// The export is refused until the round is closed and every attempt is in the database.
async fn exported(organiser: &mut Organiser, round: &Round) -> Result<Vec<Row>, StaffError> {
    let path = format!("/staff/rounds/{}/exports/attempts.csv", round.id);
    let begun = Instant::now();
    loop {
        let answer = organiser.download(&path).await?;
        if answer.is_success() {
            return read_attempts(&answer.body).map_err(StaffError::Unexpected);
        }
        if begun.elapsed() > SETTLING || !matches!(answer.status, 409 | 429 | 503) {
            return Err(StaffError::Refused {
                path,
                status: answer.status,
                body: String::from_utf8_lossy(&answer.body).into(),
            });
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
}

fn verifying_key(text: &str) -> Result<VerifyingKey, StaffError> {
    let bytes = decoded(text).and_then(|bytes| bytes.try_into().ok());
    bytes
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or_else(|| StaffError::Unexpected("/receipt-key".into()))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}

/// Receipts against rows, and rows against the rules.
pub fn check(round: &Round, ledger: &Ledger, rows: &[Row], key: &VerifyingKey) -> Audit {
    let mut audit = Audit {
        receipts: ledger.promises.len() as u64,
        recorded: rows.len() as u64,
        closed_by_server: rows.iter().filter(|row| !row.by_contestant).count() as u64,
        ..Audit::default()
    };
    let mut by_attempt = HashMap::with_capacity(rows.len());
    for row in rows {
        if by_attempt.insert(row.attempt, row).is_some() {
            audit.complain(|| format!("{}: recorded twice (attempt {})", row.code, row.attempt));
        }
    }
    let mut promised = HashMap::with_capacity(ledger.promises.len());
    for promise in &ledger.promises {
        if let Some(earlier) = promised.insert(promise.attempt, promise)
            && earlier != promise
        {
            audit.complain(|| format!("{}: two different receipts for one attempt", promise.code));
            continue;
        }
        match by_attempt.get(&promise.attempt) {
            None => audit.complain(|| {
                let attempt = promise.attempt;
                format!(
                    "{}: the receipt's attempt {attempt} is not recorded",
                    promise.code
                )
            }),
            Some(row) => {
                if let Some(difference) = row.differs_from(promise) {
                    audit.complain(|| format!("{}: {difference}", promise.code));
                }
            }
        }
        audit.signatures_checked += 1;
        if !is_signed(round, promise, key) {
            audit.complain(|| format!("{}: the signature is not the server's", promise.code));
        }
    }
    check_twice_given(ledger, &mut audit);
    check_unknown(ledger, rows, &mut audit);
    check_limits(round, rows, &mut audit);
    audit.passed = audit.complaint_count == 0;
    audit
}

/// Each attempt ends in one submission: two receipts in the ledger mean that one phone was given another's.
fn check_twice_given(ledger: &Ledger, audit: &mut Audit) {
    let mut seen = HashSet::with_capacity(ledger.promises.len());
    for promise in &ledger.promises {
        if !seen.insert(&promise.code) {
            audit.complain(|| format!("{}: given twice", promise.code));
        }
    }
}

/// What the server has recorded, somebody must have started. An answer that was lost on its way leaves an attempt that
/// no phone knows of, but it belongs to somebody of ours.
fn check_unknown(ledger: &Ledger, rows: &[Row], audit: &mut Audit) {
    let started: HashSet<_> = ledger.started.iter().map(|(attempt, _)| *attempt).collect();
    let ours: HashSet<AccountId> = ledger.started.iter().map(|(_, account)| *account).collect();
    for row in rows {
        if row.by_contestant && !started.contains(&row.attempt) {
            audit.complain(|| format!("{}: submitted, but no phone started it", row.code));
        } else if !started.contains(&row.attempt) && !ours.contains(&row.account) {
            audit.complain(|| format!("{}: of somebody who took no part", row.code));
        }
    }
}

fn check_limits(round: &Round, rows: &[Row], audit: &mut Audit) {
    let mut numbers: HashMap<AccountId, Vec<u16>> = HashMap::new();
    for row in rows {
        numbers.entry(row.account).or_default().push(row.number);
        if row.duration_ms() > u64::from(round.time_limit_s) * 1_000 {
            audit.complain(|| format!("{}: longer than the time limit", row.code));
        }
    }
    audit.people = numbers.len() as u64;
    for (account, mut numbers) in numbers {
        audit.most_attempts_of_a_person = audit.most_attempts_of_a_person.max(numbers.len() as u64);
        numbers.sort_unstable();
        if numbers.windows(2).any(|two| two[0] == two[1]) {
            audit.complain(|| format!("account {account}: two attempts have the same number"));
        }
        let highest = numbers.last().copied().unwrap_or(0);
        if round
            .attempts
            .is_some_and(|limit| highest > limit || numbers.len() > usize::from(limit))
        {
            audit.complain(|| format!("account {account}: more attempts than allowed"));
        }
    }
}

/// The text that the server signs stands in the API's types, at `Receipt::signature`.
fn is_signed(round: &Round, promise: &Promise, key: &VerifyingKey) -> bool {
    let signed = format!(
        "thiluat-receipt/1\n{}\n{}\n{}\n{}\n{}\n{}",
        promise.code, promise.attempt, round.id, promise.closed_at.0, promise.points, promise.sheet_hash
    );
    let signature = decoded(&promise.signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
    signature.is_some_and(|signature| key.verify(signed.as_bytes(), &signature).is_ok())
}

/// The board as the rules make it: the best attempt of each, by the sort key.
fn recomputed(rows: &[Row]) -> Vec<&Row> {
    let mut best: HashMap<AccountId, (Vec<u8>, &Row)> = HashMap::new();
    for row in rows {
        let key = sort_key(&CHAIN, &standing(row)).0;
        match best.get(&row.account) {
            Some((held, _)) if *held <= key => {}
            _ => {
                best.insert(row.account, (key, row));
            }
        }
    }
    let mut ranked: Vec<(Vec<u8>, &Row)> = best.into_values().collect();
    ranked.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    ranked.into_iter().map(|(_, row)| row).collect()
}

fn standing(row: &Row) -> Standing {
    Standing {
        attempt: row.attempt,
        score: Score {
            points: row.points,
            max_points: 0,
            correct: row.correct,
            answered: row.answered,
            total: row.total,
        },
        started_at: row.started_at,
        last_change_at: row.closed_at,
        closed_at: row.closed_at,
        prediction_distance: None,
        lot: 0,
    }
}

/// The public board is at most a second old: it is asked for again until it agrees.
async fn check_board(
    server: &Server,
    round: &Round,
    rows: &[Row],
    audit: &mut Audit,
) -> Result<(), StaffError> {
    let expected = recomputed(rows);
    let mut client = server.client();
    let path = format!("/rounds/{}/board", round.id);
    let begun = Instant::now();
    loop {
        let board: Board = fetch(&mut client, &path).await?;
        let Some(difference) = difference(&board, &expected, rows) else {
            break;
        };
        if begun.elapsed() > Duration::from_secs(5) {
            audit.complain(|| format!("the board: {difference}"));
            break;
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
    audit.board_checked = true;
    Ok(())
}

fn difference(board: &Board, expected: &[&Row], rows: &[Row]) -> Option<String> {
    if board.people != expected.len() as u64 {
        return Some(format!("{} people, recomputed {}", board.people, expected.len()));
    }
    if board.attempts != rows.len() as u64 {
        return Some(format!("{} attempts, recorded {}", board.attempts, rows.len()));
    }
    for (entry, row) in board.entries.iter().zip(expected) {
        let shown = (entry.points, entry.correct, entry.total, entry.duration_ms);
        let right = (row.points, row.correct, row.total, row.duration_ms());
        let masked = thiluat::boards::mask::masked(&row.name);
        if shown != right || entry.name != masked {
            return Some(format!(
                "place {}: {} {shown:?}, recomputed {masked} {right:?}",
                entry.place, entry.name
            ));
        }
    }
    let listed = expected.len().min(contest_core::wire::boards::BOARD_SIZE);
    (board.entries.len() != listed).then(|| format!("{} entries, not {listed}", board.entries.len()))
}
