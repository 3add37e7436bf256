//! An organiser with a bank, who makes contests through the API.

use super::contest::sample_bank as arranged_bank;
use super::{TestApp, Visitor};
use contest_core::questions::{Bank, QuestionKind};
use contest_core::wire::paths;

/// Creates an organiser `tochuc` with the bank `ngan-hang`, and a judge `giamkhao`.
pub(crate) async fn organiser(app: &TestApp) -> Visitor {
    app.staff_account("organiser", "tochuc").await;
    app.staff_account("judge", "giamkhao").await;
    let organiser = app.sign_in("tochuc").await;
    load_bank(&organiser, &sample_bank()).await;
    organiser
}

/// Returns the sample bank in a form that files can hold, including their way to write true/false questions.
pub(crate) fn sample_bank() -> Bank {
    let mut bank = arranged_bank();
    for question in &mut bank.questions {
        if question.kind == QuestionKind::TrueFalse {
            question.options = vec!["Đúng".into(), "Sai".into()];
        }
    }
    bank
}

/// Returns a bank of ten questions, `LT-000` to `LT-009`, none of which is in the sample bank.
pub(crate) fn practice_bank() -> Bank {
    let mut bank = sample_bank();
    for (number, question) in bank.questions.iter_mut().enumerate() {
        question.code = format!("LT-{number:03}");
        question.stem = format!("Để luyện tập: {}", question.stem);
    }
    bank
}

/// Loads a version of the bank `ngan-hang`.
pub(crate) async fn load_bank(organiser: &Visitor, bank: &Bank) {
    load_bank_as(organiser, "ngan-hang", bank).await;
}

pub(crate) async fn load_bank_as(organiser: &Visitor, slug: &str, bank: &Bank) {
    let file = question_banks::write_json(bank);
    let reply = organiser
        .upload(&format!("{}?filename=b.json&slug={slug}", paths::BANKS), file)
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
}
