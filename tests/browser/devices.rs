//! One person on a phone and a tablet at once: each shows what the other has changed, and which choice was kept. Two
//! tabs of one browser share the draft.

use crate::chrome::{Browser, Driver, mark};
use crate::people::Person;
use crate::platform::{self, PASSWORD, Platform};

const PHONE_NUMBER: &str = "0912 345 691";

#[test]
fn two_devices_of_one_person_end_with_the_same_answers() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let contest = format!("{}/thi/{}", platform.url, demo.slug);
    let phone = driver.browser("phone", (390, 844), true).await;
    let person = Person {
        name: "Nguyễn Thị Lan",
        phone: PHONE_NUMBER,
    };
    phone.register(&platform.url, &demo.slug, &person).await;
    phone.start().await;
    choose(&phone, 1, 1).await;
    sync(&phone).await;

    let tablet = driver.browser("tablet", (768, 1024), true).await;
    tablet.open(&format!("{}/dang-nhap", platform.url)).await;
    tablet.type_in("[name=login]", PHONE_NUMBER).await;
    tablet.type_in("[name=password]", PASSWORD).await;
    tablet.press(&mark("submit-sign-in")).await;
    tablet.see(&mark("account")).await;
    tablet.open(&contest).await;
    tablet.press(&mark("resume")).await;
    chosen(&tablet, 1, 1).await;
    choose(&tablet, 1, 2).await;
    choose(&tablet, 2, 1).await;
    sync(&tablet).await;

    // Both have changed the sheet as often: only its content tells them apart.
    choose(&phone, 3, 1).await;
    choose(&phone, 4, 1).await;
    sync(&phone).await;
    let told = phone.text(&mark("replaced-answer")).await;
    assert!(told.starts_with("Câu 1:") && told.contains('B'), "{told}");
    phone.picture("40-two-devices").await;
    chosen(&phone, 1, 2).await;
    chosen(&phone, 2, 1).await;
    phone.press(&mark("dismiss-news")).await;
    assert_eq!(phone.count(&mark("replaced")).await, 0);

    // What the tablet did not have is an answer more, and replaces nothing.
    choose(&tablet, 5, 1).await;
    sync(&tablet).await;
    tablet.see(&mark("replaced")).await;
    assert_eq!(tablet.count(&mark("replaced-answer")).await, 0);
    for question in 3..=5 {
        chosen(&tablet, question, 1).await;
    }

    // Two tabs of one browser share the draft.
    phone.open_again().await;
    choose(&phone, 6, 1).await;
    phone.go_to_tab(0).await;
    chosen(&phone, 6, 1).await;
    choose(&phone, 6, 2).await;
    phone.go_to_tab(1).await;
    chosen(&phone, 6, 2).await;
    for browser in [phone, tablet] {
        browser.close().await;
    }
}

/// Goes to a question through the overview.
async fn go_to(browser: &Browser, question: usize) {
    open_overview(browser).await;
    browser
        .press(&format!("{}:nth-of-type({question})", mark("overview-cell")))
        .await;
    browser
        .see(&format!("[data-test=question][data-number=\"{question}\"]"))
        .await;
}

fn option(nth: usize) -> String {
    format!("label[data-test=option]:nth-of-type({nth})")
}

async fn choose(browser: &Browser, question: usize, nth: usize) {
    go_to(browser, question).await;
    browser.press(&option(nth)).await;
}

async fn chosen(browser: &Browser, question: usize, nth: usize) {
    go_to(browser, question).await;
    browser.see(&format!("{} input:checked", option(nth))).await;
}

/// Opens the overview, which saves at once, and waits until the server has everything.
async fn sync(browser: &Browser) {
    open_overview(browser).await;
    browser.save_state("saved").await;
}

async fn open_overview(browser: &Browser) {
    if browser.count(&mark("overview")).await == 0 {
        browser.press(&mark("open-overview")).await;
    }
    browser.see(&mark("overview")).await;
}
