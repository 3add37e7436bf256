//! Somebody looks around without an account, on a small phone: no page logs an error, English stays English up to the texts
//! of the laws, and whoever has forgotten a password is led to the organisers.

use crate::chrome::{Browser, Driver, mark};
use crate::laws;
use crate::platform::{self, Platform};
use serde_json::json;

#[test]
fn a_visitor_causes_no_error_and_keeps_the_language() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    laws::load(platform).await;
    let visitor = driver.browser("visitor", (320, 640), true).await;
    let contest = format!("/thi/{}", demo.slug);
    looks_around(&visitor, platform, &contest).await;
    finds_the_organisers(&visitor, platform).await;
    Box::pin(reads_in_english(&visitor, platform, &contest)).await;
    // What needs a session was not asked for without one.
    visitor.close().await;
}

async fn looks_around(visitor: &Browser, platform: &Platform, contest: &str) {
    let form = format!("{contest}/dang-ky");
    for page in ["/", contest, &form, "/dang-nhap", "/tra-cuu"] {
        visitor.open(&format!("{}{page}", platform.url)).await;
        visitor.see(&mark("sign-in-link")).await;
    }
    finds_units(visitor, platform, &form).await;
    for page in [
        "/ca-nhan",
        "/lich-su",
        "/ket-qua/01890000-0000-7000-8000-000000000000",
        &format!("{contest}/lam-bai/01890000-0000-7000-8000-000000000000"),
    ] {
        visitor.open(&format!("{}{page}", platform.url)).await;
        visitor.see(&mark("sign-in-needed")).await;
    }
}

/// Words are found by their beginning, never within others; schools as everybody writes them.
async fn finds_units(visitor: &Browser, platform: &Platform, form: &str) {
    for (typed, found) in [
        ("An Phú", "Xã An Phú Đông"),
        ("thpt binh minh", "Trường Trung học phổ thông Bình Minh"),
    ] {
        visitor.open(&format!("{}{form}", platform.url)).await;
        visitor.type_in("[name=unit]", typed).await;
        let rows = mark("unit-row");
        visitor
            .until(&format!("document.querySelectorAll('{rows}').length == 1"))
            .await;
        let row = visitor.text(&rows).await;
        assert!(row.contains(found), "{typed}: {row}");
    }
}

/// Opened by itself, the page knows no contest, and offers those that are on.
async fn finds_the_organisers(visitor: &Browser, platform: &Platform) {
    visitor.open(&format!("{}/quen-mat-khau", platform.url)).await;
    visitor.see(&mark("desk")).await;
    visitor.picture("67-desks").await;
    visitor.press(&mark("desk")).await;
    visitor.see("[data-test=reach] a[href^='tel:']").await;
}

async fn reads_in_english(visitor: &Browser, platform: &Platform, contest: &str) {
    visitor.open(&format!("{}{contest}", platform.url)).await;
    skips(visitor, "Đến nội dung chính").await;
    visitor.press(&mark("language")).await;
    skips(visitor, "Skip to the content").await;
    for page in ["/tra-cuu".to_owned(), format!("{contest}/thi-thu")] {
        visitor.open(&format!("{}{page}", platform.url)).await;
        visitor.see(&mark("sign-in-link")).await;
        skips(visitor, "Skip to the content").await;
    }
    visitor.picture("67-practice").await;
    visitor.press(&mark("laws")).await;
    visitor.until("document.documentElement.lang === 'en'").await;
    visitor.picture("68-laws").await;
    visitor.type_in("#q", "hòa giải").await;
    visitor.press(".find button").await;
    visitor.until("location.search.includes('lang=en')").await;
    visitor
        .until("document.querySelectorAll('.card').length === 1")
        .await;
    // In the other language, the search is the same.
    visitor.press("a[hreflang=vi]").await;
    visitor.until("document.documentElement.lang === 'vi'").await;
    assert_eq!(visitor.value("#q").await, "hòa giải");
    visitor.press("a[hreflang=en]").await;
    visitor.press(".card").await;
    visitor
        .until("document.querySelector('.told-of')?.innerText.includes('1 January 2014')")
        .await;
    visitor.until("document.documentElement.lang === 'en'").await;
    visitor
        .until("document.querySelector('.absent').offsetParent === null")
        .await;
    visitor.picture("69-law").await;
    visitor.type_in("#dieu", "300").await;
    visitor.press(".go button").await;
    visitor
        .until("document.querySelector('.absent')?.offsetParent && location.hash === '#khong-co'")
        .await;
    let absent = visitor.text(".absent").await;
    assert!(absent.ends_with("The last one is article 33."), "{absent}");
    visitor.picture("69-no-such-article").await;
    visitor.type_in("#dieu", "5").await;
    visitor.press(".go button").await;
    visitor.until("location.hash === '#dieu-5'").await;
    visitor
        .until("document.querySelector('.absent').offsetParent === null")
        .await;
    // The other language shows the same article; one that is not there is told, whoever has written the link.
    visitor.press("a[hreflang=vi]").await;
    visitor.until("document.documentElement.lang === 'vi'").await;
    visitor
        .until("location.hash === '#dieu-5' && document.querySelector('#dieu-5:target')")
        .await;
    let law = visitor.run("return location.pathname").await;
    let law = law.as_str().expect("a path");
    visitor.open(&format!("{}{law}#dieu-999", platform.url)).await;
    visitor
        .until("location.hash === '#khong-co' && document.querySelector('.absent').offsetParent")
        .await;
}

/// Waits until the link past the header says so.
async fn skips(visitor: &Browser, words: &str) {
    visitor
        .until(&format!(
            "document.querySelector('.skip').innerText.trim() === '{words}'"
        ))
        .await;
}

#[test]
fn a_page_whose_program_does_not_come_says_so_and_tries_again() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(without_program(&driver, &platform)).await;
    });
}

async fn without_program(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let visitor = driver.browser("late", (390, 844), true).await;
    visitor.expect_error("net::ERR_BLOCKED_BY_CLIENT");
    visitor.devtools("Network.enable", json!({})).await;
    for program in ["*.wasm", "*/assets/*.js"] {
        let blocked = json!({ "urls": [program] });
        visitor.devtools("Network.setBlockedURLs", blocked).await;
        visitor.open(&format!("{}/thi/{}", platform.url, demo.slug)).await;
        visitor.see("#late a").await;
        let told = visitor.text("#late").await;
        assert!(
            told.starts_with("Trang chưa tải xong và đang tự thử lại."),
            "{told}"
        );
        visitor.picture("68-program-is-late").await;
        visitor
            .devtools("Network.setBlockedURLs", json!({ "urls": [] }))
            .await;
        // Nobody presses anything.
        visitor.see(&mark("sign-in-link")).await;
        assert_eq!(visitor.count("#late").await, 0, "{program}");
    }
    without_english(&visitor, &format!("{}/thi/{}", platform.url, demo.slug)).await;
    visitor.close().await;
}

/// English is fetched when somebody wants it. Until it is there the page stays whole in Vietnamese, and says so in English.
async fn without_english(visitor: &Browser, contest: &str) {
    let bypass = |bypass| json!({ "bypass": bypass });
    let block = |urls: &'static [&'static str]| json!({ "urls": urls });
    let language = mark("language");
    let missing = mark("english-missing");
    let blocked = &["*/assets/en-*"];
    visitor
        .devtools("Network.setBypassServiceWorker", bypass(true))
        .await;
    visitor.devtools("Network.setBlockedURLs", block(blocked)).await;
    visitor.open(contest).await;
    visitor.press(&language).await;
    visitor.see(&missing).await;
    skips(visitor, "Đến nội dung chính").await;
    visitor.picture("68-english-is-missing").await;
    visitor.devtools("Network.setBlockedURLs", block(&[])).await;
    visitor.press(&language).await;
    skips(visitor, "Skip to the content").await;
    visitor
        .until(&format!("document.activeElement.matches('{language}')"))
        .await;
    assert_eq!(visitor.count(&missing).await, 0);
    // Whoever has chosen it gets it from the start, or is told.
    visitor.devtools("Network.setBlockedURLs", block(blocked)).await;
    visitor.open(contest).await;
    visitor.see(&missing).await;
    skips(visitor, "Đến nội dung chính").await;
    visitor.devtools("Network.setBlockedURLs", block(&[])).await;
    visitor.open(contest).await;
    visitor.see(&mark("sign-in-link")).await;
    skips(visitor, "Skip to the content").await;
    // Without a network it comes from the device.
    visitor
        .devtools("Network.setBypassServiceWorker", bypass(false))
        .await;
    visitor.open(contest).await;
    visitor.until("navigator.serviceWorker.controller").await;
    visitor.network(false).await;
    visitor.open(contest).await;
    visitor.see(&language).await;
    skips(visitor, "Skip to the content").await;
    visitor.network(true).await;
}
