//! What the server has after a save, and the proof of it.

use contest_core::answers::AnswerSheet;
use contest_core::changes::TimedSheet;
use contest_core::wire::attempts::{Acknowledged, Saved, SendSheet};

/// Returns what the server has after a save: the sheet that was sent, or that and what another device has sent.
pub(super) fn held(body: SendSheet, saved: &Saved) -> TimedSheet {
    match &saved.merged {
        Some(merged) => TimedSheet {
            sheet: AnswerSheet {
                revision: saved.revision,
                answers: merged.answers.clone(),
                prediction: merged.prediction,
            },
            times: merged.times.clone(),
        },
        None => TimedSheet {
            sheet: body.sheet,
            times: body.changes.map(|changes| changes.times).unwrap_or_default(),
        },
    }
}

/// Returns a sheet that the server has confirmed, with the server's acknowledgement, if it gave one.
pub(super) fn acknowledged(held: &TimedSheet, saved: &Saved) -> Option<Acknowledged> {
    let TimedSheet { sheet, times } = held;
    (!saved.ack.is_empty()).then(|| Acknowledged {
        revision: sheet.revision,
        answers: sheet.answers.clone(),
        prediction: sheet.prediction,
        times: times.clone(),
        at: saved.now,
        ack: saved.ack.clone(),
    })
}
