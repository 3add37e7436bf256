//! Writes a bank as JSON, leaving out fields that have their default value.

use super::FORMAT;
use crate::keys::letters;
use contest_core::questions::{Bank, Credit, Difficulty, LegalBasis, Question, QuestionKind};
use serde::Serialize;

#[derive(Serialize)]
struct WrittenBank<'a> {
    format: &'static str,
    title: &'a str,
    language: &'a str,
    questions: Vec<WrittenQuestion<'a>>,
}

#[derive(Serialize)]
struct WrittenQuestion<'a> {
    code: &'a str,
    topic: &'a str,
    difficulty: Difficulty,
    kind: QuestionKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    credit: Option<Credit>,
    stem: &'a str,
    options: &'a [String],
    key: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    keep_order: Option<bool>,
    #[serde(skip_serializing_if = "str::is_empty")]
    explanation: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    legal_basis: Option<&'a LegalBasis>,
}

/// Returns the bank in the format `thiluat-bank/1`, indented, with a line break at the end.
pub fn write_json(bank: &Bank) -> Vec<u8> {
    let written = WrittenBank {
        format: FORMAT,
        title: &bank.title,
        language: &bank.language,
        questions: bank.questions.iter().map(question).collect(),
    };
    let mut bytes =
        serde_json::to_vec_pretty(&written).expect("texts, lists and named fields are always JSON");
    bytes.push(b'\n');
    bytes
}

fn question(question: &Question) -> WrittenQuestion<'_> {
    WrittenQuestion {
        code: &question.code,
        topic: &question.topic,
        difficulty: question.difficulty,
        kind: question.kind,
        credit: (question.credit != Credit::default()).then_some(question.credit),
        stem: &question.stem,
        options: &question.options,
        key: letters(question.key),
        keep_order: question.keep_order.then_some(true),
        explanation: &question.explanation,
        legal_basis: question.legal_basis.as_ref(),
    }
}
