//! The tables made from the statistics of a round: its questions, and its units.

use super::build::{Rows, WriterGone};
use super::cell::{Cell, Row};
use super::texts::Wording;
use crate::errors::AppResult;
use crate::statistics::show::{all_of, sums_of};
use crate::statistics::stored::Made;
use crate::texts::Exports;
use contest_core::questions::{Bank, Difficulty, OptionSet, Question};
use contest_core::statistics::figures::Suspicion;
use contest_core::statistics::sums::OptionSums;
use contest_core::wire::figures::{QuestionFigures, UnitReport, Which};
use contest_texts::fill;

/// Options that have a column.
const OPTIONS: usize = 6;

/// Sends a row for each question, in the order of the bank.
pub(crate) async fn send_questions(bank: &Bank, made: &Made, texts: &Exports, rows: Rows) -> AppResult<()> {
    let counted = sums_of(made, Which::Counted);
    let of_all = all_of(bank, made, Which::All);
    let figures = all_of(bank, made, Which::Counted).into_iter().zip(of_all);
    let questions = bank.questions.iter().zip(&counted.questions);
    let row = |((question, sums), (figures, of_all)): (
        (&Question, &contest_core::statistics::sums::QuestionSums),
        _,
    )| { question_row(question, &sums.options, (&figures, &of_all), texts) };
    let sent: Vec<Row> = questions.zip(figures).map(row).collect();
    // If the writer is gone, it knows why.
    let _taken: Result<(), WriterGone> = rows.send(sent).await;
    Ok(())
}

/// Returns the cells in the order of [`super::column::QUESTIONS`].
fn question_row(
    question: &Question,
    options: &[OptionSums],
    (figures, of_all): (&QuestionFigures, &QuestionFigures),
    texts: &Exports,
) -> Row {
    let t = &texts.figures;
    let difficulty = match question.difficulty {
        Difficulty::Easy => t.easy,
        Difficulty::Medium => t.medium,
        Difficulty::Hard => t.hard,
    };
    let suspicions = figures.suspicions.iter().map(|suspicion| told(*suspicion, texts));
    let unused = figures.unused.iter().map(|option| letter(*option));
    let mut row = vec![
        Cell::text(&question.code),
        Cell::text(&question.topic),
        Cell::text(difficulty),
        Cell::text(&question.stem),
        Cell::text(letters(question.key, options.len())),
        count(figures.drawn),
        count(figures.answered),
        facility(figures),
        discrimination(figures),
    ];
    row.extend((0..OPTIONS).map(|at| Cell::optional(options.get(at), |option| count(option.chosen))));
    row.extend([
        Cell::text(suspicions.collect::<Vec<_>>().join(" ")),
        Cell::text(unused.collect::<Vec<_>>().join(", ")),
        count(of_all.drawn),
        facility(of_all),
        discrimination(of_all),
    ]);
    row
}

fn told(suspicion: Suspicion, texts: &Exports) -> String {
    let t = &texts.figures;
    match suspicion {
        Suspicion::Negative => t.negative.to_owned(),
        Suspicion::BetterOption { option } => fill(t.better_option, &[("option", &letter(option))]),
        Suspicion::BelowChance { option } => fill(t.below_chance, &[("option", &letter(option))]),
    }
}

fn letter(option: u8) -> String {
    char::from(b'A' + option.min(25)).to_string()
}

fn letters(key: OptionSet, options: usize) -> String {
    let right = (0..options).filter(|option| key.contains(*option));
    right
        .map(|option| letter(option as u8))
        .collect::<Vec<_>>()
        .join(", ")
}

fn count(number: u64) -> Cell {
    Cell::Count(i64::try_from(number).unwrap_or(i64::MAX))
}

/// In percent.
fn facility(figures: &QuestionFigures) -> Cell {
    Cell::optional(figures.facility, |thousandths| {
        Cell::Hundredths(i64::from(thousandths) * 10)
    })
}

fn discrimination(figures: &QuestionFigures) -> Cell {
    Cell::optional(figures.discrimination, |thousandths| {
        let thousandths = i64::from(thousandths);
        Cell::Hundredths((thousandths + 5 * thousandths.signum()) / 10)
    })
}

/// Sends a row for each unit, in the order of the tree.
pub(crate) async fn send_units(report: &UnitReport, wording: &Wording, rows: Rows) -> AppResult<()> {
    let row = |unit: &contest_core::wire::figures::UnitReportLine| {
        let line = unit.line;
        vec![
            Cell::optional(wording.units.path(Some(unit.unit)), Cell::Text),
            count(line.entrants),
            count(line.people),
            count(line.attempts),
            Cell::optional(line.mean_points, |points| Cell::Hundredths(points.into())),
            count(line.prizes),
        ]
    };
    let sent: Vec<Row> = report.units.iter().map(row).collect();
    // If the writer is gone, it knows why.
    let _taken: Result<(), WriterGone> = rows.send(sent).await;
    Ok(())
}
