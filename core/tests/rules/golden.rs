//! Papers pinned for good. Papers are never stored: if any value here changes, papers that contestants have answered
//! can no longer be redrawn. Never adapt a value; undo what changed it.

use crate::fixtures::{DIFFICULTIES, bank, plan, question, section, seed};
use contest_core::blueprint::Blueprint;
use contest_core::paper::{Paper, PaperPlan};
use contest_core::questions::{Bank, Question, QuestionKind};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Twelve questions: two topics, all difficulties, 2 to 6 options, some of them pinned.
fn small_bank() -> Bank {
    let options = ["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"];
    let question = |n: usize| -> Question {
        let topic = if n < 8 { "Hoà giải" } else { "Khiếu nại" };
        question(topic, DIFFICULTIES[n % 3], &options[..[4, 4, 3, 6, 5, 2][n % 6]])
    };
    let mut questions: Vec<Question> = (0..12).map(question).collect();
    questions[1].options[3] = "Tất cả các phương án trên".into();
    questions[6].options[2] = "Cả A và B".into();
    questions[9].keep_order = true;
    questions[11].kind = QuestionKind::TrueFalse;
    bank(questions)
}

fn small_plan(mix_sections: bool) -> PaperPlan {
    let [easy, _, hard] = DIFFICULTIES;
    let blueprint = Blueprint {
        sections: vec![
            section(Some("Hoà giải"), Some(easy), 2, 1),
            section(None, None, 3, 2),
            section(Some("Khiếu nại"), Some(hard), 1, 5),
        ],
        mix_sections,
    };
    plan(&small_bank(), &blueprint)
}

/// Formats a paper as `question:order*points`, e.g. `3:205143*1`.
fn written(paper: &Paper) -> String {
    let order = |order: &[u8]| order.iter().map(u8::to_string).collect::<String>();
    let items = paper
        .items
        .iter()
        .map(|item| format!("{}:{}*{}", item.question, order(&item.order), item.points));
    items.collect::<Vec<_>>().join(" ")
}

/// The key stream of eight rounds under an all-zero key, as other implementations produce it
/// (draft-strombergson-chacha-test-vectors-01, TC1, read as little-endian words).
#[test]
fn the_generator_is_chacha8() {
    let mut rng = ChaCha8Rng::from_seed([0; 32]);
    let words: Vec<u32> = (0..4).map(|_| rng.next_u32()).collect();
    assert_eq!(words, [0x2fef_003e, 0xd640_5f89, 0xe8b8_5b7f, 0xa1a5_091f]);
}

#[test]
fn papers_in_order_are_pinned() {
    let plan = small_plan(false);
    assert_eq!(
        written(&plan.paper([0; 32])),
        "6:0123*1 3:523014*1 5:01*2 11:01*2 9:012345*2 8:210*5"
    );
    assert_eq!(
        written(&plan.paper([255; 32])),
        "3:435102*1 6:0123*1 11:01*2 10:43201*2 2:021*2 8:021*5"
    );
    assert_eq!(
        written(&plan.paper(seed(2026))),
        "3:201534*1 0:3102*1 2:021*2 4:24103*2 6:0123*2 11:01*5"
    );
}

#[test]
fn mixed_papers_are_pinned() {
    let plan = small_plan(true);
    assert_eq!(
        written(&plan.paper([0; 32])),
        "8:102*5 5:01*2 11:01*2 6:0123*1 3:451023*1 9:012345*2"
    );
    assert_eq!(
        written(&plan.paper([255; 32])),
        "2:120*2 10:32104*2 8:021*5 6:0123*1 3:320154*1 11:01*2"
    );
    assert_eq!(
        written(&plan.paper(seed(2026))),
        "2:201*2 3:204315*1 0:3201*1 11:01*5 4:02431*2 6:0123*2"
    );
}

/// Counts how often each outcome occurs in `SEEDS` papers. The seeds are fixed, so these tests always pass or always
/// fail.
fn counts<const N: usize>(plan: &PaperPlan, outcomes: impl Fn(&Paper) -> Vec<usize>) -> [u32; N] {
    let mut counts = [0; N];
    for n in 0..SEEDS {
        for outcome in outcomes(&plan.paper(seed(n))) {
            counts[outcome] += 1;
        }
    }
    counts
}

const SEEDS: u32 = 4_000;

/// Returns whether a count is within five standard deviations of a binomial with `SEEDS` trials: chance alone misses
/// this once in two million.
fn about(count: u32, probability: f64) -> bool {
    let mean = f64::from(SEEDS) * probability;
    (f64::from(count) - mean).abs() < 5.0 * (mean * (1.0 - probability)).sqrt()
}

#[test]
fn every_question_of_a_section_is_drawn_equally_often() {
    let blueprint = Blueprint {
        sections: vec![
            section(Some("Hoà giải"), None, 3, 1),
            section(Some("Khiếu nại"), None, 2, 1),
        ],
        mix_sections: true,
    };
    let plan = plan(&small_bank(), &blueprint);

    let drawn: [u32; 12] = counts(&plan, |paper| {
        paper.items.iter().map(|item| item.question as usize).collect()
    });
    assert!(drawn[..8].iter().all(|&n| about(n, 3.0 / 8.0)), "{drawn:?}");
    assert!(drawn[8..].iter().all(|&n| about(n, 2.0 / 4.0)), "{drawn:?}");

    let first: [u32; 12] = counts(&plan, |paper| vec![paper.items[0].question as usize]);
    assert!(first[..8].iter().all(|&n| about(n, 3.0 / 8.0 / 5.0)), "{first:?}");
    assert!(first[8..].iter().all(|&n| about(n, 2.0 / 4.0 / 5.0)), "{first:?}");
}

#[test]
fn every_order_of_options_is_equally_likely() {
    let four = bank(vec![question(
        "Hoà giải",
        DIFFICULTIES[0],
        &["Một", "Hai", "Ba", "Bốn"],
    )]);
    let blueprint = Blueprint {
        sections: vec![section(None, None, 1, 1)],
        mix_sections: false,
    };
    let orders: [u32; 256] = counts(&plan(&four, &blueprint), |paper| {
        let digits = paper.items[0].order.iter();
        vec![digits.fold(0, |number, &option| number * 4 + usize::from(option))]
    });
    let seen: Vec<u32> = orders.into_iter().filter(|&n| n > 0).collect();
    assert_eq!(seen.len(), 24);
    assert!(seen.iter().all(|&n| about(n, 1.0 / 24.0)), "{seen:?}");
}
