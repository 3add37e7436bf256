//! Two closings of one attempt end in one record, whichever reached the database first, and nothing answered after a
//! close ever counts.

use crate::fixtures::attempt;
use contest_core::answers::AnswerSheet;
use contest_core::attempts::{AttemptFacts, AttemptRecord, Frozen, reconcile};
use contest_core::ids::{AccountId, RoundId, Uuid};
use contest_core::rounds::GRACE_MS;
use contest_core::scoring::Score;
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use proptest::prelude::*;

const DEADLINE: i64 = 100_000;

fn frozen(revision: u32, answers: &str, last_change_at: i64, closed_at: i64, closed_by: ClosedBy) -> Frozen {
    Frozen {
        facts: AttemptFacts {
            attempt: attempt(1),
            account: AccountId(Uuid::from_u128(2)),
            number: 1,
            started_at: Millis(0),
            deadline: Millis(DEADLINE),
            unit: None,
            masked_name: "Nguyễn Văn A***".into(),
        },
        sheet: AnswerSheet {
            revision,
            answers: answers.into(),
            prediction: None,
        },
        last_change_at: Millis(last_change_at),
        closed_at: Millis(closed_at),
        closed_by,
    }
}

/// Returns the record as the database keeps it: times are cut to the close.
fn stored(frozen: &Frozen) -> AttemptRecord {
    AttemptRecord {
        attempt: frozen.facts.attempt,
        round: RoundId(Uuid::from_u128(3)),
        account: frozen.facts.account,
        unit: None,
        number: 1,
        started_at: frozen.facts.started_at,
        deadline: frozen.facts.deadline,
        last_change_at: frozen.last_change_at.min(frozen.closed_at),
        closed_at: frozen.closed_at,
        closed_by: frozen.closed_by,
        sheet: frozen.sheet.clone(),
        score: Score::default(),
        sort_key: Vec::new(),
    }
}

/// Returns what is in the database once both have arrived.
fn settled(first: &Frozen, then: &Frozen) -> (AnswerSheet, Millis, ClosedBy) {
    let row = stored(first);
    let row = reconcile(&row, then).map_or(row, |better| stored(&better));
    (row.sheet, row.closed_at, row.closed_by)
}

/// A close with no change in the grace period: by the contestant at some moment, or by the server at the deadline.
fn a_closing() -> impl Strategy<Value = Frozen> {
    let answers = prop::sample::select(vec!["00", "12", "21"]);
    let by_contestant =
        (1..5u32, answers.clone(), 0..20i64, 0..20i64).prop_map(|(revision, answers, a, b)| {
            let (change, close) = (a.min(b) * 5_000, a.max(b) * 5_000);
            frozen(revision, answers, change, close, ClosedBy::Contestant)
        });
    let by_server = (0..5u32, answers, 0..20i64).prop_map(|(revision, answers, change)| {
        frozen(revision, answers, change * 5_000, DEADLINE, ClosedBy::Deadline)
    });
    prop_oneof![by_contestant, by_server]
}

proptest! {
    #[test]
    fn the_order_in_which_two_closings_come_does_not_matter(a in a_closing(), b in a_closing()) {
        let same = |x: (AnswerSheet, Millis, ClosedBy), y: (AnswerSheet, Millis, ClosedBy)| x == y;
        prop_assert!(same(settled(&a, &b), settled(&b, &a)), "{a:?}\n{b:?}");
    }

    #[test]
    fn a_closing_that_comes_again_changes_nothing(a in a_closing(), b in a_closing()) {
        let row = stored(&a);
        prop_assert_eq!(reconcile(&row, &a), None);
        let row = reconcile(&row, &b).map_or(row, |better| stored(&better));
        prop_assert_eq!(reconcile(&row, &a), None);
        prop_assert_eq!(reconcile(&row, &b), None);
    }

    #[test]
    fn what_was_answered_after_the_first_close_never_counts(a in a_closing(), b in a_closing()) {
        let (sheet, closed_at, _) = settled(&a, &b);
        prop_assert_eq!(closed_at, a.closed_at.min(b.closed_at));
        let late = |frozen: &Frozen| frozen.last_change_at > closed_at && frozen.sheet != sheet;
        let counts = |frozen: &Frozen| frozen.sheet == sheet && frozen.last_change_at <= closed_at;
        prop_assert!(counts(&a) || counts(&b), "{sheet:?}");
        prop_assert!(!(late(&a) && late(&b)));
    }
}

#[test]
fn a_sheet_saved_in_the_grace_counts_against_the_servers_close_and_not_after_a_submission() {
    let saved = frozen(4, "12", DEADLINE + 2_000, DEADLINE, ClosedBy::Deadline);
    let blank = frozen(0, "", 0, DEADLINE, ClosedBy::Deadline);
    assert_eq!(settled(&blank, &saved).0.revision, 4);
    let too_late = frozen(4, "12", DEADLINE + GRACE_MS + 1, DEADLINE, ClosedBy::Deadline);
    assert_eq!(settled(&blank, &too_late).0.revision, 0);
    // A submission in the grace period shows the score, so a better sheet that comes later must not count; its time
    // gives it away.
    let submitted = frozen(1, "21", DEADLINE + 500, DEADLINE, ClosedBy::Contestant);
    let better = frozen(9, "12", DEADLINE + 1_500, DEADLINE, ClosedBy::Contestant);
    assert_eq!(settled(&submitted, &better).0.revision, 1);
}
