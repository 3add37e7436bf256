//! Prizes in order, within their quotas, and no disqualified contestant among the winners.

use contest_core::winners::{Decision, Prize, decide, in_question, rank, winners};
use proptest::prelude::*;
use std::collections::BTreeMap;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Entrant {
    number: usize,
    disqualified: bool,
    eligible: bool,
    /// Neighbours with the same value are equal in the whole chain.
    equal: u8,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Ranked {
    rank: Option<u32>,
    prize: Option<usize>,
    tied_with_next: bool,
    entrant: Entrant,
}

fn a_ranking() -> impl Strategy<Value = Vec<Entrant>> {
    let flags = (prop::bool::weighted(0.3), prop::bool::weighted(0.8), 0..2u8);
    prop::collection::vec(flags, 0..40).prop_map(|flags| {
        let entrant = |(number, (disqualified, eligible, equal))| Entrant {
            number,
            disqualified,
            eligible,
            equal,
        };
        flags.into_iter().enumerate().map(entrant).collect()
    })
}

fn prizes(quotas: &[u32]) -> Vec<Prize> {
    let prize = |quota: &u32| Prize {
        name: "Giải".into(),
        quota: *quota,
        amount_vnd: 0,
    };
    quotas.iter().map(prize).collect()
}

fn out(ranking: &[Entrant]) -> Vec<u32> {
    let positions = (1..).zip(ranking).filter(|(_, entrant)| entrant.disqualified);
    positions.map(|(position, _)| position).collect()
}

/// Returns the decisions about a ranking, made as the server makes them.
fn decided(ranking: &[Entrant], quotas: &[u32]) -> Vec<Decision> {
    let out = out(ranking);
    let eligible = (1..).zip(ranking).filter(|(_, entrant)| entrant.eligible);
    let winners = winners(eligible.map(|(position, _)| position), &out, &prizes(quotas));
    let asked = in_question(&winners, &out);
    let ties = |position: u32| {
        let at = position as usize;
        at < ranking.len() && ranking[at - 1].equal == ranking[at].equal
    };
    let ties: BTreeMap<u32, bool> = asked
        .iter()
        .map(|position| (*position, ties(*position)))
        .collect();
    decide(&winners, &out, &ties)
}

/// Returns the whole list that follows from them.
fn awarded(ranking: &[Entrant], quotas: &[u32]) -> Vec<Ranked> {
    let (out, decisions) = (out(ranking), decided(ranking, quotas));
    let row = |(position, entrant): (u32, &Entrant)| {
        let decision = decisions.iter().find(|decision| decision.position == position);
        let next = ranking.get(position as usize);
        Ranked {
            rank: rank(position, &out),
            prize: decision.and_then(|decision| decision.prize),
            tied_with_next: decision.map_or_else(
                || next.is_some_and(|next| next.equal == entrant.equal),
                |decision| decision.tied_with_next,
            ),
            entrant: *entrant,
        }
    };
    (1..).zip(ranking).map(row).collect()
}

proptest! {
    #[test]
    fn prizes_follow_the_ranking_within_their_quotas(
        ranking in a_ranking(),
        quotas in prop::collection::vec(0..8u32, 0..6),
    ) {
        let rows = awarded(&ranking, &quotas);
        let entrants: Vec<Entrant> = rows.iter().map(|row| row.entrant).collect();
        prop_assert_eq!(&entrants, &ranking, "every row stays, in order");

        let ranks: Vec<u32> = rows.iter().filter_map(|row| row.rank).collect();
        prop_assert_eq!(&ranks, &(1..=ranks.len() as u32).collect::<Vec<u32>>());

        let given: Vec<usize> = rows.iter().filter_map(|row| row.prize).collect();
        prop_assert!(given.is_sorted(), "a better rank never has a lesser prize");
        for (n, quota) in quotas.iter().enumerate() {
            prop_assert!(given.iter().filter(|prize| **prize == n).count() <= *quota as usize);
        }

        let may_win = ranking.iter().filter(|e| !e.disqualified && e.eligible).count();
        let on_offer: u32 = quotas.iter().sum();
        prop_assert_eq!(given.len(), may_win.min(on_offer as usize), "no prize is kept back");
        for row in &rows {
            prop_assert_eq!(row.rank.is_none(), row.entrant.disqualified);
            prop_assert!(row.prize.is_none() || (row.entrant.eligible && !row.entrant.disqualified));
        }
    }

    #[test]
    fn a_disqualification_moves_the_next_ones_up(
        ranking in a_ranking(),
        quotas in prop::collection::vec(0..8u32, 0..6),
    ) {
        let rows = awarded(&ranking, &quotas);
        let kept: Vec<Entrant> = ranking.iter().copied().filter(|e| !e.disqualified).collect();
        let as_if_never_there = awarded(&kept, &quotas);
        let remaining: Vec<Ranked> = rows.into_iter().filter(|row| row.rank.is_some()).collect();
        let unmarked = |rows: &[Ranked]| -> Vec<Ranked> {
            rows.iter().map(|row| Ranked { tied_with_next: false, ..*row }).collect()
        };
        prop_assert_eq!(unmarked(&remaining), unmarked(&as_if_never_there));
    }

    #[test]
    fn a_tie_is_with_the_next_who_is_not_out(
        ranking in a_ranking(),
        quotas in prop::collection::vec(0..8u32, 0..6),
    ) {
        for (index, row) in awarded(&ranking, &quotas).iter().enumerate() {
            let following = &ranking[index..];
            let next = following.iter().skip(1).position(|entrant| !entrant.disqualified);
            let expected = !row.entrant.disqualified
                && next.is_some_and(|next| following[..=next + 1].iter().all(|e| e.equal == row.entrant.equal));
            prop_assert_eq!(row.tied_with_next, expected, "position {}", index + 1);
        }
    }

    #[test]
    fn there_are_no_more_decisions_than_something_is_decided(
        ranking in a_ranking(),
        quotas in prop::collection::vec(0..8u32, 0..6),
    ) {
        let decisions = decided(&ranking, &quotas);
        let on_offer = quotas.iter().sum::<u32>() as usize;
        prop_assert!(decisions.len() <= on_offer + 2 * out(&ranking).len());
        prop_assert!(decisions.is_sorted_by_key(|decision| decision.position));
    }
}

#[test]
fn one_list_by_hand() {
    let entrant = |number: usize, disqualified, eligible| Entrant {
        number,
        disqualified,
        eligible,
        equal: number as u8,
    };
    let ranking = [
        entrant(0, false, true),
        entrant(1, true, true),
        entrant(2, false, true),
        entrant(3, false, true),
        entrant(4, false, false),
        entrant(5, false, true),
        entrant(6, false, true),
    ];
    let rows: Vec<_> = awarded(&ranking, &[1, 0, 2, 1])
        .into_iter()
        .map(|row| (row.rank, row.prize))
        .collect();
    assert_eq!(
        rows,
        [
            (Some(1), Some(0)),
            (None, None),
            (Some(2), Some(2)),
            (Some(3), Some(2)),
            (Some(4), None),
            (Some(5), Some(3)),
            (Some(6), None),
        ]
    );
}
