//! The audit compares what the phones know with what the server exports. It believes nothing that the server says about
//! itself: receipts are checked by their signatures, every sheet is scored again from what the phone sent, and the
//! board is recomputed from the exported attempts by the rules.

mod attempts;
mod board;
mod receipts;
mod rules;
#[cfg(test)]
mod tests;

use crate::contest::{Round, now};
use crate::export::{Row, read_attempts};
use crate::ledger::Ledger;
use crate::staff::{Staff, StaffError, fetch};
use crate::target::Server;
use contest_core::wire::paths;
use ed25519_dalek::VerifyingKey;
use serde::Serialize;
use std::collections::HashMap;
use std::time::{Duration, Instant};

/// How long the server may take to close overdue attempts and to record everything.
const SETTLING: Duration = Duration::from_secs(120);
/// How many complaints are reported in full; the rest are only counted.
const TOLD: usize = 50;

/// The verdict.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Audit {
    pub passed: bool,
    /// Receipts that phones received.
    pub receipts: u64,
    /// Attempts in the server's export.
    pub recorded: u64,
    /// How many of these the server closed, at the deadline or at the close.
    pub closed_by_server: u64,
    pub people: u64,
    pub most_attempts_of_a_person: u64,
    pub signatures_checked: u64,
    /// Attempts for which phones received a paper.
    pub started: u64,
    /// Attempts whose sheet and points were recomputed from what the phone sent.
    pub scored_again: u64,
    /// Whether the board could be compared with a recomputation.
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

/// Closes the round, waits until everything is recorded, and checks it.
pub async fn audit(
    server: &Server,
    organiser: &mut Staff,
    round: &Round,
    ledger: &Ledger,
    board_is_ours: bool,
) -> Result<Audit, StaffError> {
    match organiser.close_at(round, now()).await {
        // The round may have closed already.
        Ok(()) | Err(StaffError::Refused { status: 409, .. }) => {}
        Err(error) => return Err(error),
    }
    let rows = exported(organiser, round).await?;
    let mut client = server.client();
    let key: String = fetch(&mut client, paths::RECEIPT_KEY).await?;
    let mut audit = check(round, ledger, &rows, &verifying_key(&key)?);
    if board_is_ours {
        board::check(server, round, &rows, &mut audit).await?;
    }
    audit.passed = audit.complaint_count == 0;
    Ok(audit)
}

/// Exports the attempts. The server refuses until the round is closed and every attempt is in the database.
async fn exported(organiser: &mut Staff, round: &Round) -> Result<Vec<Row>, StaffError> {
    let path = paths::export(round.id, "attempts.csv");
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

/// Parses the receipt key as returned by `/receipt-key`.
pub fn verifying_key(text: &str) -> Result<VerifyingKey, StaffError> {
    let bytes = decoded(text).and_then(|bytes| bytes.try_into().ok());
    bytes
        .and_then(|bytes| VerifyingKey::from_bytes(&bytes).ok())
        .ok_or_else(|| StaffError::Unexpected(paths::RECEIPT_KEY.into()))
}

fn decoded(text: &str) -> Option<Vec<u8>> {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()
}

/// Checks the ledger against the rows, and the rows against the rules.
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
    let promised = receipts::check(round, ledger, &by_attempt, key, &mut audit);
    attempts::check(round, ledger, &by_attempt, &promised, &mut audit);
    rules::check(round, ledger, rows, &mut audit);
    audit.passed = audit.complaint_count == 0;
    audit
}
