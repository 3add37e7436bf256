//! An explanation names the link that decided, for every chain and every pair.

use crate::fixtures::attempt;
use crate::ranking::{a_chain, a_standing};
use contest_core::explaining::explain;
use contest_core::ranking::{Standing, TieBreak, compare, sort_key};
use contest_core::scoring::Score;
use contest_core::time::Millis;
use proptest::prelude::*;
use std::cmp::Ordering;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_decided_is_the_first_link_in_which_the_sort_keys_differ(
        chain in a_chain(),
        own in a_standing(),
        other in a_standing(),
    ) {
        let why = explain(&chain, &own, &other);
        let (mine, theirs) = (sort_key(&chain, &own), sort_key(&chain, &other));
        let links = |key: &[u8]| key[..chain.len() * 8].chunks(8).map(<[u8]>::to_vec).collect::<Vec<_>>();
        let first = links(&mine.0).iter().zip(links(&theirs.0)).position(|(own, other)| *own != other);
        prop_assert_eq!(why.decided.map(|decided| decided.link), first.map(|at| chain[at]));
        let equal: Vec<TieBreak> = why.equal.iter().map(|compared| compared.link).collect();
        prop_assert_eq!(&equal[..], &chain[..first.unwrap_or(chain.len())]);
        prop_assert_eq!(why.decided.is_none(), mine.ties_with(&theirs));
        // The link alone orders the two as the whole ranking does.
        if let Some(decided) = why.decided {
            prop_assert_eq!(compare(&[decided.link], &own, &other), compare(&chain, &own, &other));
            prop_assert_ne!(compare(&chain, &own, &other), Ordering::Equal);
        }
        for compared in why.equal {
            prop_assert_eq!(compare(&[compared.link], &own, &Standing { attempt: own.attempt, ..other }), Ordering::Equal);
        }
    }

    /// Both read the same comparison, each from their own side.
    #[test]
    fn the_other_side_is_told_the_same(chain in a_chain(), own in a_standing(), other in a_standing()) {
        let (mine, theirs) = (explain(&chain, &own, &other), explain(&chain, &other, &own));
        prop_assert_eq!(mine.equal.len(), theirs.equal.len());
        let swapped = theirs.decided.map(|decided| (decided.link, decided.other, decided.own));
        prop_assert_eq!(mine.decided.map(|decided| (decided.link, decided.own, decided.other)), swapped);
    }
}

fn standing(points: u32, seconds: i64, distance: Option<u64>) -> Standing {
    Standing {
        attempt: attempt(7),
        score: Score {
            points,
            max_points: 2_000,
            correct: (points / 100) as u16,
            answered: 20,
            total: 20,
        },
        started_at: Millis(1_000_000),
        last_change_at: Millis(1_000_000 + seconds * 1_000 - 500),
        closed_at: Millis(1_000_000 + seconds * 1_000),
        prediction_distance: distance,
        lot: 3,
    }
}

#[test]
fn values_are_told_in_the_unit_of_their_link() {
    let (own, other) = (standing(1_900, 72, None), standing(1_950, 60, Some(4)));
    let value = |link: TieBreak| {
        let why = explain(&[link], &own, &other);
        let compared = why.decided.or(why.equal.first().copied()).expect("one link");
        (compared.own, compared.other)
    };
    assert_eq!(value(TieBreak::AllCorrect), (Some(0), Some(0)));
    assert_eq!(value(TieBreak::MostPoints), (Some(1_900), Some(1_950)));
    assert_eq!(value(TieBreak::MostCorrect), (Some(19), Some(19)));
    assert_eq!(value(TieBreak::ShortestDuration), (Some(72_000), Some(60_000)));
    assert_eq!(
        value(TieBreak::ShortestToLastChange),
        (Some(71_500), Some(59_500))
    );
    assert_eq!(
        value(TieBreak::EarliestSubmission),
        (Some(1_072_000), Some(1_060_000))
    );
    assert_eq!(value(TieBreak::EarliestStart), (Some(1_000_000), Some(1_000_000)));
    assert_eq!(value(TieBreak::NearestPrediction), (None, Some(4)));
    assert_eq!(value(TieBreak::Lot), (None, None));
}
