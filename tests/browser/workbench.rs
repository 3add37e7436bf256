//! The workbench of a bank: what is weak is found and mended, a question is added and edited, somebody else saves at the same
//! time, a session runs out, and the versions are compared.

use crate::chrome::{Browser, Driver, mark};
use crate::crowd::Caller;
use crate::office::{fill_in, sign_in};
use crate::platform::{self, Platform};
use contest_core::wire::paths;
use serde_json::{Value, json};
use thiluat::demo::Demo;

const LAPTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);

#[test]
fn a_bank_is_mended_and_edited_in_the_browser() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

/// Returns a bank with a fault in its letters and two in its options.
fn faulty() -> String {
    let question = |code: &str, stem: &str, options: Value| {
        json!({
            "code": code, "stem": stem, "options": options, "key": ["A"], "explanation": "Theo luật.",
            "legal_basis": { "law": "35/2013/QH13", "article": "3" },
        })
    };
    let above = json!([
        "Hòa giải viên",
        "Tất cả những người nêu trên",
        "Tổ trưởng",
        "Người dân"
    ]);
    json!({
        "format": "thiluat-bank/1", "title": "Hòa giải ở cơ sở", "questions": [
            question("HG1", "Ðơn vị nào bầu hòa giải viên?", json!(["Hộ gia đình", "Công an xã", "Tòa án"])),
            question("HG2", "Ai tiến hành hòa giải ở thôn?", above.clone()),
            question("HG3", "Ai giữ sổ theo dõi hòa giải?", above),
            question("HG4", "Hòa giải ở cơ sở có mấy nguyên tắc?", json!(["Năm", "Sáu", "Bảy"])),
        ],
    })
    .to_string()
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let organiser = Caller::signed_in(platform, &demo.accounts[0]).await;
    let office = driver.browser("bench", LAPTOP, false).await;
    sign_in(&office, platform, &demo).await;
    let file = platform.file("hoa-giai.json", &faulty());
    office
        .open(&format!("{}/console/banks/upload", platform.url))
        .await;
    office
        .type_in("input[type=file]", &file.display().to_string())
        .await;
    office.see(&mark("bank-ok")).await;
    office.press(&mark("bank-load")).await;
    office.see(&mark("bank-loaded")).await;
    mends(&office).await;
    previews(&office).await;
    adds(&office).await;
    edits_at_the_same_time(&office, &organiser).await;
    outlives_its_session(&office, &demo).await;
    compares(&office).await;
    on_a_phone(driver, platform, &demo, &office).await;
    office.close().await;
}

/// The findings stand by severity; a remedy is shown before it is saved.
async fn mends(office: &Browser) {
    office.see(&mark("findings-serious")).await;
    assert_eq!(office.count("[data-test=finding][data-rule=lint_above]").await, 2);
    office
        .press(&format!("{} summary", mark("rule:lint_above")))
        .await;
    office.picture("100-findings").await;
    office.press("#f-only_findings").await;
    office
        .until("document.querySelectorAll('[data-test=question]').length === 3")
        .await;
    office.press("#f-only_findings").await;
    office.press(&mark("mend-all:lint_above")).await;
    office
        .until("document.querySelectorAll('dialog[open] [data-test=difference]').length === 2")
        .await;
    office.picture("101-mend").await;
    office.press(&mark("change-confirm")).await;
    office.see(&mark("bank-changed")).await;
    office.press(&format!("{} summary", mark("rule:lint_ocr"))).await;
    office.press(&mark("mend")).await;
    office.press(&mark("change-confirm")).await;
    office
        .until("document.querySelector('[data-test=no-findings]') !== null")
        .await;
    assert!(office.text("[data-code=HG1]").await.contains("Đơn vị nào bầu"));
}

/// As contestants see it: the key is hidden until it is asked for.
async fn previews(office: &Browser) {
    office.press("[data-code=HG2] [data-test=preview-question]").await;
    office.see(&mark("preview-paper")).await;
    assert_eq!(office.count(&mark("preview-option")).await, 4);
    assert_eq!(office.count(".paper .key").await, 0);
    // Its options are never shuffled, so there is nothing to shuffle again.
    assert_eq!(office.count(&mark("preview-again")).await, 0);
    office.press(&mark("preview-key")).await;
    office.see(".paper .key").await;
    office.picture("102-preview").await;
    office.press(&mark("preview-close")).await;

    office.press("[data-code=HG1] [data-test=preview-question]").await;
    office.press(&mark("preview-again")).await;
    office.press(&mark("preview-close")).await;
}

/// What is wrong is said at the fields; what is right becomes the next version.
async fn adds(office: &Browser) {
    office.expect_error("the server responded with a status of 422");
    office.press(&mark("add-question")).await;
    office
        .type_in("[name=stem]", "Ai trả thù lao cho hòa giải viên?")
        .await;
    office.type_in("[name='options.0']", "Ngân sách nhà nước").await;
    office.press(&mark("save")).await;
    office.see(&mark("error:options.1")).await;
    office.picture("103-question-errors").await;
    office.type_in("[name='options.1']", "Các bên tranh chấp").await;
    office.press(&mark("save")).await;
    office.see(&mark("error:key")).await;
    office.press(&mark("key.0")).await;
    office.press(&mark("save")).await;
    office.see(&mark("bank-changed")).await;
    assert_eq!(office.count(&mark("question")).await, 5);
}

/// Somebody else changes the same question first: both are shown, and nothing is lost.
async fn edits_at_the_same_time(office: &Browser, organiser: &Caller) {
    office.expect_error("the server responded with a status of 409");
    office.press("[data-code=HG4] [data-test=edit-question]").await;
    office.type_in("[name=topic]", " và hòa giải").await;
    let banks = organiser.get(paths::BANKS).await;
    let bank = banks["banks"].as_array().expect("banks").iter();
    let bank = bank
        .into_iter()
        .find(|bank| bank["title"] == "Hòa giải ở cơ sở")
        .expect("the bank");
    let version = bank["version_id"].as_str().expect("a version");
    let content = organiser.get(&paths::bank_version(version)).await;
    let mut question = content["questions"][3].clone();
    question["stem"] = json!("Hòa giải ở cơ sở theo mấy nguyên tắc?");
    let theirs = json!({ "action": "replace", "code": "HG4", "question": question });
    organiser.post(&paths::bank_changes(version), &theirs).await;
    office.press(&mark("save")).await;
    office.see(&mark("conflict")).await;
    let told = office.text(&mark("conflict")).await;
    assert!(
        told.contains("theo mấy nguyên tắc") && told.contains("có mấy nguyên tắc"),
        "{told}"
    );
    office.picture("104-question-conflict").await;
    office.press(&mark("conflict-overwrite")).await;
    office.see(&mark("bank-changed")).await;
    assert!(office.text("[data-code=HG4]").await.contains("và hòa giải"));
}

/// A session that has run out keeps what was typed.
async fn outlives_its_session(office: &Browser, demo: &Demo) {
    office.expect_error("the server responded with a status of 401");
    office.press("[data-code=HG3] [data-test=edit-question]").await;
    office.type_in("[name=explanation]", " Tổ trưởng giữ sổ.").await;
    office.lose_session().await;
    office.press(&mark("save")).await;
    office.see("[name=login]").await;
    fill_in(office, &demo.accounts[0]).await;
    office.see(&mark("restored")).await;
    assert!(office.value("[name=explanation]").await.ends_with("giữ sổ."));
    office.picture("105-question-restored").await;
    office.press(&mark("save")).await;
    office.see(&mark("bank-changed")).await;
    office.press("[data-code=HG1] [data-test=remove-question]").await;
    office.see("dialog[open] [data-kind=removed]").await;
    office.press(&mark("change-confirm")).await;
    office
        .until("document.querySelectorAll('[data-test=question]').length === 4")
        .await;
}

/// The last version differs from the one before, and from the first.
async fn compares(office: &Browser) {
    office.press(&mark("see-difference")).await;
    office
        .see("[data-test=difference][data-kind=removed][data-code=HG1]")
        .await;
    office.press(".crumbs a:last-child").await;
    office.press(&mark("bank-history")).await;
    // The demo has loaded a bank with this code before: its questions are version 1.
    office.see("[data-test=bank-version][data-version='1']").await;
    office.picture("106-versions").await;
    office
        .press("[data-version='2'] [data-test=compare-newest]")
        .await;
    office.see("[data-test=difference][data-kind=added]").await;
    office
        .see("[data-test=difference][data-kind=changed][data-code=HG4]")
        .await;
    office.picture("107-differences").await;
    office.press(".crumbs a:last-child").await;
    office.see(&mark("bank-title")).await;
}

async fn on_a_phone(driver: &Driver, platform: &Platform, demo: &Demo, office: &Browser) {
    let page = office.run("return location.pathname").await;
    let page = format!("{}{}", platform.url, page.as_str().expect("a path"));
    let small = driver.browser("small-bench", PHONE, true).await;
    sign_in(&small, platform, demo).await;
    small.open(&page).await;
    small.see(&mark("bank-uses")).await;
    small.see(&mark("question")).await;
    small.picture("100-findings").await;
    small.show("[data-code=HG2]").await;
    small.picture("108-question").await;
    small.press("[data-code=HG2] [data-test=preview-question]").await;
    small.see(&mark("preview-paper")).await;
    small.picture("102-preview").await;
    small.press(&mark("preview-close")).await;
    small.press("[data-code=HG2] [data-test=edit-question]").await;
    small.see("[name=stem]").await;
    small.picture("103-question-form").await;
    small.show(&mark("options.1")).await;
    small.picture("109-question-options").await;
    small.open(&format!("{page}/differences")).await;
    small.see(&mark("difference-counts")).await;
    small.picture("107-differences").await;
    small.press(".crumbs a:last-child").await;
    small.press(&mark("bank-history")).await;
    small.see(&mark("bank-version")).await;
    small.picture("106-versions").await;
    small.close().await;
}
