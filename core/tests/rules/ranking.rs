//! The sort key, the comparator and the description of the chain agree for every chain.

use crate::fixtures::attempt;
use contest_core::ranking::{
    SortKey, Standing, TieBreak, compare, is_by_submission, sort_key, submission_in,
};
use contest_core::scoring::Score;
use contest_core::time::Millis;
use proptest::prelude::*;
use std::cmp::Ordering;

const LINKS: [TieBreak; 9] = [
    TieBreak::AllCorrect,
    TieBreak::MostPoints,
    TieBreak::MostCorrect,
    TieBreak::ShortestDuration,
    TieBreak::ShortestToLastChange,
    TieBreak::EarliestSubmission,
    TieBreak::EarliestStart,
    TieBreak::NearestPrediction,
    TieBreak::Lot,
];

/// By the moment of submission, if no duration comes before it; then the key holds the moment.
#[test]
fn what_decides_between_equals_is_shown() {
    use TieBreak::{EarliestSubmission, Lot, MostPoints, ShortestDuration};
    let standing = Standing {
        attempt: attempt(1),
        score: Score::default(),
        started_at: Millis(1_000),
        last_change_at: Millis(2_000),
        closed_at: Millis(3_000),
        prediction_distance: None,
        lot: 7,
    };
    for (chain, shown) in [
        (vec![MostPoints, EarliestSubmission, Lot], Some(Millis(3_000))),
        (vec![EarliestSubmission, ShortestDuration], Some(Millis(3_000))),
        (vec![MostPoints, ShortestDuration, EarliestSubmission], None),
        (vec![MostPoints, Lot], None),
    ] {
        let key = sort_key(&chain, &standing);
        assert_eq!(submission_in(&chain, &key.0), shown, "{chain:?}");
        assert_eq!(is_by_submission(&chain), shown.is_some(), "{chain:?}");
    }
}

pub(crate) fn a_chain() -> impl Strategy<Value = Vec<TieBreak>> {
    prop::sample::subsequence(&LINKS[..], 0..=9).prop_shuffle()
}

/// Few values each, so that most pairs tie in most links, including the ends of every range.
pub(crate) fn a_standing() -> impl Strategy<Value = Standing> {
    let moment = || prop::sample::select(vec![i64::MIN, -1, 0, 1, 1_000, 1_001, i64::MAX]).prop_map(Millis);
    let points = prop::sample::select(vec![0, 100, 2_000, u32::MAX]);
    let correct = prop::sample::select(vec![0, 1, 20]);
    let total = prop::sample::select(vec![0, 1, 20]);
    let distance = prop::option::of(prop::sample::select(vec![0, 1, u64::MAX - 1, u64::MAX]));
    let lot = prop::sample::select(vec![0, 1, u64::MAX]);
    let id = 0..8u128;
    (
        points,
        correct,
        total,
        moment(),
        moment(),
        moment(),
        distance,
        lot,
        id,
    )
        .prop_map(
            |(
                points,
                correct,
                total,
                started_at,
                last_change_at,
                closed_at,
                prediction_distance,
                lot,
                id,
            )| {
                let score = Score {
                    points,
                    correct,
                    total,
                    ..Score::default()
                };
                Standing {
                    attempt: attempt(id << 64 | id),
                    score,
                    started_at,
                    last_change_at,
                    closed_at,
                    prediction_distance,
                    lot,
                }
            },
        )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn keys_compare_as_the_ranking_does(
        chain in a_chain(),
        standings in prop::collection::vec(a_standing(), 2..16),
    ) {
        for a in &standings {
            for b in &standings {
                let by_key = sort_key(&chain, a).cmp(&sort_key(&chain, b));
                prop_assert_eq!(by_key, compare(&chain, a, b), "{:?}\n{:?}\n{:?}", chain, a, b);
            }
        }
    }

    /// The live board has no prediction yet: its order is that of the chain without that link.
    #[test]
    fn live_keys_leave_the_prediction_out(chain in a_chain(), mut a in a_standing(), mut b in a_standing()) {
        a.prediction_distance = None;
        b.prediction_distance = None;
        let without: Vec<TieBreak> =
            chain.iter().copied().filter(|link| *link != TieBreak::NearestPrediction).collect();
        prop_assert_eq!(sort_key(&chain, &a).cmp(&sort_key(&chain, &b)), compare(&without, &a, &b));
    }

    #[test]
    fn keys_have_a_fixed_width_and_name_their_attempt(chain in a_chain(), standing in a_standing()) {
        let key = sort_key(&chain, &standing);
        prop_assert_eq!(key.0.len(), chain.len() * 8 + 16);
        prop_assert_eq!(key.attempt(), Some(standing.attempt));
    }

    #[test]
    fn keys_tie_when_only_the_attempt_differs(chain in a_chain(), a in a_standing(), b in a_standing()) {
        let same_attempt = Standing { attempt: a.attempt, ..b };
        let tie = compare(&chain, &a, &same_attempt) == Ordering::Equal;
        prop_assert_eq!(sort_key(&chain, &a).ties_with(&sort_key(&chain, &b)), tie);
    }
}

#[test]
fn foreign_bytes_are_no_key() {
    assert_eq!(SortKey(vec![0; 15]).attempt(), None);
    assert_eq!(SortKey(vec![]).attempt(), None);
    assert!(!SortKey(vec![0; 24]).ties_with(&SortKey(vec![0; 32])));
}

/// The key is stored in databases and on boards: its bytes may not change.
#[test]
fn a_key_is_pinned() {
    let standing = Standing {
        attempt: attempt(0x0192_0000_0000_7000_8000_0000_0000_0001),
        score: Score {
            points: 1_950,
            max_points: 2_000,
            correct: 19,
            answered: 20,
            total: 20,
        },
        started_at: Millis(1_790_000_000_000),
        last_change_at: Millis(1_790_000_060_000),
        closed_at: Millis(1_790_000_065_536),
        prediction_distance: Some(3),
        lot: 0xfedc_ba98_7654_3210,
    };
    let written = |chain: &[TieBreak]| -> String {
        let bytes = sort_key(chain, &standing).0;
        let words = bytes.chunks(8).map(|word| {
            let digits = word.iter().map(|byte| format!("{byte:02x}"));
            digits.collect::<String>()
        });
        words.collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        written(&LINKS),
        "0000000000000001 fffffffffffff861 ffffffffffffffec 0000000000010000 000000000000ea60 \
         000001a0c4516c00 000001a0c4506c00 0000000000000003 fedcba9876543210 \
         0192000000007000 8000000000000001"
    );
}

/// Each link decides as its description says, whatever comes after it.
#[test]
fn each_link_prefers_the_better() {
    let even = Standing {
        attempt: attempt(1),
        score: Score {
            points: 100,
            max_points: 200,
            correct: 1,
            answered: 2,
            total: 2,
        },
        started_at: Millis(10_000),
        last_change_at: Millis(15_000),
        closed_at: Millis(20_000),
        prediction_distance: Some(5),
        lot: 5,
    };
    let better = |link| {
        let mut standing = even;
        match link {
            TieBreak::AllCorrect => standing.score.correct = 2,
            TieBreak::MostPoints => standing.score.points += 1,
            TieBreak::MostCorrect => standing.score.correct = 2,
            TieBreak::ShortestDuration => standing.started_at = Millis(10_001),
            TieBreak::ShortestToLastChange => standing.last_change_at = Millis(14_999),
            TieBreak::EarliestSubmission => standing.closed_at = Millis(19_999),
            TieBreak::EarliestStart => standing.started_at = Millis(9_999),
            TieBreak::NearestPrediction => standing.prediction_distance = Some(4),
            TieBreak::Lot => standing.lot = 4,
        }
        standing.attempt = attempt(2);
        standing
    };
    for link in LINKS {
        assert_eq!(compare(&[link], &better(link), &even), Ordering::Less, "{link:?}");
        assert!(
            sort_key(&[link], &better(link)) < sort_key(&[link], &even),
            "{link:?}"
        );
    }
    let silent = Standing {
        prediction_distance: None,
        ..even
    };
    assert!(
        sort_key(&[TieBreak::NearestPrediction], &even) < sort_key(&[TieBreak::NearestPrediction], &silent),
        "any prediction is nearer than none"
    );
}
