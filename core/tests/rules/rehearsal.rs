//! The dry run: what it counts adds up, and it tells rules that decide from rules that do not.

use crate::fixtures::{DIFFICULTIES, bank, blueprint, plan, question, section, seed};
use contest_core::questions::Bank;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rehearsal::{Outcome, PEOPLE, rehearse};
use contest_core::rounds::{Disclosure, Prediction, PredictionTarget, RoundRules, Window};
use contest_core::time::{DAY_MS, Millis};
use contest_core::winners::Prize;

fn large() -> Bank {
    let options = ["Đúng một", "Sai hai", "Sai ba", "Sai bốn"];
    let questions = (0..30).map(|n| question("Chủ đề", DIFFICULTIES[n % 3], &options));
    bank(questions.collect())
}

fn rules(chain: &[TieBreak]) -> RoundRules {
    RoundRules {
        time_limit_s: 600,
        attempts: Some(1),
        attempts_per_day: None,
        rest_s: None,
        counted: Counted::Best,
        answer_all: false,
        blueprint: blueprint(vec![section(None, None, 10, 1)]),
        chain: chain.to_vec(),
        prediction: None,
        prizes: vec![Prize {
            name: "Nhất".into(),
            quota: 3,
            amount_vnd: 0,
        }],
        disclosure: Disclosure::default(),
    }
}

fn run(rules: &RoundRules) -> Outcome {
    let (bank, window) = (
        large(),
        Window {
            opens_at: Millis(0),
            closes_at: Millis(7 * DAY_MS),
            finalised_at: None,
        },
    );
    rehearse(rules, &window, &bank, &plan(&bank, &rules.blueprint), seed(1))
}

#[test]
fn everybody_is_counted_once_and_equal_seeds_give_equal_outcomes() {
    let rules = rules(&[TieBreak::MostPoints, TieBreak::ShortestDuration]);
    let outcome = run(&rules);
    assert_eq!(outcome, run(&rules));
    assert_eq!(outcome.drawn.iter().sum::<u32>(), PEOPLE * 10);
    assert_eq!((outcome.points.len(), outcome.durations_ms.len()), (1_000, 1_000));
    assert!(outcome.points.iter().all(|points| *points <= 1_000));
    assert!(
        outcome
            .durations_ms
            .iter()
            .all(|ms| (180_000..=600_000).contains(ms))
    );
    // A question is on a paper with the probability 1/3; with 1,000 papers, 250 to 420 are more than five deviations wide.
    assert!(
        outcome.drawn.iter().all(|papers| (250..420).contains(papers)),
        "{:?}",
        outcome.drawn
    );
}

#[test]
fn links_that_do_not_decide_are_seen() {
    let points_only = run(&rules(&[TieBreak::MostPoints]));
    let first = points_only.first_shared[0];
    assert!(first > 1, "many have the best score");
    assert_eq!(points_only.prizes[0].awarded, 3);
    assert_eq!(points_only.prizes[0].is_tied, first > 3);
    let timed = run(&rules(&[
        TieBreak::MostPoints,
        TieBreak::ShortestDuration,
        TieBreak::Lot,
    ]));
    assert_eq!(timed.first_shared[0], first);
    assert_eq!(timed.first_shared[2], 1);
    assert!(!timed.prizes[0].is_tied);
}

#[test]
fn predictions_are_measured_against_what_came_true() {
    let chain = [TieBreak::NearestPrediction, TieBreak::MostPoints];
    for target in [
        PredictionTarget::People,
        PredictionTarget::Attempts,
        PredictionTarget::PeopleAllCorrect,
        PredictionTarget::PercentAllCorrect,
    ] {
        let predicting = RoundRules {
            prediction: Some(Prediction {
                question: "Bao nhiêu?".into(),
                target,
                before_disqualification: false,
            }),
            ..rules(&chain)
        };
        let outcome = run(&predicting);
        // Few of a thousand guess as well as the best.
        assert!(
            outcome.first_shared[0] < 20,
            "{target:?}: {:?}",
            outcome.first_shared
        );
    }
}
