//! Sheets of several devices become one, whatever the order in which they arrive.

use contest_core::answers::AnswerSheet;
use contest_core::changes::{Changes, NotChanges, TimedSheet, Times};
use proptest::prelude::*;

/// Few times and few answers, so that devices often meet.
fn sheets(questions: usize) -> impl Strategy<Value = TimedSheet> {
    let marks = prop::collection::vec((0u8..4, 0u32..3), questions);
    (marks, prop::option::of(0i64..12), 0u32..3, 1u32..9).prop_map(|(marks, prediction, at, revision)| {
        let time = |at: u32| format!("---{}", ['-', '0', 'a'][at as usize]);
        TimedSheet {
            sheet: AnswerSheet {
                revision,
                answers: marks.iter().map(|(answer, _)| answer.to_string()).collect(),
                prediction,
            },
            times: marks.iter().map(|(_, at)| time(*at)).collect::<String>() + &time(at),
        }
    })
}

proptest! {
    #[test]
    fn merging_is_commutative_associative_and_repeatable(
        (a, b, c) in (sheets(5), sheets(5), sheets(5))
    ) {
        prop_assert_eq!(a.merge(&b), b.merge(&a));
        prop_assert_eq!(a.merge(&b).merge(&c), a.merge(&b.merge(&c)));
        prop_assert_eq!(a.merge(&a), a.clone());
        prop_assert_eq!(a.merge(&b).merge(&a), a.merge(&b));
    }

    #[test]
    fn the_later_change_of_each_question_counts(
        first in prop::collection::vec((0usize..4, 0u8..4), 0..12),
        second in prop::collection::vec((0usize..4, 0u8..4), 0..12),
    ) {
        // The two devices take turns; `latest` is what a person who sees both would expect.
        let (mut answers, mut changes) = ([[0u8; 4]; 2], [Changes::none("a".into(), 4), Changes::none("b".into(), 4)]);
        let mut latest = [0u8; 4];
        let mut now = 0;
        let longest = first.len().max(second.len());
        for step in 0..longest {
            for (device, edits) in [&first, &second].into_iter().enumerate() {
                if let Some((question, answer)) = edits.get(step) {
                    now += 100;
                    answers[device][*question] = *answer;
                    changes[device].note(*question, now);
                    latest[*question] = *answer;
                }
            }
        }
        let text = |answers: [u8; 4]| answers.iter().map(u8::to_string).collect::<String>();
        let [one, other] = [0, 1].map(|device| TimedSheet {
            sheet: AnswerSheet { revision: 1, answers: text(answers[device]), prediction: None },
            times: changes[device].times.clone(),
        });
        prop_assert_eq!(one.merge(&other).sheet.answers, text(latest));
    }
}

#[test]
fn a_change_is_later_than_the_one_before_whatever_the_clock_says() {
    let mut changes = Changes::none("a".into(), 2);
    assert_eq!(changes.times, "------------");
    changes.note(0, 60_000);
    changes.note(2, 0);
    let before = changes.times.clone();
    changes.note(0, 0);
    assert!(changes.times > before, "{before} {}", changes.times);
    assert_eq!(&changes.times[4..], "-------0");
    changes.note(1, u64::MAX);
    assert_eq!(&changes.times[4..8], "zzzz");
    changes.note(9, 0);
    assert_eq!(changes.times.len(), 12);
    assert_eq!(changes.check(2), Ok(()));
}

#[test]
fn the_last_change_is_that_of_any_answer_or_of_the_prediction() {
    let mut changes = Changes::none("a".into(), 2);
    assert_eq!(changes.last_ms(), None);
    changes.note(1, 0);
    assert_eq!(changes.last_ms(), Some(0));
    changes.note(0, 61_250);
    assert_eq!(changes.last_ms(), Some(61_200), "in tenths of a second");
    changes.note(2, 3_600_000);
    assert_eq!(changes.last_ms(), Some(3_600_000));
    let times = String::new();
    assert_eq!(Changes { times, ..changes }.last_ms(), None);
}

#[test]
fn an_answer_that_was_cleared_again_was_touched() {
    let mut times = Times::none(2);
    assert!((0..3).all(|at| !times.is_touched(at)));
    times.note(1, 0);
    times.note(1, 0);
    assert_eq!([0, 1, 2].map(|at| times.is_touched(at)), [false, true, false]);
    assert_eq!(Times::of(times.as_str(), 2), Some(times.clone()));
    assert_eq!(Times::of(times.as_str(), 3), None);
    assert!(!times.is_touched(9));
}

#[test]
fn changes_that_do_not_fit_the_sheet_are_refused() {
    let fits = Changes::none("phone1".into(), 2);
    assert_eq!(fits.check(2), Ok(()));
    assert_eq!(fits.check(3), Err(NotChanges::Times));
    for device in ["", "*", "a b", "12345678901234567", "ä"] {
        let device = device.to_owned();
        assert_eq!(
            Changes {
                device,
                ..fits.clone()
            }
            .check(2),
            Err(NotChanges::Device)
        );
    }
    let times = "---- ----- -".to_owned();
    assert_eq!(Changes { times, ..fits }.check(2), Err(NotChanges::Times));
}
