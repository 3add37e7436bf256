//! Banks as tables: the same rows in XLSX and CSV, so that either can be read back.

pub(crate) mod csv;
pub(crate) mod guide;
mod template;
pub(crate) mod xlsx;

pub use csv::write_csv;
pub use template::{template_csv, template_docx, template_xlsx};
pub use xlsx::write_xlsx;

use crate::fields::Field;
use crate::{keys, words};
use contest_core::questions::{Bank, OptionSet, Question, QuestionKind};

/// Returns the rows above the headings.
fn label_rows(bank: &Bank) -> [[&str; 2]; 2] {
    [
        [Field::Title.heading(), &bank.title],
        [Field::Language.heading(), &bank.language],
    ]
}

/// Returns one field of a question in the form that a table holds.
fn cell(question: &Question, field: Field) -> String {
    let basis = question.legal_basis.as_ref();
    let part = |text: Option<&String>| text.cloned().unwrap_or_default();
    match field {
        Field::Code => question.code.clone(),
        Field::Topic => question.topic.clone(),
        Field::Difficulty => words::write_difficulty(question.difficulty).to_owned(),
        Field::Kind => words::write_kind(question.kind).to_owned(),
        Field::Credit => words::write_credit(question.credit).to_owned(),
        Field::Stem => question.stem.clone(),
        Field::Option(index) => part(question.options.get(usize::from(index))),
        Field::Key => key(question),
        Field::KeepOrder => words::write_yes_no(question.keep_order).to_owned(),
        Field::Explanation => question.explanation.clone(),
        Field::Law => part(basis.map(|basis| &basis.law)),
        Field::Article => part(basis.and_then(|basis| basis.article.as_ref())),
        Field::Clause => part(basis.and_then(|basis| basis.clause.as_ref())),
        Field::Point => part(basis.and_then(|basis| basis.point.as_ref())),
        Field::Link => part(basis.and_then(|basis| basis.link.as_ref())),
        Field::Options | Field::Picture | Field::Title | Field::Language => String::new(),
    }
}

fn key(question: &Question) -> String {
    if question.kind == QuestionKind::TrueFalse {
        if question.key == OptionSet::single(0) {
            return "Đúng".to_owned();
        }
        if question.key == OptionSet::single(1) {
            return "Sai".to_owned();
        }
    }
    keys::letters(question.key).join(",")
}
