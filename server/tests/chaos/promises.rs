//! Compares what each device was told with the rows.

use crate::evidence::{Evidence, Row};
use crate::ledger::{Ack, Ledger, Start};
use crate::verdict::{Check, Findings};
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::wire::attempts::{ClosedBy, Receipt};
use std::collections::HashMap;

pub(crate) fn check_ledger(
    evidence: &Evidence,
    ledger: &Ledger,
    rows: &HashMap<AttemptId, &Row>,
    found: &mut Findings,
) {
    let name = format!("device {}.{}", ledger.person, ledger.device);
    let row_of = |attempt: AttemptId| rows.get(&attempt).copied();
    let is_kept = |attempt| row_of(attempt).is_some() || is_set_aside(evidence, attempt);
    for receipt in &ledger.receipts {
        match row_of(receipt.attempt) {
            Some(row) => check_told(evidence, receipt, row, &name, found),
            None => found.add(Check::ReceiptWithoutRow, format!("{name}: {}", receipt.attempt)),
        }
    }
    for attempt in ledger.accepted.iter().filter(|attempt| !is_kept(**attempt)) {
        found.add(Check::LostAcceptance, format!("{name}: {attempt}"));
    }
    for start in &ledger.starts {
        match row_of(start.attempt) {
            Some(row) => check_start(evidence, ledger, start, row, found),
            None if is_kept(start.attempt) => {}
            None => found.add(
                Check::StartWithoutRow,
                format!("{name}: {} (number {})", start.attempt, start.number),
            ),
        }
    }
    for ack in &ledger.acked {
        if let Some(row) = row_of(ack.attempt)
            && row.sheet.revision < ack.sheet.revision
            && in_time(evidence, ack, row)
        {
            let (has, acked) = (row.sheet.revision, ack.sheet.revision);
            let (at, closed_at, by) = (ack.at.0, row.closed_at.0, row.closed_by);
            let when = format!("acknowledged at {at}, closed at {closed_at} by {by:?}");
            found.add(
                Check::LostSave,
                format!("{name}: {} has revision {has}, not {acked}: {when}", ack.attempt),
            );
        }
    }
    for wrong in &ledger.wrong {
        found.add(Check::WrongAnswer, format!("{name}: {wrong}"));
    }
    for stuck in &ledger.stuck {
        found.add(Check::Stuck, format!("{name}: {stuck}"));
    }
}

/// Returns whether an attempt that cannot count is kept for the judges. Only two faults at once may cause this.
fn is_set_aside(evidence: &Evidence, attempt: AttemptId) -> bool {
    evidence.double_fault && evidence.aside.contains_key(&attempt)
}

/// Checks a receipt that a device holds: what it says may only change together with an audit event.
fn check_told(evidence: &Evidence, receipt: &Receipt, row: &Row, name: &str, found: &mut Findings) {
    let told = (
        receipt.closed_at,
        receipt.closed_by,
        receipt.score,
        &receipt.sheet_hash,
    );
    let kept = (row.closed_at, row.closed_by, row.score, &row.sheet_hash);
    if !evidence.corrected.contains(&row.attempt) {
        let what = format!("{name} was told of {}", row.attempt);
        found.differ(Check::SilentlyCorrected, &what, kept, told);
    }
}

fn check_start(evidence: &Evidence, ledger: &Ledger, start: &Start, row: &Row, found: &mut Findings) {
    let what = format!("device {}.{}: {}", ledger.person, ledger.device, start.attempt);
    let told = (start.started_at, evidence.people[ledger.person].0);
    found.differ(Check::StartDiffers, &what, (row.started_at, row.account), told);
    if !evidence.double_fault {
        found.differ(Check::StartDiffers, &what, row.number, start.number);
    }
}

/// Returns whether an acknowledgement counts. It does if it was given before the attempt was closed; in the grace it
/// counts as given at the deadline. Where Redis has forgotten the order, servers may disagree about it by as much as
/// their clocks differ.
fn in_time(evidence: &Evidence, ack: &Ack, row: &Row) -> bool {
    let deadline = row.deadline.min(evidence.closes_at);
    let doubt = match row.closed_by {
        ClosedBy::Contestant if evidence.forgets => evidence.skew_ms,
        _ => 0,
    };
    ack.at <= deadline + GRACE_MS && ack.at.min(deadline) + doubt <= row.closed_at
}

/// Checks that one key never makes two attempts; only Redis knows keys.
pub(crate) fn check_keys(evidence: &Evidence, found: &mut Findings) {
    if evidence.forgets {
        return;
    }
    let mut first = HashMap::new();
    for ledger in &evidence.ledgers {
        for start in &ledger.starts {
            let Some(key) = start.key else { continue };
            let earlier = *first.entry((ledger.person, key)).or_insert(start.attempt);
            let what = format!("person {}: key {key}", ledger.person);
            found.differ(Check::KeyGivesAnother, &what, start.attempt, earlier);
        }
    }
}
