//! What contestants know for certain: the attempts they were given, the sheets they sent, and what was acknowledged.
//! Records are compared with this, and scored again.

use contest_core::answers::{AnswerSheet, Answers};
use contest_core::ids::{AccountId, AttemptId, RoundId, Uuid};
use contest_core::scoring::score;
use contest_core::time::Millis;
use contest_core::wire::attempts::OpenAttempt;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::Mutex;
use thiluat::contests::catalog::LiveRound;
use thiluat::db::entities::attempt;

/// An attempt as its contestant knows it.
pub(crate) struct Known {
    round: RoundId,
    number: u16,
    started_at: Millis,
    /// What was sent with the revisions 1, 2 and so on; the submission comes last, once it is on its way.
    pub(crate) sheets: Vec<AnswerSheet>,
    /// The revision of the last acknowledged save, with the server's mark if it gave one.
    pub(crate) acknowledged: u32,
    pub(crate) mark: Option<Value>,
    pub(crate) is_submitted: bool,
}

/// Everything that was played in this process. Attempt ids do not repeat, so tests share it.
static PLAYED: Mutex<BTreeMap<AttemptId, Known>> = Mutex::new(BTreeMap::new());

pub(crate) fn note_start(open: &OpenAttempt) {
    let known = Known {
        round: open.round,
        number: open.number,
        started_at: open.started_at,
        sheets: Vec::new(),
        acknowledged: 0,
        mark: None,
        is_submitted: false,
    };
    let earlier = PLAYED
        .lock()
        .expect("what was played")
        .insert(open.attempt, known);
    assert!(earlier.is_none(), "an attempt of its own");
}

pub(crate) fn note(attempt: AttemptId, change: impl FnOnce(&mut Known)) {
    let mut played = PLAYED.lock().expect("what was played");
    change(played.get_mut(&attempt).expect("a start"));
}

/// Returns what goes with a submission if the server has given a mark for the last save.
pub(crate) fn acknowledged(attempt: AttemptId) -> Option<Value> {
    let played = PLAYED.lock().expect("what was played");
    let known = &played[&attempt];
    let sheet = &known.sheets[known.acknowledged.checked_sub(1)? as usize];
    let mut acknowledged = known.mark.clone()?;
    acknowledged["revision"] = sheet.revision.into();
    acknowledged["answers"] = sheet.answers.as_str().into();
    Some(acknowledged)
}

/// Checks that every start of the round is recorded, with a sheet that was sent.
pub(crate) fn check_played(round: RoundId, recorded: &HashMap<AttemptId, &attempt::Model>) {
    let played = PLAYED.lock().expect("what was played");
    for (attempt, known) in played.iter().filter(|(_, known)| known.round == round) {
        let row = recorded.get(attempt);
        check_sheet(
            known,
            row.unwrap_or_else(|| panic!("the start of {attempt} has vanished")),
        );
    }
}

/// Checks the hash, and the points that the recorded sheet earns on this attempt's paper.
pub(crate) fn check_points(live: &LiveRound, row: &attempt::Model) {
    let answers = Answers::parse(&row.answers).expect("a sheet");
    let score = score(&live.bank.bank, &live.paper(row.id), &answers).expect("a sheet of this paper");
    let recorded = (row.points, row.max_points, row.correct, row.answered, row.total);
    let earned = (
        score.points as i32,
        score.max_points as i32,
        i32::from(score.correct),
        i32::from(score.answered),
        i32::from(score.total),
    );
    assert_eq!(recorded, earned, "{}: {}", row.id, row.answers);
    let sheet = AnswerSheet {
        revision: row.revision as u32,
        answers: row.answers.clone(),
        prediction: row.prediction,
    };
    assert_eq!(row.sheet_hash, sheet.hash(row.id), "{}", row.id);
}

/// Checks that the recorded sheet is one that was sent: the submission, or the last acknowledged sheet, or one sent
/// after it.
fn check_sheet(known: &Known, row: &attempt::Model) {
    assert_eq!(
        (row.number as u16, row.started_at),
        (known.number, known.started_at),
        "{}",
        row.id
    );
    let revision = row.revision as u32;
    assert!(
        revision >= known.acknowledged,
        "{}: recorded with revision {revision}, acknowledged was {}",
        row.id,
        known.acknowledged
    );
    let sent = match revision.checked_sub(1) {
        Some(place) => known
            .sheets
            .get(place as usize)
            .map(|sheet| sheet.answers.clone()),
        None => Some("0".repeat(row.answers.len())),
    };
    assert_eq!(
        sent.as_ref(),
        Some(&row.answers),
        "{}: revision {revision}",
        row.id
    );
    if row.closed_by == attempt::ClosedBy::Contestant {
        assert!(
            known.is_submitted && revision == known.sheets.len() as u32,
            "{}: recorded as submitted with revision {revision}",
            row.id
        );
    }
}

#[test]
fn a_record_with_another_sheet_is_found_out() {
    let sheet = |revision, answers: &str| AnswerSheet {
        revision,
        answers: answers.into(),
        prediction: None,
    };
    let known = Known {
        round: RoundId(Uuid::now_v7()),
        number: 1,
        started_at: Millis(1_000),
        sheets: vec![sheet(1, "11"), sheet(2, "21"), sheet(3, "12")],
        acknowledged: 2,
        mark: None,
        is_submitted: true,
    };
    let passes = |revision, answers: &str, number, by: attempt::ClosedBy| {
        let row = attempt::Model {
            id: AttemptId(Uuid::now_v7()),
            round_id: known.round,
            account_id: AccountId(Uuid::now_v7()),
            unit_id: None,
            number,
            started_at: Millis(1_000),
            deadline: Millis(2_000),
            last_change_at: Millis(1_500),
            closed_at: Millis(2_000),
            closed_by: by,
            revision,
            answers: answers.into(),
            prediction: None,
            points: 0,
            max_points: 0,
            correct: 0,
            answered: 2,
            total: 2,
            sort_key: Vec::new(),
            sheet_hash: String::new(),
            recorded_at: Millis(2_000),
            receipt_code: 0,
        };
        std::panic::catch_unwind(|| check_sheet(&known, &row)).is_ok()
    };
    assert!(passes(3, "12", 1, attempt::ClosedBy::Contestant));
    assert!(
        passes(3, "12", 1, attempt::ClosedBy::Deadline) && passes(2, "21", 1, attempt::ClosedBy::Deadline)
    );
    // An older sheet than was acknowledged, one that was not sent in this form, a save as a submission, another number.
    assert!(
        !passes(1, "11", 1, attempt::ClosedBy::Deadline) && !passes(0, "00", 1, attempt::ClosedBy::Deadline)
    );
    assert!(
        !passes(3, "21", 1, attempt::ClosedBy::Contestant)
            && !passes(4, "12", 1, attempt::ClosedBy::Contestant)
    );
    assert!(
        !passes(2, "21", 1, attempt::ClosedBy::Contestant)
            && !passes(3, "12", 2, attempt::ClosedBy::Contestant)
    );
}
