//! A round's window at its boundaries, and every reason to refuse rules.

use crate::fixtures::{blueprint, section};
use contest_core::practice::PracticeRules;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{
    Disclosure, GRACE_MS, KeyShown, Pace, Phase, Prediction, PredictionTarget, RoundRules, RulesError,
    ScoreShown, Window, phase,
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
        attempts_per_day: None,
        rest_s: None,
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
        disclosure: Disclosure::default(),
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
    for attempts in [1, 1_000] {
        assert_eq!(verdict(|r| r.attempts = Some(attempts)), Ok(()));
    }
    for per_day in [1, 100] {
        let without_end = |r: &mut RoundRules| (r.attempts, r.attempts_per_day) = (None, Some(per_day));
        assert_eq!(verdict(without_end), Ok(()));
    }
    for rest in [60, 604_800] {
        assert_eq!(verdict(|r| r.rest_s = Some(rest)), Ok(()));
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
    for per_day in [0, 101] {
        let changed = verdict(|r| r.attempts_per_day = Some(per_day));
        assert_eq!(changed, Err(RulesError::AttemptsPerDay));
    }
    for rest in [0, 59, 604_801] {
        assert_eq!(verdict(|r| r.rest_s = Some(rest)), Err(RulesError::Rest));
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

#[test]
fn nobody_learns_the_key_from_scores_or_the_score_from_the_key() {
    let showing = |attempts, score, key| {
        verdict(|r| {
            r.attempts = attempts;
            r.disclosure = Disclosure { score, key };
        })
    };
    use KeyShown::{AfterClose as KeyAfterClose, AfterFinal as KeyAfterFinal};
    use ScoreShown::{AfterClose, AfterFinal, AtOnce};
    for key in [KeyAfterClose, KeyAfterFinal] {
        assert_eq!(showing(Some(3), AtOnce, key), Ok(()));
        assert_eq!(
            showing(None, AtOnce, key),
            Err(RulesError::ScoreOfEndlessAttempts)
        );
        assert_eq!(showing(None, AfterClose, key), Ok(()));
    }
    assert_eq!(showing(None, AfterFinal, KeyAfterFinal), Ok(()));
    assert_eq!(
        showing(None, AfterFinal, KeyAfterClose),
        Err(RulesError::KeyBeforeScore)
    );
}

/// The commitment that was published covers the rules as they were written then.
#[test]
fn rules_of_earlier_releases_are_written_as_before() {
    let json = serde_json::to_string(&rules()).expect("rules are JSON");
    for new in ["attempts_per_day", "rest_s", "disclosure"] {
        assert!(!json.contains(new), "{new}");
    }
    assert_eq!(serde_json::from_str::<RoundRules>(&json).expect("rules"), rules());
}

#[test]
fn a_pace_pauses_for_a_while_and_till_the_next_day() {
    let hour = 3_600_000;
    // 07:00 in Viet Nam.
    let morning = Millis(1_796_083_200_000);
    let today = morning.day_start();
    assert_eq!(today, morning - 7 * hour);
    let pace = Pace {
        rest_ms: 2 * hour as u64,
        per_day: 3,
    };
    assert_eq!(pace.next(morning, today, 2), morning + 2 * hour);
    assert_eq!(pace.next(morning, today, 3), today + 24 * hour);
    let late = today + 23 * hour;
    assert_eq!(pace.next(late, today, 3), late + 2 * hour);
    let only_rest = Pace { per_day: 0, ..pace };
    assert_eq!(only_rest.next(morning, today, 900), morning + 2 * hour);
    assert_eq!(rules().pace(), None);
}

/// The screens show the message beside the field, so the name must be one of the rules' own.
#[test]
fn errors_name_fields_that_exist() {
    let all = RoundRules {
        attempts_per_day: Some(3),
        rest_s: Some(60),
        disclosure: Disclosure {
            score: ScoreShown::AfterClose,
            key: KeyShown::AfterClose,
        },
        ..rules()
    };
    let json = serde_json::to_value(all).expect("rules are JSON");
    for error in [
        RulesError::TimeLimit,
        RulesError::Attempts,
        RulesError::AttemptsPerDay,
        RulesError::Rest,
        RulesError::ScoreOfEndlessAttempts,
        RulesError::KeyBeforeScore,
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
