//! Files as organisers keep them, if there is a folder of them beside the workspace. None of them is part of the
//! project.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use contest_core::questions::QuestionKind;
use question_banks::{Lang, read};
use std::path::Path;

/// Returns the bytes of a file beside the workspace; nothing, with a message, if it is absent.
fn file(name: &str) -> Option<Vec<u8>> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(name);
    let bytes = std::fs::read(&path).ok();
    if bytes.is_none() {
        println!("skipped: {} is absent", path.display());
    }
    bytes
}

#[test]
fn options_in_one_cell() {
    let Some(bytes) = file("dauthau390/50-cau-bo-sung.xlsx") else {
        return;
    };
    let bank = read("50 câu bổ sung.xlsx", &bytes).unwrap_or_else(|issues| panic!("{issues:#?}"));
    assert_eq!(bank.questions.len(), 50);
    assert!(bank.questions.iter().all(|question| question.options.len() == 4));
    assert!(bank.questions.iter().all(|question| question.topic != "Chung"));
    assert_eq!(bank.questions[0].key.0, 0b1000);
}

#[test]
fn a_plain_vietnamese_sheet() {
    let Some(bytes) = file("fixtures_sheets/vn_plain.xlsx") else {
        return;
    };
    let bank = read("vn_plain.xlsx", &bytes).unwrap_or_else(|issues| {
        let shown = issues
            .iter()
            .map(|issue| format!("{:?} {}", issue.row, issue.reason(Lang::En)));
        panic!("{:#?}", shown.collect::<Vec<_>>())
    });
    assert!(bank.questions.len() > 20, "{}", bank.questions.len());
    assert!(
        bank.questions
            .iter()
            .all(|question| question.kind == QuestionKind::Single)
    );
    assert_eq!(bank.questions[0].key.0, 0b10);
}
