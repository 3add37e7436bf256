//! What an answer sheet earns. Points are kept in hundredths, so partial credit needs no floats.

use crate::answers::Answers;
use crate::blueprint::{Blueprint, MAX_QUESTIONS, Section};
use crate::paper::Paper;
use crate::questions::{Bank, Credit, OptionSet, Question, QuestionKind};
use serde::{Deserialize, Serialize};

/// Hundredths of a point in a whole point.
pub const HUNDREDTHS: u32 = 100;

/// The result of one attempt, without its times.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Score {
    /// Hundredths of a point.
    pub points: u32,
    /// The highest possible score, in hundredths of a point.
    pub max_points: u32,
    /// Questions answered fully correctly.
    pub correct: u16,
    /// Questions answered at all.
    pub answered: u16,
    /// Questions on the paper.
    pub total: u16,
}

/// Which ways of scoring multiple-choice questions occur in a round. The rules shown to contestants say so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MultipleChoice {
    /// All or nothing.
    pub exact: bool,
    /// A share for each right mark, less one for each wrong mark.
    pub partial: bool,
}

impl MultipleChoice {
    /// Returns what can occur on a paper drawn from this bank.
    pub fn of(blueprint: &Blueprint, bank: &Bank) -> MultipleChoice {
        let multiple = bank.questions.iter().filter(|question| {
            let accepts = |section: &Section| section.accepts(question);
            question.kind == QuestionKind::Multiple && blueprint.sections.iter().any(accepts)
        });
        multiple.fold(MultipleChoice::default(), |found, question| MultipleChoice {
            exact: found.exact || question.credit == Credit::Exact,
            partial: found.partial || question.credit == Credit::Partial,
        })
    }
}

impl Score {
    pub fn all_correct(&self) -> bool {
        self.total > 0 && self.correct == self.total
    }
}

/// The sheet does not belong to this paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SheetMismatch {
    #[error("the sheet has {found} answers, the paper {expected} questions")]
    Length { expected: usize, found: usize },
    /// `question` counts from 0.
    #[error(
        "the answer to question {question} marks an option that does not exist, or more than one where one is allowed"
    )]
    Marks { question: usize },
}

/// What a sheet may contain for a paper, one byte per question: the number of options, and whether only one may be
/// marked. It reveals nothing that the paper does not show, and checking against it needs neither the bank nor a draw.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<u8>")]
pub struct Shape(Vec<u8>);

/// No paper has such a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a paper has at most {MAX_QUESTIONS} questions")]
pub struct TooManyQuestions;

impl TryFrom<Vec<u8>> for Shape {
    type Error = TooManyQuestions;

    fn try_from(questions: Vec<u8>) -> Result<Shape, TooManyQuestions> {
        if questions.len() > MAX_QUESTIONS {
            return Err(TooManyQuestions);
        }
        Ok(Shape(questions))
    }
}

impl Shape {
    const ONE_ONLY: u8 = 0x80;

    /// Returns the shape of a paper with these questions from the bank.
    pub fn of(bank: &Bank, questions: impl Iterator<Item = u32>) -> Shape {
        let shape = |question: u32| {
            let question = &bank.questions[question as usize];
            let one_only = question.kind != QuestionKind::Multiple;
            question.options.len() as u8 | if one_only { Shape::ONE_ONLY } else { 0 }
        };
        Shape(questions.map(shape).collect())
    }

    /// Returns the number of questions.
    pub fn questions(&self) -> usize {
        self.0.len()
    }

    /// Checks that a sheet could have been filled in on a paper of this shape.
    pub fn check(&self, answers: &Answers) -> Result<(), SheetMismatch> {
        if answers.0.len() != self.0.len() {
            return Err(SheetMismatch::Length {
                expected: self.0.len(),
                found: answers.0.len(),
            });
        }
        for (question, (shape, marks)) in self.0.iter().zip(&answers.0).enumerate() {
            let one_only = shape & Shape::ONE_ONLY != 0;
            let options = usize::from(shape & !Shape::ONE_ONLY);
            if !marks.fits(options) || (one_only && marks.len() > 1) {
                return Err(SheetMismatch::Marks { question });
            }
        }
        Ok(())
    }
}

/// Scores a sheet against its paper.
pub fn score(bank: &Bank, paper: &Paper, answers: &Answers) -> Result<Score, SheetMismatch> {
    Shape::of(bank, paper.questions()).check(answers)?;
    let mut score = Score {
        total: paper.items.len() as u16,
        ..Score::default()
    };
    for (item, marks) in paper.items.iter().zip(&answers.0) {
        let question = &bank.questions[item.question as usize];
        let worth = u32::from(item.points) * HUNDREDTHS;
        let marks = item.to_bank(*marks);
        score.points += question_points(question, marks, worth);
        score.max_points += worth;
        score.correct += u16::from(marks == question.key);
        score.answered += u16::from(!marks.is_empty());
    }
    Ok(score)
}

/// Returns what one question earns, in hundredths, for marks in the bank's order. `worth` is its maximum.
pub fn question_points(question: &Question, marks: OptionSet, worth: u32) -> u32 {
    if marks == question.key {
        return worth;
    }
    if question.kind != QuestionKind::Multiple || question.credit == Credit::Exact || question.key.is_empty()
    {
        return 0;
    }
    let hits = marks.and(question.key).len();
    let misses = marks.without(question.key).len();
    worth * hits.saturating_sub(misses) / question.key.len()
}
