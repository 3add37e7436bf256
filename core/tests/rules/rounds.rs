//! A round's window at its boundaries, and every reason to refuse rules.

use crate::fixtures::{blueprint, section};
use contest_core::practice::PracticeRules;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{
    GRACE_MS, Phase, Prediction, PredictionTarget, RoundRules, RulesError, Window, phase,
};
use contest_core::time::Millis;
use contest_core::winners::Prize;
use contest_core::wire::contests::{RoundView, foremost};
use proptest::prelude::*;

fn window() -> Window {
    Window {
        opens_at: Millis(1_000),
        closes_at: Millis(2_000),
        finalised_at: None,
    }
}

#[test]
fn the_phase_changes_exactly_at_its_borders() {
    let at = |now| phase(&window(), Millis(now));
    assert_eq!([at(i64::MIN), at(999)], [Phase::Upcoming; 2]);
    assert_eq!([at(1_000), at(1_999)], [Phase::Open; 2]);
    assert_eq!([at(2_000), at(i64::MAX)], [Phase::Closed; 2]);

    let published = Window {
        finalised_at: Some(Millis(9_000)),
        ..window()
    };
    assert_eq!(phase(&published, Millis(8_999)), Phase::Closed);
    assert_eq!(phase(&published, Millis(9_000)), Phase::Final);
}

#[test]
fn keys_are_public_only_after_the_last_answer_could_arrive() {
    assert!(!window().keys_public(Millis(2_000 + GRACE_MS - 1)));
    assert!(window().keys_public(Millis(2_000 + GRACE_MS)));
}

proptest! {
    #[test]
    fn a_deadline_is_never_after_the_close_nor_after_the_time_limit(
        opens in -10_000_000..10_000_000i64,
        length in 0..100_000_000i64,
        now in any::<i64>(),
        limit in 30..=14_400u32,
    ) {
        let window = Window { opens_at: Millis(opens), closes_at: Millis(opens + length), finalised_at: None };
        let deadline = window.deadline(Millis(now), limit);
        prop_assert!(deadline <= window.closes_at);
        prop_assert!(deadline.since(Millis(now)) <= u64::from(limit) * 1_000);
        prop_assert!(deadline == window.closes_at || deadline.0 == now + i64::from(limit) * 1_000);
    }

    #[test]
    fn an_attempt_of_an_open_round_has_time(now in 1_000..2_000i64, limit in 30..=14_400u32) {
        prop_assert!(window().deadline(Millis(now), limit) > Millis(now));
    }
}

fn rules() -> RoundRules {
    RoundRules {
        time_limit_s: 600,
        attempts: Some(2),
        counted: Counted::Best,
        answer_all: false,
        blueprint: blueprint(vec![section(None, None, 20, 1)]),
        chain: vec![TieBreak::MostCorrect, TieBreak::NearestPrediction],
        prediction: Some(Prediction {
            question: "Bao nhiêu người trả lời đúng tất cả?".into(),
            target: PredictionTarget::PeopleAllCorrect,
            before_disqualification: false,
        }),
        prizes: vec![prize("Giải Nhất", 1)],
    }
}

fn prize(name: &str, quota: u32) -> Prize {
    Prize {
        name: name.into(),
        quota,
        amount_vnd: 0,
    }
}

fn verdict(change: impl FnOnce(&mut RoundRules)) -> Result<(), RulesError> {
    let mut rules = rules();
    change(&mut rules);
    rules.check()
}

#[test]
fn rules_at_the_limits_are_accepted() {
    let asks = |question: String| {
        verdict(|r| {
            r.prediction = Some(Prediction {
                question,
                target: PredictionTarget::People,
                before_disqualification: true,
            });
        })
    };
    assert_eq!(rules().check(), Ok(()));
    for limit in [30, 14_400] {
        assert_eq!(verdict(|r| r.time_limit_s = limit), Ok(()));
    }
    for attempts in [None, Some(1), Some(1_000)] {
        assert_eq!(verdict(|r| r.attempts = attempts), Ok(()));
    }
    assert_eq!(asks("ữ".repeat(500)), Ok(()));
    assert_eq!(
        verdict(|r| {
            r.prediction = None;
            r.chain = vec![TieBreak::Lot];
        }),
        Ok(())
    );
    for prizes in [vec![], vec![prize("Giải Khuyến khích", 10_000); 50]] {
        assert_eq!(verdict(|r| r.prizes = prizes), Ok(()));
    }
}

#[test]
fn every_fault_of_rules_is_named() {
    for limit in [0, 29, 14_401] {
        assert_eq!(verdict(|r| r.time_limit_s = limit), Err(RulesError::TimeLimit));
    }
    for attempts in [0, 1_001] {
        assert_eq!(
            verdict(|r| r.attempts = Some(attempts)),
            Err(RulesError::Attempts)
        );
    }
    for chain in [vec![], vec![TieBreak::Lot, TieBreak::MostPoints, TieBreak::Lot]] {
        assert_eq!(verdict(|r| r.chain = chain), Err(RulesError::Chain));
    }
    assert_eq!(
        verdict(|r| r.prediction = None),
        Err(RulesError::PredictionMissing)
    );
    for question in [String::new(), "  \n".into(), "ữ".repeat(501)] {
        let changed = verdict(|r| {
            if let Some(prediction) = &mut r.prediction {
                prediction.question = question;
            }
        });
        assert_eq!(changed, Err(RulesError::PredictionText));
    }
    for prizes in [
        vec![prize("", 1)],
        vec![prize(" ", 1)],
        vec![prize("Giải Nhất", 0)],
        vec![prize("Giải Nhất", 10_001)],
        vec![prize("Giải Nhất", 1); 51],
    ] {
        assert_eq!(verdict(|r| r.prizes = prizes), Err(RulesError::Prizes));
    }
}

/// The screens show the message beside the field, so the name must be one of the rules' own.
#[test]
fn errors_name_fields_that_exist() {
    let json = serde_json::to_value(rules()).expect("rules are JSON");
    for error in [
        RulesError::TimeLimit,
        RulesError::Attempts,
        RulesError::Chain,
        RulesError::PredictionMissing,
        RulesError::PredictionText,
        RulesError::Prizes,
    ] {
        assert!(json.get(error.field()).is_some(), "{error:?}");
        assert!(error.to_string().contains(error.field()), "{error}");
    }
}

#[test]
fn a_trial_paper_takes_as_long_as_an_attempt_may() {
    let check = |time_limit_s| {
        let blueprint = blueprint(vec![section(None, None, 1, 1)]);
        PracticeRules {
            time_limit_s,
            blueprint,
        }
        .check()
    };
    assert_eq!([check(29), check(14_401)], [Err(RulesError::TimeLimit); 2]);
    assert_eq!([check(30), check(14_400)], [Ok(()); 2]);
}

#[test]
fn a_contest_opens_with_the_round_that_matters_most_now() {
    use Phase::{Closed, Final, Open, Upcoming};
    type Told = (Phase, i64, i64);
    let round = |(phase, opens_at, closes_at): &Told| {
        let json = serde_json::json!({
            "id": contest_core::ids::Uuid::nil(), "number": 1, "title": "", "opens_at": opens_at, "closes_at": closes_at, "phase": phase,
            "rules": rules(), "commitment": "",
        });
        serde_json::from_value::<RoundView>(json).expect("a round")
    };
    let cases: [(&[Told], usize); 6] = [
        // The open one that closes soonest.
        (&[(Closed, 0, 1), (Open, 2, 9), (Open, 2, 8), (Upcoming, 7, 9)], 2),
        // The one that opens next.
        (&[(Closed, 0, 1), (Upcoming, 8, 9), (Upcoming, 7, 8)], 2),
        // The last.
        (&[(Final, 0, 1), (Closed, 2, 3)], 1),
        // The first of equals.
        (&[(Open, 1, 9), (Open, 1, 9)], 0),
        (&[(Upcoming, 5, 9)], 0),
        (&[], 0),
    ];
    for (rounds, expected) in cases {
        let views: Vec<RoundView> = rounds.iter().map(round).collect();
        assert_eq!(foremost(&views), expected, "{rounds:?}");
    }
}
