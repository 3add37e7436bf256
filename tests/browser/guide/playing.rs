//! Three people take part on their phones; one of them forgets her password and calls.

use super::{MINUTE, PHONE, SLUG, files};
use crate::chrome::{Browser, Driver, mark};
use crate::people::Person;
use crate::platform::{PASSWORD, Platform};

const LAN: Person = Person {
    name: "Nguyễn Thị Lan",
    phone: "0912 345 671",
};
const HUNG: Person = Person {
    name: "Trần Văn Hùng",
    phone: "0912 345 672",
};
const MAI: Person = Person {
    name: "Lê Thị Mai",
    phone: "0912 345 673",
};
const NEW_PASSWORD: &str = "hoa sen nở trắng 7";

/// Hùng has everything right, Lan nine questions and Mai eight.
pub(super) async fn all_take_part(driver: &Driver, platform: &Platform) -> [Browser; 3] {
    let lan = driver.browser("guide-lan", PHONE, true).await;
    registers_on_the_phone(&lan, platform).await;
    plays(&lan, platform, 9, 4).await;
    lan.illustrate("ket-qua", &["h1", ".receipt"]).await;

    let [hung, mai] = [
        driver.browser("guide-hung", PHONE, true).await,
        driver.browser("guide-mai", PHONE, true).await,
    ];
    for (browser, person, right, minutes) in [(&hung, HUNG, 10, 3), (&mai, MAI, 8, 5)] {
        browser.register(&platform.url, SLUG, &person).await;
        plays(browser, platform, right, minutes).await;
    }
    [lan, hung, mai]
}

/// As everybody does, with pictures.
async fn registers_on_the_phone(lan: &Browser, platform: &Platform) {
    lan.open(&format!("{}/thi/{SLUG}", platform.url)).await;
    lan.see(&mark("rules")).await;
    lan.illustrate("trang-cuoc-thi", &["header", &mark("board-link")])
        .await;
    lan.press(&mark("register")).await;
    lan.type_in("[name=name]", LAN.name).await;
    for (part, value) in [("day", "19"), ("month", "5"), ("year", "1990")] {
        lan.type_in(&format!("[name={part}]"), value).await;
    }
    lan.type_in("[name=phone]", LAN.phone).await;
    lan.type_in("[name=password]", PASSWORD).await;
    lan.type_in("[name=unit]", "binh minh").await;
    lan.press(&mark("unit-row")).await;
    lan.see(&mark("unit-chosen")).await;
    lan.press("[name=consent]").await;
    lan.press(&mark("submit-registration")).await;
    lan.see(&mark("ready")).await;
}

/// Takes the paper within so many minutes and answers so many of its questions rightly.
async fn plays(browser: &Browser, platform: &Platform, right: usize, minutes: i64) {
    let bank = &question_banks::read("cau-hoi.docx", &files::questions()).expect("the questions are right");
    browser.press(&mark("ready")).await;
    browser.press(&mark("start")).await;
    browser.see(&mark("question")).await;
    browser.answer_next(bank, 1, |number| number <= right, 1).await;
    browser.see("[data-test=question][data-number=\"2\"]").await;
    browser.answer(bank, 2 <= right).await;
    if right == 9 {
        browser.illustrate("lam-bai", &["body"]).await;
    }
    browser.press(&mark("next")).await;
    browser.answer_next(bank, 3, |number| number <= right, 10).await;
    browser.see(&mark("overview")).await;
    platform.state.clock.advance(minutes * MINUTE);
    browser.press(&mark("submit")).await;
    browser.press(&mark("confirm-submit")).await;
    browser.see(&mark("receipt-code")).await;
    let score = browser.text(&mark("score")).await;
    assert!(score.starts_with(&format!("{right}/10")), "{score}");
}

/// The organiser has only a phone at hand, finds Mai, and reads a code out to her.
pub(super) async fn is_helped_at_the_desk(
    driver: &Driver,
    platform: &Platform,
    contest: &str,
    mai: &Browser,
) {
    const REASON: &str = "Thí sinh gọi điện, đã đối chiếu ngày sinh";
    let desk = driver.browser("guide-desk", PHONE, true).await;
    desk.sign_in_to_console(&platform.url, "bantochuc").await;
    desk.open(contest).await;
    desk.press(&mark("tab-desk")).await;
    desk.type_in("[name=text]", MAI.phone).await;
    desk.press(&mark("desk-find")).await;
    desk.press(&mark("desk-person")).await;
    desk.see(&mark("desk-attempts")).await;
    desk.illustrate("ban-ho-tro", &[&mark("desk-profile")]).await;
    desk.press(&mark("desk-reveal")).await;
    desk.type_in("dialog[open] #f-reason", REASON).await;
    desk.press(&mark("reveal-confirm")).await;
    desk.see("[data-test=desk-profile][data-full=true]").await;
    desk.press(&mark("desk-code")).await;
    desk.type_in("dialog[open] #f-reason", REASON).await;
    desk.press(&mark("code-confirm")).await;
    let code = desk.text(&mark("desk-code-told")).await;
    desk.illustrate("doc-ma", &["dialog[open]"]).await;
    desk.press(&mark("code-done")).await;
    desk.close().await;

    mai.expect_error("the server responded with a status of 401");
    mai.lose_session().await;
    mai.open(&format!("{}/quen-mat-khau?tiep=/thi/{SLUG}", platform.url))
        .await;
    mai.press(&mark("have-code")).await;
    mai.type_in("#phone", MAI.phone).await;
    mai.type_in("#code", &code).await;
    mai.type_in("#new-password", NEW_PASSWORD).await;
    mai.press(&mark("submit-password")).await;
    mai.see(&mark("password-set")).await;
}
