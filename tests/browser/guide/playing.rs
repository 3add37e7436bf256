//! Three people take part on their phones.

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
pub(super) const MAI: Person = Person {
    name: "Lê Thị Mai",
    phone: "0912 345 673",
};

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
