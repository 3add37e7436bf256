//! Extra time only ever gives, and the order in which it was given does not matter.

use contest_core::extra_time::{Began, ExtraTime, Reached, most_for};
use contest_core::ids::{AccountId, Uuid};
use contest_core::time::Millis;
use proptest::prelude::*;

fn person(n: u8) -> AccountId {
    AccountId(Uuid::from_u128(n.into()))
}

fn began() -> Began {
    Began {
        account: person(1),
        started_at: Millis(0),
        deadline: Millis(600_000),
    }
}

fn between(from: i64, to: i64, seconds: u32) -> ExtraTime {
    ExtraTime {
        reached: Reached::OpenBetween(Millis(from), Millis(to)),
        seconds,
    }
}

fn acts() -> impl Strategy<Value = Vec<ExtraTime>> {
    let whom = prop_oneof![
        (0_u8..3).prop_map(|n| Reached::Person(person(n))),
        (-900_000_i64..2_000_000, 0_i64..300_000)
            .prop_map(|(from, length)| Reached::OpenBetween(Millis(from), Millis(from + length))),
    ];
    let act = (whom, 10_u32..1_000).prop_map(|(reached, seconds)| ExtraTime { reached, seconds });
    prop::collection::vec(act, 0..8)
}

#[test]
fn it_reaches_the_attempts_that_were_open_and_no_others() {
    let began = began();
    let after = |act: ExtraTime| began.deadline_with(&[act]).0 - began.deadline.0;
    assert_eq!(after(between(-5_000, -1, 300)), 0, "it had not begun");
    assert_eq!(after(between(-5_000, 0, 300)), 300_000);
    assert_eq!(after(between(600_000, 700_000, 300)), 300_000);
    assert_eq!(after(between(600_001, 700_000, 300)), 0, "it was over");
    let of = |n| ExtraTime {
        reached: Reached::Person(person(n)),
        seconds: 60,
    };
    assert_eq!((after(of(1)), after(of(2))), (60_000, 0));
}

#[test]
fn an_attempt_that_was_kept_open_is_reached_again() {
    let acts = [between(650_000, 660_000, 30), between(590_000, 600_000, 60)];
    assert_eq!(began().deadline_with(&acts), Millis(690_000));
    assert_eq!(began().deadline_with(&acts[..1]), Millis(600_000));
}

proptest! {
    #[test]
    fn the_order_does_not_matter(acts in acts(), turn in 0_usize..8) {
        let mut others = acts.clone();
        others.reverse();
        if !others.is_empty() {
            let by = turn % others.len();
            others.rotate_left(by);
        }
        prop_assert_eq!(began().deadline_with(&acts), began().deadline_with(&others));
    }

    #[test]
    fn no_act_makes_a_deadline_earlier(acts in acts(), n in 0_usize..8) {
        let fewer = &acts[..n.min(acts.len())];
        let (before, after) = (began().deadline_with(fewer), began().deadline_with(&acts));
        prop_assert!(began().deadline <= before && before <= after);
    }

    #[test]
    fn nobody_gets_more_than_the_leeway_that_redis_is_given(acts in acts()) {
        let most = began().deadline + most_for(began().account, &acts);
        prop_assert!(began().deadline_with(&acts) <= most);
    }
}
