//! The acknowledgement of a saved sheet: a keyed mark that proves the server had this sheet at this time. If Redis
//! loses the sheet, the phone sends both back.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::attempts::AttemptFacts;
use contest_core::changes::TimedSheet;
use contest_core::ids::AttemptId;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use contest_core::wire::attempts::{Acknowledged, SendSheet};
use hmac::{Hmac, Mac};
use sha2::Sha256;

const LENGTH: usize = 16;

/// Returns the mark of a sheet that was saved at `at`, in base64url.
pub(crate) fn acknowledge(
    key: &Hmac<Sha256>,
    attempt: AttemptId,
    sheet: &AnswerSheet,
    times: &str,
    at: Millis,
) -> String {
    let full = mac(key, attempt, sheet, times, at).finalize().into_bytes();
    URL_SAFE_NO_PAD.encode(&full[..LENGTH])
}

/// Returns the acknowledged sheet and the time of its acknowledgement, if this service made the mark.
pub(crate) fn check(
    key: &Hmac<Sha256>,
    attempt: AttemptId,
    sent: &Acknowledged,
) -> Option<(TimedSheet, Millis)> {
    let sheet = AnswerSheet {
        revision: sent.revision,
        answers: sent.answers.clone(),
        prediction: sent.prediction,
    };
    let mark = URL_SAFE_NO_PAD
        .decode(&sent.ack)
        .ok()
        .filter(|mark| mark.len() == LENGTH)?;
    // Otherwise a part of the times could be passed off as answers.
    Answers::parse(&sent.answers).ok()?;
    // A server of the earlier release knew no times, so its mark does not cover them: then they prove nothing.
    let times = [sent.times.as_str(), ""].into_iter().find(|times| {
        let expected = mac(key, attempt, &sheet, times, sent.at);
        expected.verify_truncated_left(&mark).is_ok()
    })?;
    let times = times.to_owned();
    Some((TimedSheet { sheet, times }, sent.at))
}

/// Returns the acknowledged sheet of a submission, if this service made the mark while the attempt was open, judged by
/// the deadline that holds now.
pub(crate) fn in_time(
    key: &Hmac<Sha256>,
    facts: &AttemptFacts,
    sent: &SendSheet,
) -> Option<(TimedSheet, Millis)> {
    let found = check(key, facts.attempt, sent.acknowledged.as_ref()?)?;
    (found.1 <= facts.deadline + GRACE_MS).then_some(found)
}

/// Adds the answers of other devices that this one was told of and has not taken over.
pub(crate) fn add_acknowledged(sent: &mut SendSheet, acknowledged: Option<&(TimedSheet, Millis)>) {
    let Some((held, _)) = acknowledged else { return };
    let Some((own, all)) = merged(sent, held) else {
        return;
    };
    // What is more than was acknowledged has a higher revision, even if the device has fallen behind.
    let is_behind = !is_same(&all, held) && own.sheet.revision <= held.sheet.revision;
    if !is_same(&all, &own) || is_behind {
        let revision = all.sheet.revision + 1;
        sent.sheet = AnswerSheet {
            revision,
            ..all.sheet
        };
        if let Some(changes) = &mut sent.changes {
            changes.times = all.times;
        }
    }
}

/// Whether a submission holds anything beyond the sheet that was acknowledged to its device.
pub(crate) fn adds_to(sent: &SendSheet, held: &TimedSheet) -> bool {
    match merged(sent, held) {
        Some((_, all)) => !is_same(&all, held),
        None => !sent.sheet.answers_like(&held.sheet) || sent.sheet.revision > held.sheet.revision,
    }
}

/// Returns the sheet of a submission, and what it makes together with the acknowledged one; `None` if one of the two
/// has no times.
fn merged(sent: &SendSheet, held: &TimedSheet) -> Option<(TimedSheet, TimedSheet)> {
    let changes = sent.changes.as_ref().filter(|_| !held.times.is_empty())?;
    let own = TimedSheet {
        sheet: sent.sheet.clone(),
        times: changes.times.clone(),
    };
    let all = own.merge(held);
    Some((own, all))
}

fn is_same(one: &TimedSheet, other: &TimedSheet) -> bool {
    one.times == other.times && one.sheet.answers_like(&other.sheet)
}

/// The MAC covers attempt, time, revision, whether there is a prediction, the prediction, the answers, their times.
fn mac(key: &Hmac<Sha256>, attempt: AttemptId, sheet: &AnswerSheet, times: &str, at: Millis) -> Hmac<Sha256> {
    let mut mac = key.clone();
    mac.update(attempt.0.as_bytes());
    mac.update(&at.0.to_be_bytes());
    mac.update(&sheet.revision.to_be_bytes());
    // Nine bytes either way, so that what follows cannot be taken for a part of them.
    match sheet.prediction {
        Some(prediction) => {
            mac.update(&[1]);
            mac.update(&prediction.to_be_bytes());
        }
        None => mac.update(&[0; 9]),
    }
    mac.update(sheet.answers.as_bytes());
    if !times.is_empty() {
        // No answer is a space: `check` makes sure of it.
        mac.update(b" ");
        mac.update(times.as_bytes());
    }
    mac
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::secrets::keyed;
    use uuid::Uuid;

    #[test]
    fn a_mark_of_the_earlier_release_proves_no_times() {
        let key = keyed(&[7; 32]);
        let (attempt, at) = (AttemptId(Uuid::now_v7()), Millis(1_800_000_000_000));
        let sheet = AnswerSheet {
            revision: 4,
            answers: "12".into(),
            prediction: None,
        };
        let sent = Acknowledged {
            revision: sheet.revision,
            answers: sheet.answers.clone(),
            prediction: None,
            times: "---0".repeat(3),
            at,
            ack: acknowledge(&key, attempt, &sheet, "", at),
        };
        let times = String::new();
        assert_eq!(
            check(&key, attempt, &sent),
            Some((TimedSheet { sheet, times }, at))
        );
    }

    #[test]
    fn a_mark_is_good_for_its_attempt_sheet_and_time_alone() {
        let key = keyed(&[7; 32]);
        let (attempt, at) = (AttemptId(Uuid::now_v7()), Millis(1_800_000_000_000));
        let sheet = AnswerSheet {
            revision: 4,
            answers: "1203".into(),
            prediction: Some(0),
        };
        let sent = Acknowledged {
            revision: sheet.revision,
            answers: sheet.answers.clone(),
            prediction: sheet.prediction,
            at,
            times: "---0".repeat(5),
            ack: acknowledge(&key, attempt, &sheet, &"---0".repeat(5), at),
        };
        let times = sent.times.clone();
        assert_eq!(
            check(&key, attempt, &sent),
            Some((TimedSheet { sheet, times }, at))
        );
        assert_eq!(check(&keyed(&[8; 32]), attempt, &sent), None);
        assert_eq!(check(&key, AttemptId(Uuid::now_v7()), &sent), None);
        let changed: [fn(&mut Acknowledged); 9] = [
            |sent| sent.revision += 1,
            |sent| sent.answers.push('1'),
            |sent| sent.prediction = None,
            |sent| sent.times.clear(),
            |sent| {
                let times = std::mem::take(&mut sent.times);
                sent.answers.extend([" ", &times]);
            },
            |sent| sent.times.insert(0, '-'),
            |sent| sent.at = sent.at + 1,
            |sent| sent.ack.truncate(8),
            |sent| sent.ack.clear(),
        ];
        for change in changed {
            let mut forged = sent.clone();
            change(&mut forged);
            assert_eq!(check(&key, attempt, &forged), None, "{forged:?}");
        }
    }
}
