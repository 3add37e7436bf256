//! What the phones were promised: every attempt they started and every receipt they were given, kept compactly.

use contest_core::ids::{AccountId, AttemptId};
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, Receipt};

/// A receipt as a phone got it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promise {
    pub account: AccountId,
    pub attempt: AttemptId,
    pub number: u16,
    pub started_at: Millis,
    pub closed_at: Millis,
    pub closed_by: ClosedBy,
    /// Hundredths of a point.
    pub points: u32,
    pub correct: u16,
    pub total: u16,
    pub code: Box<str>,
    /// Lower-case hex.
    pub sheet_hash: Box<str>,
    /// Base64url.
    pub signature: Box<str>,
}

impl Promise {
    pub fn of(account: AccountId, receipt: &Receipt) -> Promise {
        Promise {
            account,
            attempt: receipt.attempt,
            number: receipt.number,
            started_at: receipt.started_at,
            closed_at: receipt.closed_at,
            closed_by: receipt.closed_by,
            points: receipt.score.points,
            correct: receipt.score.correct,
            total: receipt.score.total,
            code: receipt.code.as_str().into(),
            sheet_hash: receipt.sheet_hash.as_str().into(),
            signature: receipt.signature.as_str().into(),
        }
    }
}

/// Everything one round has promised.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub started: Vec<(AttemptId, AccountId)>,
    pub promises: Vec<Promise>,
}

impl Ledger {
    pub fn add(&mut self, other: Ledger) {
        self.started.extend(other.started);
        self.promises.extend(other.promises);
    }
}
