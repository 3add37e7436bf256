//! The papers of a round, drawn by the core from the round's secret as the server draws them.

use crate::contest::blueprint;
use crate::paper::KnownBank;
use contest_core::answers::Answers;
use contest_core::ids::AttemptId;
use contest_core::paper::{Paper, PaperPlan};
use contest_core::questions::Bank;
use contest_core::scoring::{Score, score};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::sync::Arc;

pub struct Papers {
    bank: Arc<KnownBank>,
    plan: PaperPlan,
    secret: Vec<u8>,
}

impl Papers {
    pub fn new(bank: Arc<KnownBank>, secret: Vec<u8>) -> Result<Papers, String> {
        let draw = blueprint().plan(bank.bank()).map_err(|error| error.to_string())?;
        Ok(Papers {
            plan: PaperPlan::new(draw, bank.bank()),
            bank,
            secret,
        })
    }

    pub fn bank(&self) -> &Bank {
        self.bank.bank()
    }

    /// Returns the paper of the seed HMAC-SHA256(round secret, "paper" ‖ attempt id).
    pub fn paper(&self, attempt: AttemptId) -> Paper {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret)
            .unwrap_or_else(|_| unreachable!("HMAC takes keys of every length"));
        mac.update(b"paper");
        mac.update(attempt.0.as_bytes());
        self.plan.paper(mac.finalize().into_bytes().into())
    }

    /// Returns what a sheet earns on the paper of this attempt.
    pub fn score(&self, attempt: AttemptId, answers: &str) -> Result<Score, String> {
        let answers = Answers::parse(answers).map_err(|error| error.to_string())?;
        score(self.bank(), &self.paper(attempt), &answers).map_err(|error| error.to_string())
    }
}
