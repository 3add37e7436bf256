//! What answers say about questions: a table worked by hand, keys that are wrong on purpose, and properties.

use crate::fixtures::{DIFFICULTIES, bank, question};
use contest_core::questions::{Bank, OptionSet, QuestionKind};
use contest_core::statistics::figures::{Suspicion, discrimination, facility, suspicions, unused};
use contest_core::statistics::sums::{Marked, OptionSums, PARTS, Pairs, RoundSums, Sums};
use proptest::prelude::*;

const OPTIONS: [&str; 4] = ["Một", "Hai", "Ba", "Bốn"];

/// Returns a bank of questions with four options; the key is always the first.
fn of(questions: usize) -> Bank {
    bank(
        (0..questions)
            .map(|_| question("Hiến pháp", DIFFICULTIES[0], &OPTIONS))
            .collect(),
    )
}

/// Returns an attempt that marks these options, one question after the other; `None` leaves a question blank.
fn attempt(marks: &[Option<usize>]) -> Vec<Marked> {
    let marked = |(question, option): (u32, &Option<usize>)| Marked {
        question,
        marks: option.map_or(OptionSet::NONE, OptionSet::single),
        earned: if *option == Some(0) { 100 } else { 0 },
        worth: 100,
    };
    (0..).zip(marks).map(marked).collect()
}

fn sums(questions: usize, attempts: &[Vec<Marked>]) -> Sums {
    let mut sums = RoundSums::new(&of(questions)).all;
    for one in attempts {
        sums.add(one, 1, 2);
    }
    sums
}

/// Ten attempts at five questions. Those with more right elsewhere are right at the first question, too, with one
/// exception each way.
#[test]
fn a_table_worked_by_hand() {
    // How many of the other four are right, and whether the first is.
    let table = [
        (4, true),
        (4, true),
        (3, true),
        (3, false),
        (2, true),
        (2, true),
        (1, false),
        (1, true),
        (0, false),
        (0, false),
    ];
    let attempts: Vec<Vec<Marked>> = table
        .iter()
        .map(|(others, first)| {
            let mut marks = vec![Some(if *first { 0 } else { 1 })];
            marks.extend((0..4).map(|n| if n < *others { Some(0) } else { None }));
            attempt(&marks)
        })
        .collect();
    let sums = sums(5, &attempts);
    let first = &sums.questions[0];
    // 6 of 10 are right. Rests are 1000 1000 750 750 500 500 250 250 0 0: mean 500, squares 1,250,000 above it.
    // Those who are right have 1000 1000 750 500 500 250, which is 4000: 6 × 500 would be 3000. So the covariance is
    // 1000 × 1000, the variances are 10 × 0.6 × 0.4 × 1000² = 2,400,000 and 1,250,000, and r = 0.5774.
    assert_eq!((first.pairs.n, first.answered), (10, 10));
    assert_eq!(first.pairs.y, 5_000);
    assert_eq!(facility(first), Some(600));
    assert_eq!(discrimination(&first.pairs), Some(577));
    assert_eq!((first.options[0].chosen, first.options[0].rest), (6, 4_000));
    assert_eq!(first.options[0].mean_rest(), Some(667));
    // Four people: too few for an average.
    assert_eq!((first.options[1].chosen, first.options[1].rest), (4, 1_000));
    assert_eq!(first.options[1].mean_rest(), None);
    assert_eq!(first.options[2].mean_rest(), None);
    // Right answers: 5 5 4 3 3 3 1 2 0 0 of five, so shares of 20 % each.
    let mut points = vec![0; PARTS];
    for right in [5, 5, 4, 3, 3, 3, 1, 2, 0, 0] {
        points[(right * PARTS / 5).min(PARTS - 1)] += 1;
    }
    assert_eq!(sums.points, points);
    assert_eq!(sums.durations[PARTS / 2], 10);
}

/// Forty people; the better half chooses the second option, the weaker half the first.
#[test]
fn a_wrong_key_is_noticed() {
    let attempts: Vec<Vec<Marked>> = (0..40)
        .map(|n| {
            let good = n % 2 == 0;
            // A little noise, so that the means have an error.
            let rest = if good { 8 - n % 3 } else { 2 + n % 3 };
            let mut marks = vec![Some(usize::from(good))];
            marks.extend((0..10).map(|at| if at < rest { Some(0) } else { None }));
            attempt(&marks)
        })
        .collect();
    let (bank, sums) = (of(11), sums(11, &attempts));
    let told = suspicions(&bank.questions[0], &sums.questions[0]);
    assert_eq!(told, [Suspicion::Negative, Suspicion::BetterOption { option: 1 }]);
    for (question, sums) in bank.questions.iter().zip(&sums.questions).skip(1) {
        assert_eq!(suspicions(question, sums), []);
    }
}

#[test]
fn a_question_that_nearly_all_get_wrong_alike_is_noticed() {
    let attempts: Vec<Vec<Marked>> = (0..60)
        .map(|n| attempt(&[Some(if n < 3 { 0 } else { 3 }), Some(n % 2), Some(n % 3)]))
        .collect();
    let (bank, sums) = (of(3), sums(3, &attempts));
    let told = suspicions(&bank.questions[0], &sums.questions[0]);
    assert_eq!(told, [Suspicion::BelowChance { option: 3 }]);
    assert_eq!(unused(&bank.questions[0], &sums.questions[0]), [1, 2]);
}

#[test]
fn few_attempts_and_several_right_options_are_not_judged_hastily() {
    let attempts: Vec<Vec<Marked>> = (0..19)
        .map(|n| attempt(&[Some(n % 2), Some(1 - n % 2)]))
        .collect();
    let mut sums = sums(2, &attempts);
    assert_eq!(discrimination(&sums.questions[0].pairs), Some(-1_000));
    assert_eq!(suspicions(&of(2).questions[0], &sums.questions[0]), []);
    // One more makes twenty.
    sums.add(&attempt(&[Some(0), Some(1)]), 1, 1);
    assert!(suspicions(&of(2).questions[0], &sums.questions[0]).contains(&Suspicion::Negative));
    let mut several = of(1).questions.remove(0);
    (several.kind, several.key) = (QuestionKind::Multiple, OptionSet(0b0011));
    assert_eq!(suspicions(&several, &sums.questions[0]), [Suspicion::Negative]);
}

#[test]
fn what_does_not_vary_does_not_discriminate() {
    assert_eq!(discrimination(&Pairs::default()), None);
    let alone = sums(1, &[attempt(&[Some(0)]), attempt(&[Some(1)])]);
    assert_eq!(
        discrimination(&alone.questions[0].pairs),
        None,
        "there is no rest"
    );
    let all_right = sums(2, &[attempt(&[Some(0), Some(0)]), attempt(&[Some(0), Some(1)])]);
    assert_eq!(discrimination(&all_right.questions[0].pairs), None);
    let alike = |n: usize| {
        sums(2, &vec![attempt(&[Some(0), Some(0)]); n])
            .questions
            .remove(0)
    };
    for (n, told) in [(4, None), (5, Some(1_000))] {
        assert_eq!(facility(&alike(n)), told);
        assert_eq!(alike(n).options[0].mean_rest(), told);
    }
    assert_eq!(facility(&Default::default()), None);
    assert_eq!(OptionSums::default().mean_rest(), None);
}

fn attempts() -> impl Strategy<Value = Vec<Vec<Marked>>> {
    let marks = prop::collection::vec(prop::option::of(0..4_usize), 6);
    prop::collection::vec(marks.prop_map(|marks| attempt(&marks)), 0..60)
}

proptest! {
    #[test]
    fn figures_stay_within_their_bounds_and_add_up(attempts in attempts()) {
        let sums = sums(6, &attempts);
        let n = attempts.len() as u64;
        prop_assert_eq!(sums.points.iter().sum::<u64>(), n);
        prop_assert_eq!(sums.durations.iter().sum::<u64>(), n);
        for of in &sums.questions {
            prop_assert_eq!(of.pairs.n, n);
            prop_assert_eq!(of.options.iter().map(|option| option.chosen).sum::<u64>(), of.answered);
            prop_assert!(facility(of).is_none_or(|facility| facility <= 1_000));
            prop_assert!(discrimination(&of.pairs).is_none_or(|r| (-1_000..=1_000).contains(&r)));
        }
    }

    #[test]
    fn the_order_of_attempts_makes_no_difference(mut attempts in attempts()) {
        let forwards = sums(6, &attempts);
        attempts.reverse();
        prop_assert_eq!(forwards, sums(6, &attempts));
    }

    #[test]
    fn the_correlation_is_that_of_its_definition(pairs in prop::collection::vec((0..=1_000_u64, 0..=1_000_u64), 3..40)) {
        let mut sums = Pairs::default();
        for (x, y) in &pairs {
            sums.add(*x, *y);
        }
        let n = pairs.len() as f64;
        let mean = |of: fn(&(u64, u64)) -> u64| pairs.iter().map(|pair| of(pair) as f64).sum::<f64>() / n;
        let (mx, my) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let product = |f: fn(f64, f64) -> f64| -> f64 {
            pairs.iter().map(|(x, y)| f(*x as f64 - mx, *y as f64 - my)).sum()
        };
        let (xy, xx, yy) = (product(|x, y| x * y), product(|x, _| x * x), product(|_, y| y * y));
        if let Some(r) = discrimination(&sums) {
            prop_assert!((f64::from(r) - xy / (xx * yy).sqrt() * 1_000.0).abs() < 0.6);
        } else {
            prop_assert!(xx < 1e-6 || yy < 1e-6);
        }
    }
}
