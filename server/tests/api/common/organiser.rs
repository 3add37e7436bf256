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

pub(crate) async fn load_bank(organiser: &Visitor, bank: &Bank) {
    let file = question_banks::write_json(bank);
    let reply = organiser
        .upload(&format!("{}?filename=b.json&slug=ngan-hang", paths::BANKS), file)
        .await;
    assert_eq!(reply.status, 201, "{}", reply.text());
}
