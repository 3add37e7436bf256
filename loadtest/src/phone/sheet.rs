//! How a contestant fills in the sheet: each save adds answers and changes some earlier ones, so that no two sheets of
//! an attempt are alike. This exposes a server that keeps the wrong one.

use crate::ledger::Sheets;
use crate::paper::Shown;
use contest_core::answers::Answers;
use contest_core::questions::{OptionSet, QuestionKind};
use rand::rngs::SmallRng;
use rand::{Rng, RngExt};
use std::ops::Range;

/// Earlier answers changed with each save.
const SECOND_THOUGHTS: usize = 2;
/// A short paper may have no further sheets that differ.
const TRIES: usize = 8;

/// Marks the next questions and changes some earlier ones, until the sheet is one that was not sent yet.
pub(super) fn change(
    answers: &mut Answers,
    questions: &[Shown],
    next: Range<usize>,
    sent: &Sheets,
    random: &mut SmallRng,
) -> String {
    for n in next.clone() {
        answers.0[n] = other_marks(&questions[n], answers.0[n], random);
    }
    let mut encoded = String::new();
    for _ in 0..TRIES {
        for _ in 0..SECOND_THOUGHTS.min(next.end) {
            let n = random.random_range(0..next.end);
            answers.0[n] = other_marks(&questions[n], answers.0[n], random);
        }
        encoded = answers.encode();
        if !sent.contains(&encoded) {
            break;
        }
    }
    encoded
}

/// Returns possible marks for a question, other than these.
fn other_marks(question: &Shown, marks: OptionSet, random: &mut SmallRng) -> OptionSet {
    let options = question.options.count().max(1) as u32;
    let mut steps = |choices: u32| random.next_u32() % (choices - 1).max(1);
    match question.kind {
        QuestionKind::Multiple => {
            let choices = (1 << options) - 1;
            OptionSet(((u32::from(marks.0) + steps(choices)) % choices + 1) as u8)
        }
        QuestionKind::Single | QuestionKind::TrueFalse => {
            let option = match marks.0.checked_ilog2() {
                Some(marked) => (marked + 1 + steps(options)) % options,
                None => steps(options + 1),
            };
            OptionSet::single(option as usize)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    fn question(kind: &str, options: usize) -> Shown {
        let question = serde_json::json!({ "kind": kind, "stem": "?", "options": vec!["x"; options] });
        serde_json::from_str(&question.to_string()).expect("a question")
    }

    #[test]
    fn no_two_sheets_of_an_attempt_are_alike() {
        let questions = [
            question("single", 4),
            question("true_false", 2),
            question("multiple", 5),
            question("multiple", 6),
        ];
        let mut random = SmallRng::seed_from_u64(7);
        for saves in 1..=8 {
            let mut answers = Answers::blank(questions.len());
            let mut sent = Sheets::after(0, questions.len());
            for save in 0..saves {
                let share = |n: usize| (questions.len() * n).div_ceil(saves);
                let next = share(save)..share(save + 1);
                let before = answers.clone();
                let encoded = change(&mut answers, &questions, next.clone(), &sent, &mut random);
                for (marks, question) in answers.0.iter().zip(&questions) {
                    assert!(marks.fits(question.options.count()));
                    assert!(question.kind == QuestionKind::Multiple || marks.len() <= 1);
                }
                assert!(answers != before && !sent.contains(&encoded), "{encoded}");
                sent.push(&encoded);
            }
            assert_eq!(answers.answered(), questions.len());
        }
    }

    #[test]
    fn marks_change_to_any_others() {
        let mut random = SmallRng::seed_from_u64(7);
        for (question, choices) in [
            (question("single", 4), 4),
            (question("true_false", 2), 2),
            (question("multiple", 3), 7),
        ] {
            let mut marks = OptionSet::NONE;
            let mut seen = std::collections::BTreeSet::new();
            for _ in 0..200 {
                let other = other_marks(&question, marks, &mut random);
                assert_ne!(other, marks);
                seen.insert(other);
                marks = other;
            }
            assert_eq!(seen.len(), choices);
        }
    }
}
