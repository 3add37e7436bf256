//! Receipts: signed by the server, given once, and equal to what is recorded.

use super::{Audit, decoded};
use crate::contest::Round;
use crate::export::Row;
use crate::ledger::{Ledger, Promise};
use contest_core::ids::AttemptId;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use std::collections::{HashMap, HashSet};

/// Checks receipts against rows; returns the receipt of each attempt.
pub(super) fn check<'a>(
    round: &Round,
    ledger: &'a Ledger,
    rows: &HashMap<AttemptId, &Row>,
    key: &VerifyingKey,
    audit: &mut Audit,
) -> HashMap<AttemptId, &'a Promise> {
    let mut promised = HashMap::with_capacity(ledger.promises.len());
    for promise in &ledger.promises {
        let (code, attempt) = (&promise.code, promise.attempt);
        if let Some(earlier) = promised.insert(attempt, promise)
            && earlier != promise
        {
            audit.complain(|| format!("{code}: two different receipts for attempt {attempt}"));
            continue;
        }
        match rows.get(&attempt) {
            None => audit.complain(|| format!("{code}: the receipt's attempt {attempt} is not recorded")),
            Some(row) => {
                if let Some(difference) = row.differs_from(promise) {
                    audit.complain(|| format!("{code} (attempt {attempt}): {difference}"));
                }
            }
        }
        audit.signatures_checked += 1;
        if !is_signed(round, promise, key) {
            audit.complain(|| format!("{code}: the signature is not the server's"));
        }
    }
    check_twice_given(ledger, audit);
    promised
}

/// Each attempt ends in one submission: two receipts in the ledger mean that one phone received another's.
fn check_twice_given(ledger: &Ledger, audit: &mut Audit) {
    let mut seen = HashSet::with_capacity(ledger.promises.len());
    for promise in &ledger.promises {
        if !seen.insert(&promise.code) {
            audit.complain(|| format!("{}: given twice", promise.code));
        }
    }
}

/// Checks the signature. `Receipt::signature` in the API's types documents the signed text.
fn is_signed(round: &Round, promise: &Promise, key: &VerifyingKey) -> bool {
    let signed = format!(
        "thiluat-receipt/1\n{}\n{}\n{}\n{}\n{}\n{}",
        promise.code, promise.attempt, round.id, promise.closed_at.0, promise.points, promise.sheet_hash
    );
    let signature = decoded(&promise.signature).and_then(|bytes| Signature::from_slice(&bytes).ok());
    signature.is_some_and(|signature| key.verify(signed.as_bytes(), &signature).is_ok())
}
