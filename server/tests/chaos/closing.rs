//! How a device brings an attempt to its end: it submits, and asks for the receipt until there is one.

use crate::line::{Request, Said};
use crate::phone::Phone;
use crate::schedule::Loss;
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::Submitted;
use contest_core::wire::paths;
use reqwest::Method;
use std::time::Duration;
use tokio::time::Instant;

/// How long a device tries once the faults are over.
const PATIENCE: Duration = Duration::from_secs(25);

impl Phone<'_> {
    /// Brings every attempt without a receipt to its end.
    pub(crate) async fn finish(&mut self) {
        let unfinished: Vec<AttemptId> = self
            .drafts
            .iter()
            .filter(|(_, d)| !d.done)
            .map(|(id, _)| *id)
            .collect();
        for attempt in unfinished {
            let end = Instant::now() + PATIENCE;
            let mut last = Said::Nothing;
            while !self.drafts[&attempt].done && Instant::now() < end {
                // After a 202 the device asks for the receipt. If the server does not know the attempt as closed, or
                // its receipt is for another sheet, it may have lost what it had accepted, so the device sends it
                // again.
                let asked = self.drafts[&attempt].accepted;
                if asked {
                    last = self.ask_receipt(attempt, end).await;
                    let told = last
                        .field("receipt")
                        .and_then(|receipt| receipt.get("sheet_hash"));
                    if told.is_some_and(|hash| self.drafts[&attempt].is_sheet(attempt, hash)) {
                        self.drafts.get_mut(&attempt).expect("a draft").done = true;
                    }
                }
                let waits = matches!(last, Said::Reply(202, _) | Said::Nothing);
                let is_done = self.drafts[&attempt].done || (asked && waits);
                if !is_done {
                    last = self.submit(attempt, Loss::No, end).await;
                }
                if !self.drafts[&attempt].done {
                    tokio::time::sleep(Duration::from_millis(120)).await;
                }
            }
            if !self.drafts[&attempt].done {
                self.ledger
                    .stuck
                    .push(format!("{attempt}: no receipt; last {last:?}"));
            }
        }
    }

    pub(crate) async fn submit(&mut self, attempt: AttemptId, loss: Loss, end: Instant) -> Said {
        if self.drafts[&attempt].sheet.revision == 0 {
            self.edit(attempt, 1);
        }
        let sheet = self.drafts[&attempt].sheet.clone();
        let mut body = self.body(attempt, &sheet);
        self.drafts[&attempt].acknowledge(&mut body);
        let path = paths::submission(attempt);
        let submitting = Request::with(Method::POST, &path, &body);
        let said = self.line.send(submitting, loss, end).await;
        self.note(format!(
            "submitted {attempt} revision {}: {}",
            sheet.revision,
            said.short()
        ));
        self.settle(attempt, &said, SUBMIT);
        self.give_up_if_set_aside(attempt, &said);
        if matches!(said, Said::Reply(200, _)) {
            self.drafts.get_mut(&attempt).expect("a draft").done = true;
        } else if said.is_refusal() && !said.is_busy() && !self.drafts[&attempt].done {
            // Closed without this device, or too late: the device can ask for the receipt there is.
            let told = self.ask_receipt(attempt, end).await;
            let is_told = matches!(told, Said::Reply(200, _));
            self.drafts.get_mut(&attempt).expect("a draft").done |= is_told;
            return told;
        }
        said
    }

    async fn ask_receipt(&mut self, attempt: AttemptId, end: Instant) -> Said {
        let path = paths::receipt(attempt);
        let said = self.line.send(Request::get(&path), Loss::No, end).await;
        self.note(format!("asked for the receipt of {attempt}: {}", said.short()));
        self.settle(attempt, &said, RECEIPT);
        self.give_up_if_set_aside(attempt, &said);
        said
    }

    /// Gives up an attempt that cannot count. The verdict decides whether that is allowed.
    fn give_up_if_set_aside(&mut self, attempt: AttemptId, said: &Said) {
        if said.refused_with("attempts_exhausted") {
            self.drafts.get_mut(&attempt).expect("a draft").done = true;
        }
    }

    fn settle(&mut self, attempt: AttemptId, said: &Said, allowed: &[&str]) {
        let Some(submitted) = self.ok::<Submitted>(said, "submission", allowed) else {
            return;
        };
        let draft = self.drafts.get_mut(&attempt).expect("a draft");
        match submitted.receipt {
            Some(receipt) => {
                self.ledger.receipts.push(receipt);
            }
            None => {
                draft.accepted = true;
                self.ledger.accepted.push(attempt);
            }
        }
        self.open = self.open.filter(|open| *open != attempt);
    }
}

/// The refusals that make sense here.
const SUBMIT: &[&str] = &[
    "attempt_closed",
    "attempt_deadline_passed",
    "late_sheet_kept",
    "stale_revision",
    "attempt_still_open",
    "attempts_exhausted",
];
const RECEIPT: &[&str] = &["attempt_still_open", "not_found", "attempts_exhausted"];
