//! What this device keeps of an open attempt: the paper by round, the answers by attempt. It survives a reload, a dead
//! battery and a lost network.

use contest_core::answers::AnswerSheet;
use contest_core::changes::TimedSheet;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::wire::attempts::{Acknowledged, OpenAttempt};
use serde::{Deserialize, Serialize};
use web_kit::{json, storage};

const PAPER: &str = "thiluat.paper.";
const DRAFT: &str = "thiluat.draft.";

/// The answers, and what concerns the reader alone.
#[derive(Serialize, Deserialize)]
pub(crate) struct Draft {
    pub(crate) sheet: AnswerSheet,
    /// When each answer last changed; empty in drafts of earlier releases.
    #[serde(default)]
    pub(crate) times: String,
    /// One character per question, `1` for those to look at again.
    pub(crate) flags: String,
    pub(crate) step: usize,
    /// The last sheet that the server has acknowledged. If the server loses that sheet, this is what still counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) acknowledged: Option<Acknowledged>,
}

impl Draft {
    pub(crate) fn timed(&self) -> TimedSheet {
        TimedSheet {
            sheet: self.sheet.clone(),
            times: self.times.clone(),
        }
    }

    pub(crate) fn read(attempt: AttemptId) -> Option<Draft> {
        json::read(&storage::get(&key(DRAFT, attempt))?).ok()
    }

    /// Returns false if the device does not keep the draft.
    pub(crate) fn write(&self, attempt: AttemptId) -> bool {
        serde_json::to_string(self).is_ok_and(|text| storage::set(&key(DRAFT, attempt), &text))
    }
}

/// Adds to the draft what the server has acknowledged, if the draft still exists: its mark, and the answers of other
/// devices.
pub(crate) fn acknowledge(attempt: AttemptId, held: &TimedSheet, acknowledged: Option<Acknowledged>) {
    if let Some(draft) = Draft::read(attempt)
        && acknowledged.is_some()
    {
        let TimedSheet { sheet, times } = match draft.times.is_empty() {
            true => draft.timed(),
            false => draft.timed().merge(held),
        };
        Draft {
            sheet,
            times,
            acknowledged,
            ..draft
        }
        .write(attempt);
    }
}

fn key(prefix: &str, id: impl ToString) -> String {
    [prefix, &id.to_string()].concat()
}

/// Keeps an open paper with its ticket, so that a reload without network still shows it.
pub(crate) fn keep_paper(open: &OpenAttempt) {
    if let Ok(text) = serde_json::to_string(open) {
        storage::set(&key(PAPER, open.round), &text);
    }
}

/// Returns the paper kept for a round.
pub(crate) fn paper(round: RoundId) -> Option<OpenAttempt> {
    json::read(&storage::get(&key(PAPER, round))?).ok()
}

/// Forgets an attempt that is closed.
pub(crate) fn forget(attempt: AttemptId, round: RoundId) {
    storage::remove(&key(DRAFT, attempt));
    if paper(round).is_some_and(|open| open.attempt == attempt) {
        storage::remove(&key(PAPER, round));
    }
}

/// Forgets everything, for the next person at this device.
pub(crate) fn forget_all() {
    for prefix in [PAPER, DRAFT] {
        for key in storage::keys(prefix) {
            storage::remove(&key);
        }
    }
}
