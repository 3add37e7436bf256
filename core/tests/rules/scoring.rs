//! What sheets earn: bounds, the full key, partial credit, and sheets that do not belong to the paper.

use crate::fixtures::{DIFFICULTIES, bank, question, section};
use contest_core::answers::Answers;
use contest_core::blueprint::Blueprint;
use contest_core::paper::{Paper, PaperItem};
use contest_core::questions::{Bank, Credit, OptionSet, Question, QuestionKind};
use contest_core::scoring::{HUNDREDTHS, MultipleChoice, Shape, SheetMismatch, question_points, score};
use proptest::prelude::*;

const OPTIONS: [&str; 6] = ["Một", "Hai", "Ba", "Bốn", "Năm", "Sáu"];

/// A question of any kind, with a key that its kind allows.
fn a_question() -> impl Strategy<Value = Question> {
    (2..=6usize, 0..3u8, any::<bool>(), any::<prop::sample::Index>()).prop_map(
        |(options, kind, partial, key)| {
            let mut question = question("Hiến pháp", DIFFICULTIES[0], &OPTIONS[..options]);
            (question.kind, question.key) = match kind {
                0 => (QuestionKind::Single, OptionSet::single(key.index(options))),
                1 => (
                    QuestionKind::Multiple,
                    OptionSet(1 + key.index((1 << options) - 1) as u8),
                ),
                _ => {
                    question.options.truncate(2);
                    (QuestionKind::TrueFalse, OptionSet::single(key.index(2)))
                }
            };
            if partial {
                question.credit = Credit::Partial;
            }
            question
        },
    )
}

/// Returns marks that pass the check.
fn allowed(question: &Question, bits: u8) -> OptionSet {
    let options = question.options.len();
    match question.kind {
        QuestionKind::Multiple => OptionSet(bits & ((1 << options) - 1)),
        _ if usize::from(bits) % (options + 1) == options => OptionSet::NONE,
        _ => OptionSet::single(usize::from(bits) % (options + 1)),
    }
}

prop_compose! {
    /// A paper over all questions of a bank, with the marks of one sheet in the bank's order.
    fn a_filled_paper()(
        questions in prop::collection::vec((a_question(), 1..=100u16, any::<u8>()), 1..20),
    )(
        orders in questions
            .iter()
            .map(|(q, ..)| Just((0..q.options.len() as u8).collect::<Vec<u8>>()).prop_shuffle())
            .collect::<Vec<_>>(),
        questions in Just(questions),
    ) -> (Bank, Paper, Vec<OptionSet>) {
        let marks = questions.iter().map(|(q, _, bits)| allowed(q, *bits)).collect();
        let items = (0..).zip(&questions).zip(orders)
            .map(|((question, (_, points, _)), order)| PaperItem { question, order, points: *points })
            .collect();
        (bank(questions.into_iter().map(|(q, ..)| q).collect()), Paper { items }, marks)
    }
}

/// Returns the sheet that a contestant sends to mark these options of the bank.
fn sheet(paper: &Paper, meant: impl IntoIterator<Item = OptionSet>) -> Answers {
    let shown = paper
        .items
        .iter()
        .zip(meant)
        .map(|(item, marks)| item.to_shown(marks));
    Answers(shown.collect())
}

proptest! {
    #[test]
    fn scores_stay_within_bounds_and_count_what_is_right((bank, paper, marks) in a_filled_paper()) {
        let got = score(&bank, &paper, &sheet(&paper, marks.clone())).expect("the sheet fits");
        let right = bank.questions.iter().zip(&marks).filter(|(q, marks)| q.key == **marks);
        let right: Vec<usize> = right.map(|(q, _)| q.options.len()).collect();

        prop_assert_eq!(usize::from(got.correct), right.len());
        prop_assert_eq!(usize::from(got.answered), marks.iter().filter(|m| !m.is_empty()).count());
        prop_assert_eq!(usize::from(got.total), paper.items.len());
        prop_assert_eq!(
            got.max_points,
            paper.items.iter().map(|item| u32::from(item.points) * HUNDREDTHS).sum::<u32>()
        );
        prop_assert!(got.points <= got.max_points);
        prop_assert_eq!(got.all_correct(), got.points == got.max_points);
    }

    #[test]
    fn the_whole_key_earns_everything_and_a_blank_sheet_nothing((bank, paper, _) in a_filled_paper()) {
        let full = score(&bank, &paper, &sheet(&paper, bank.questions.iter().map(|q| q.key))).expect("it fits");
        prop_assert_eq!(full.points, full.max_points);
        prop_assert!(full.all_correct());

        let blank = score(&bank, &paper, &Answers::blank(paper.items.len())).expect("it fits");
        prop_assert_eq!((blank.points, blank.correct, blank.answered), (0, 0, 0));
        prop_assert!(!blank.all_correct());
    }

    #[test]
    fn correcting_one_answer_never_costs_points(
        (bank, paper, marks) in a_filled_paper(),
        at in any::<prop::sample::Index>(),
    ) {
        let at = at.index(marks.len());
        let before = score(&bank, &paper, &sheet(&paper, marks.clone())).expect("it fits");
        let mut corrected = marks;
        corrected[at] = bank.questions[at].key;
        let after = score(&bank, &paper, &sheet(&paper, corrected)).expect("it fits");
        prop_assert!(after.points >= before.points);
        prop_assert!(after.correct >= before.correct);
    }

    #[test]
    fn partial_credit_grows_with_right_marks_and_shrinks_with_wrong_ones(
        mut question in a_question(),
        bits in any::<u8>(),
        option in 0..6usize,
        worth in 1..=100u32,
    ) {
        // Override the kind: filtering out those that do not fit would discard too many cases.
        question.kind = QuestionKind::Multiple;
        let option = option % question.options.len();
        let worth = worth * HUNDREDTHS;
        let marks = allowed(&question, bits).without(OptionSet::single(option));
        let more = marks.toggled(option);

        question.credit = Credit::Exact;
        let exact = [marks, more].map(|m| question_points(&question, m, worth));
        question.credit = Credit::Partial;
        let partial = [marks, more].map(|m| question_points(&question, m, worth));

        if question.key.contains(option) {
            prop_assert!(partial[1] >= partial[0]);
        } else {
            prop_assert!(partial[1] <= partial[0]);
        }
        prop_assert!((0..2).all(|n| exact[n] <= partial[n] && partial[n] <= worth));
    }
}

/// The key is the first three of five options, worth 10 points.
#[test]
fn partial_credit_is_pinned() {
    let mut question = question("Hiến pháp", DIFFICULTIES[0], &OPTIONS[..5]);
    question.kind = QuestionKind::Multiple;
    question.key = OptionSet(0b00111);
    let earned = |question: &Question| {
        [
            0b00111, 0b00011, 0b00001, 0b01111, 0b01011, 0b11011, 0b11111, 0b11000, 0,
        ]
        .map(|marks| question_points(question, OptionSet(marks), 10 * HUNDREDTHS))
    };
    assert_eq!(earned(&question), [1_000, 0, 0, 0, 0, 0, 0, 0, 0]);
    question.credit = Credit::Partial;
    assert_eq!(earned(&question), [1_000, 666, 333, 666, 333, 0, 333, 0, 0]);
}

#[test]
fn sheets_of_another_paper_are_refused() {
    let mut several = question("Hiến pháp", DIFFICULTIES[0], &OPTIONS[..3]);
    several.kind = QuestionKind::Multiple;
    let bank = bank(vec![
        question("Hiến pháp", DIFFICULTIES[0], &OPTIONS[..3]),
        several,
    ]);
    let item = |question| PaperItem {
        question,
        order: vec![2, 0, 1],
        points: 1,
    };
    let paper = Paper {
        items: vec![item(0), item(1)],
    };
    let shape = Shape::of(&bank, paper.questions());
    let verdict = |text: &str| shape.check(&Answers::parse(text).expect("the alphabet allows it"));

    for fits in ["00", "47", "16"] {
        assert_eq!(verdict(fits), Ok(()), "{fits}");
    }
    for (found, text) in [(0, ""), (1, "1"), (3, "111")] {
        assert_eq!(verdict(text), Err(SheetMismatch::Length { expected: 2, found }));
    }
    let marks = |question| Err(SheetMismatch::Marks { question });
    assert_eq!(verdict("30"), marks(0), "two marks where one is allowed");
    assert_eq!(verdict("80"), marks(0), "the fourth of three options");
    assert_eq!(verdict("08"), marks(1), "the fourth of three options");
    assert_eq!(
        score(&bank, &paper, &Answers::blank(1)),
        Err(SheetMismatch::Length {
            expected: 2,
            found: 1
        }),
        "scoring checks the sheet itself"
    );
}

#[test]
fn the_rules_tell_only_what_can_be_drawn() {
    let mut exact = question("A", DIFFICULTIES[0], &["1", "2", "3"]);
    (exact.kind, exact.key) = (QuestionKind::Multiple, OptionSet(0b011));
    let mut partial = exact.clone();
    (partial.topic, partial.credit) = ("B".into(), Credit::Partial);
    let single = question("C", DIFFICULTIES[0], &["1", "2"]);
    let bank = bank(vec![exact, partial, single]);
    let told = |topic: Option<&str>| {
        let blueprint = Blueprint {
            sections: vec![section(topic, None, 1, 1)],
            mix_sections: false,
        };
        let multiple = MultipleChoice::of(&blueprint, &bank);
        (multiple.exact, multiple.partial)
    };
    assert_eq!(told(None), (true, true));
    assert_eq!(told(Some("A")), (true, false));
    assert_eq!(told(Some("B")), (false, true));
    assert_eq!(told(Some("C")), (false, false));
}
