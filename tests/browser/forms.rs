//! Registering and signing in: what is wrong is said in one place with a way to each field, a child's guardian has a part
//! of the form, and nobody types a phone number twice.

use crate::chrome::{Browser, Driver, mark};
use crate::platform::{self, PASSWORD, Platform};
use contest_core::wire::paths;

const PHONE: (u32, u32) = (390, 844);
const NARROW: (u32, u32) = (320, 640);
/// Chooses what is in a field, so that typing replaces it.
const SELECT_ALL: &str = "\u{E009}a\u{E000}";
const NUMBER: &str = "0912 345 731";

#[test]
fn a_form_leads_to_what_is_wrong_and_asks_for_the_guardian_of_a_child() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(forms(&driver, &platform)).await;
    });
}

async fn forms(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let form = format!("{}/thi/{}/dang-ky", platform.url, demo.slug);
    let child = driver.browser("child", PHONE, true).await;
    child.open(&form).await;
    leads_to_each_mistake(&child).await;
    asks_the_guardian(&child, platform).await;
    child.close().await;

    let other = driver.browser("other", NARROW, true).await;
    other.open(&form).await;
    takes_the_number_along(&other).await;
    follows_no_foreign_address(&other, platform).await;
    other.close().await;
}

/// An empty form is refused with a link to each of its six places.
async fn leads_to_each_mistake(child: &Browser) {
    child.press(&mark("submit-registration")).await;
    child.see(&mark("form-error")).await;
    child.until("document.activeElement.id === 'problems'").await;
    child.until(&links_are(6)).await;
    let summary = child.text(&mark("form-error")).await;
    assert!(summary.contains("Còn 6 chỗ cần sửa"), "{summary}");
    child.picture("60-form-errors").await;
    // Each marked field names its error, and the error says something.
    child
        .until(
            "[...document.querySelectorAll('[aria-invalid=true]')].length === 8 && \
             [...document.querySelectorAll('[aria-invalid=true]')].every(field => \
             field.getAttribute('aria-describedby').split(' ').some(id => \
             id.endsWith('-error') && document.getElementById(id).innerText))",
        )
        .await;
    speaks(child, "name-error", "Bạn chưa điền mục này.").await;
    child.press(&mark("language")).await;
    speaks(child, "name-error", "Please fill this in.").await;
    child.press(&mark("language")).await;
    // Nobody is blamed for what is empty.
    for field in ["name", "day", "phone", "password"] {
        speaks(child, &format!("{field}-error"), "Bạn chưa điền mục này.").await;
    }
    child
        .press(&format!("{} li:nth-child(3) a", mark("form-error")))
        .await;
    child.until("document.activeElement.id === 'phone'").await;
    child.until("location.hash === ''").await;
    // The number of a desk telephone is no mobile number, which needs no server to say.
    child.type_in("[name=phone]", "0212 345 678").await;
    child.press(&mark("submit-registration")).await;
    speaks(child, "phone-error", "bắt đầu bằng 03, 05, 07, 08 hoặc 09").await;
    child
        .type_in("[name=phone]", &format!("{SELECT_ALL}{NUMBER}"))
        .await;
    child.until(&links_are(5)).await;
    child
        .until("document.querySelector('[name=phone]').getAttribute('aria-invalid') === 'false'")
        .await;

    // A day that does not exist and a password that everybody tries are told together with what is missing.
    for (part, value) in [
        ("day", "31"),
        ("month", "2"),
        ("year", "1990"),
        ("password", "matkhau123"),
    ] {
        child.type_in(&format!("[name={part}]"), value).await;
    }
    child.press(&mark("submit-registration")).await;
    child.until(&links_are(5)).await;
    speaks(child, "day-error", "Lịch không có ngày này.").await;
    speaks(child, "password-error", "dễ đoán").await;
    speaks(child, "consent-error", "đánh dấu vào ô này").await;
    child.picture("60-form-told-at-once").await;
    // Day and month in another order, or half a date, is another mistake.
    child.type_in("[name=month]", "9").await;
    child.press(&mark("submit-registration")).await;
    speaks(child, "day-error", "đủ ngày, tháng, năm theo thứ tự").await;
    child.until(&requests_are(paths::ACCOUNTS, 0)).await;
}

/// By the birthday, the form unfolds; the server's own refusal lands at its field; two presses are one request.
async fn asks_the_guardian(child: &Browser, platform: &Platform) {
    let today = contest_core::time::Day::in_viet_nam(platform.now());
    child.type_in("[name=name]", "Nguyễn Thị Lan").await;
    for (part, value) in [("day", "1"), ("month", "1")] {
        child
            .type_in(&format!("[name={part}]"), &format!("{SELECT_ALL}{value}"))
            .await;
    }
    assert_eq!(child.count("[name=guardian-name]").await, 0);
    child
        .type_in("[name=year]", &format!("{SELECT_ALL}{}", today.year() - 15))
        .await;
    child.see("[name=guardian-name]").await;
    child.type_in("[name=password]", " hoa sen").await;
    child.type_in("[name=unit]", "binh minh").await;
    child.press(&mark("unit-row")).await;
    child.press("[name=consent]").await;
    child.press(&mark("submit-registration")).await;
    child.until(&links_are(4)).await;
    child.show("[name=guardian-name]").await;
    child.picture("61-guardian").await;
    child.type_in("[name=guardian-name]", "T").await;
    child.press("[id=mother]").await;
    child.type_in("[name=guardian-phone]", "0987 654 321").await;
    child.press("[name=guardian-consent]").await;
    child.until(&links_are(0)).await;
    child.expect_error("the server responded with a status of 422");
    child.press(&mark("submit-registration")).await;
    child.until(&links_are(1)).await;
    let summary = child.text(&mark("form-error")).await;
    assert!(summary.contains("Họ và tên cha"), "{summary}");
    let said = child.text(&mark("guardian-name-error")).await;
    assert!(!said.is_empty());
    child.until("document.activeElement.id === 'problems'").await;
    // The server speaks the language in which it was asked.
    child.press(&mark("language")).await;
    speaks(child, "guardian-name-error", "Please send it again").await;
    child.press(&mark("language")).await;
    speaks(child, "guardian-name-error", &said).await;
    child.type_in("[name=guardian-name]", "rần Thị Mai").await;
    child
        .until(
            "['first', 'second'].map(() => \
             document.querySelector('[data-test=submit-registration]').click())",
        )
        .await;
    child.see(&mark("ready")).await;
    child.until(&requests_are(paths::ACCOUNTS, 2)).await;
    // The page says that it has worked, and no longer once it is left.
    let told = child.text(&format!("[role=status] > {}", mark("entered"))).await;
    assert!(told.starts_with("Đã đăng ký."), "{told}");
    child.picture("64-entered").await;
    child.press("a.brand").await;
    child
        .until("document.querySelector('[data-test=entered]') === null")
        .await;
    child.press(&mark("contest")).await;
    child.see(&mark("ready")).await;
    assert_eq!(child.count(&mark("entered")).await, 0);
    comes_back(child).await;
}

/// After a withdrawal, the contest's page says so; the way back keeps the unit and asks for the guardian at once.
async fn comes_back(child: &Browser) {
    child.press(&mark("account")).await;
    child.press(&mark("me-link")).await;
    child.press(&mark("erase")).await;
    let gone = child.text(&mark("gone-guardian")).await;
    assert!(gone.contains("Trần Thị Mai"), "{gone}");
    child.press(&mark("erasure-leave")).await;
    child.press(&mark("withdraw")).await;
    child.press(&mark("withdrawal-send")).await;
    child.see(&mark("withdrawn")).await;
    child.press(&format!("{} h3 a", mark("my-contest"))).await;
    let told = child.text(&mark("consent-withdrawn")).await;
    assert!(told.contains("rút lại sự đồng ý"), "{told}");
    child.picture("65-withdrawn").await;
    child.press(&mark("enter")).await;
    let unit = child.text(&mark("unit-chosen")).await;
    assert!(unit.contains("Bình Minh"), "{unit}");
    assert_eq!(child.count("[name=unit]").await, 0);
    child
        .until("document.querySelector('[data-test=unit-change]').offsetParent === null")
        .await;
    child.see("[name=guardian-name]").await;
    child.picture("66-again").await;
    child.type_in("[name=guardian-name]", "Trần Thị Mai").await;
    child.press("[id=mother]").await;
    child.type_in("[name=guardian-phone]", "0987 654 321").await;
    child.press("[name=guardian-consent]").await;
    child.press("[name=consent]").await;
    child.press(&mark("submit-registration")).await;
    child.see(&mark("ready")).await;
    // Nothing was refused on the way.
    child.until(&requests_are("/entry", 1)).await;
}

/// Waits until the error of a field has these words.
async fn speaks(browser: &Browser, error: &str, words: &str) {
    browser
        .until(&format!(
            "document.getElementById('{error}').innerText.includes('{words}')"
        ))
        .await;
}

/// Somebody whose number has an account signs in without typing it again, and comes back to the form.
async fn takes_the_number_along(other: &Browser) {
    other.type_in("[name=name]", "Nguyễn Thị Lan").await;
    for (part, value) in [("day", "19"), ("month", "5"), ("year", "1990")] {
        other.type_in(&format!("[name={part}]"), value).await;
    }
    other.type_in("[name=phone]", NUMBER).await;
    other.type_in("[name=password]", PASSWORD).await;
    other.type_in("[name=unit]", "binh minh").await;
    other.press(&mark("unit-row")).await;
    other.press("[name=consent]").await;
    other.expect_error("the server responded with a status of 409");
    other.press(&mark("submit-registration")).await;
    other.until(&links_are(1)).await;
    other.show("[name=phone]").await;
    other.picture("62-phone-taken").await;
    other.press(&mark("phone-sign-in")).await;
    assert_eq!(other.value("[name=login]").await, NUMBER);
    other
        .until("location.search.startsWith('?tiep=%2Fthi%2F') && !location.href.includes('0912')")
        .await;
    // An empty password is not sent.
    other.press(&mark("submit-sign-in")).await;
    other.until("document.activeElement.id === 'password'").await;
    // Here it is missing; how it has to be made is of no use.
    assert_eq!(
        other.text(&mark("password-error")).await,
        "Bạn chưa điền mục này."
    );
    other
        .until(
            "!performance.getEntriesByType('resource').some(({name, initiatorType, responseStatus}) => \
             name.endsWith('/session') && initiatorType === 'fetch' && responseStatus >= 400)",
        )
        .await;
    other.picture("63-sign-in-empty").await;
    // The account was made with another password.
    other.type_in("[name=password]", "matkhau123 hoa sen").await;
    other.press(&mark("submit-sign-in")).await;
    other.see(&mark("already")).await;
    other.until("location.pathname.endsWith('/dang-ky')").await;
    // The next person at this device does not find what was typed.
    other
        .until("!Object.values(sessionStorage).some(text => text.includes('Lan') || text.includes('0912'))")
        .await;
}

/// Whatever an address of the sign-in page says, the way leads to a page of this site.
async fn follows_no_foreign_address(other: &Browser, platform: &Platform) {
    for foreign in [
        "//example.com/",
        "https://example.com/",
        "/%5Cexample.com/",
        "/%09/example.com/",
    ] {
        other.lose_session().await;
        other
            .open(&format!("{}/dang-nhap?tiep={foreign}", platform.url))
            .await;
        other.type_in("[name=login]", NUMBER).await;
        other.type_in("[name=password]", "matkhau123 hoa sen").await;
        other.press(&mark("submit-sign-in")).await;
        other.see(&mark("account")).await;
        other
            .until(&format!("location.href === '{}/'", platform.url))
            .await;
    }
}

/// Returns a condition: the summary has so many links.
fn links_are(count: usize) -> String {
    format!("document.querySelectorAll('[data-test=form-error] li a').length === {count}")
}

/// Returns a condition: so many requests went to addresses with this ending.
fn requests_are(ending: &str, count: usize) -> String {
    format!(
        "performance.getEntriesByType('resource').filter(({{name}}) => name.endsWith('{ending}')).length === {count}"
    )
}
