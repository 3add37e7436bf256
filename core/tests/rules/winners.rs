//! Prizes in order, within their quotas, and nobody disqualified among the winners.

use contest_core::winners::{Prize, Ranked, award};
use proptest::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Entrant {
    number: usize,
    disqualified: bool,
    eligible: bool,
}

fn a_ranking() -> impl Strategy<Value = Vec<Entrant>> {
    let flags = (prop::bool::weighted(0.3), prop::bool::weighted(0.8));
    prop::collection::vec(flags, 0..40).prop_map(|flags| {
        let entrant = |(number, (disqualified, eligible))| Entrant {
            number,
            disqualified,
            eligible,
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

fn awarded(ranking: &[Entrant], quotas: &[u32]) -> Vec<Ranked<Entrant>> {
    award(
        ranking.iter().copied(),
        &prizes(quotas),
        |entrant| entrant.disqualified,
        |entrant| entrant.eligible,
    )
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

        let places: Vec<u32> = rows.iter().filter_map(|row| row.place).collect();
        prop_assert_eq!(&places, &(1..=places.len() as u32).collect::<Vec<u32>>());

        let given: Vec<usize> = rows.iter().filter_map(|row| row.prize).collect();
        prop_assert!(given.is_sorted(), "a better place never has a lesser prize");
        for (n, quota) in quotas.iter().enumerate() {
            prop_assert!(given.iter().filter(|prize| **prize == n).count() <= *quota as usize);
        }

        let may_win = ranking.iter().filter(|e| !e.disqualified && e.eligible).count();
        let on_offer: u32 = quotas.iter().sum();
        prop_assert_eq!(given.len(), may_win.min(on_offer as usize), "no prize is kept back");
        for row in &rows {
            prop_assert_eq!(row.place.is_none(), row.entrant.disqualified);
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
        let remaining: Vec<Ranked<Entrant>> = rows.into_iter().filter(|row| row.place.is_some()).collect();
        prop_assert_eq!(remaining, as_if_never_there);
    }
}

#[test]
fn one_list_by_hand() {
    let entrant = |number, disqualified, eligible| Entrant {
        number,
        disqualified,
        eligible,
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
        .map(|row| (row.place, row.prize))
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
