//! What a device remembers: the promises it was given, and everything it has sent. The verdict measures the servers
//! against it.

use contest_core::answers::AnswerSheet;
use contest_core::ids::AttemptId;
use contest_core::time::Millis;
use contest_core::wire::attempts::Receipt;
use uuid::Uuid;

#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    /// Whose device it is, counted from 0.
    pub(crate) person: usize,
    pub(crate) device: usize,
    pub(crate) starts: Vec<Start>,
    /// Every sheet that was sent, whether or not it arrived.
    pub(crate) sent: Vec<Sent>,
    pub(crate) acked: Vec<Ack>,
    /// Attempts whose submission the server answered with `202`.
    pub(crate) accepted: Vec<AttemptId>,
    pub(crate) receipts: Vec<Receipt>,
    /// Responses that no server may give: errors of its own, and refusals that make no sense here.
    pub(crate) wrong: Vec<String>,
    /// Attempts that the device could not bring to an end.
    pub(crate) stuck: Vec<String>,
    /// What happened, for a person who looks for the cause of a failure.
    pub(crate) story: Vec<String>,
}

#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) attempt: AttemptId,
    pub(crate) sheet: AnswerSheet,
    /// By the clock of the slower server.
    pub(crate) at: Millis,
}

/// A start that got a response.
#[derive(Clone, Debug)]
pub(crate) struct Start {
    pub(crate) attempt: AttemptId,
    pub(crate) number: u16,
    pub(crate) started_at: Millis,
    /// When its paper was sent.
    pub(crate) served_at: Millis,
    pub(crate) key: Option<Uuid>,
}

/// A save that got a response.
#[derive(Clone, Debug)]
pub(crate) struct Ack {
    pub(crate) attempt: AttemptId,
    pub(crate) sheet: AnswerSheet,
    /// `Saved.now`
    pub(crate) at: Millis,
    /// `Saved.ack`
    pub(crate) ack: Option<String>,
}

impl Ledger {
    /// Returns all attempts that this device has heard of.
    pub(crate) fn attempts(&self) -> impl Iterator<Item = AttemptId> {
        let started = self.starts.iter().map(|start| start.attempt);
        started.chain(self.receipts.iter().map(|receipt| receipt.attempt))
    }
}
