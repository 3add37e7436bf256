//! Answers last: when the browser is killed, when the session runs out, when another person uses the phone
//! meanwhile, and when the app is updated.

use crate::chrome::{Browser, Driver, mark};
use crate::people::Person;
use crate::platform::{self, Platform};
use crate::releases;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const PHONE: (u32, u32) = (390, 844);
/// How old an answer must be to survive the end of the browser.
const LASTING: Duration = Duration::from_secs(2);

const LAN: Person<'_> = Person {
    name: "Nguyễn Thị Lan",
    phone: "0912 345 701",
};
const HUNG: Person<'_> = Person {
    name: "Trần Văn Hùng",
    phone: "0912 345 702",
};

#[test]
fn answers_survive_a_killed_browser() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(killed(&driver, &platform)).await;
    });
}

async fn killed(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let phone = driver.browser("killed", PHONE, true).await;
    // The first page brings the contest along.
    phone.open(&format!("{}/thi/{}", platform.url, demo.slug)).await;
    phone.see(&mark("rules")).await;
    phone
        .until("!performance.getEntriesByType('resource').some(({name}) => name.includes('/contests/'))")
        .await;
    phone.register(&platform.url, &demo.slug, &LAN).await;
    phone.start().await;
    phone.choose(1, 1).await;
    phone.sync().await;
    phone.network(false).await;
    phone.choose(2, 2).await;
    phone.choose(3, 1).await;
    phone.choose(3, 2).await;
    tokio::time::sleep(LASTING).await;
    phone.kill();

    // The session may be lost with the browser; the answers are not.
    let phone = driver.browser("killed", PHONE, true).await;
    phone.sign_in(&platform.url, LAN.phone).await;
    phone.open(&format!("{}/thi/{}", platform.url, demo.slug)).await;
    phone.press(&mark("resume")).await;
    for (question, option) in [(1, 1), (2, 2), (3, 2)] {
        phone.chosen(question, option).await;
    }
    phone.sync().await;
    phone.close().await;
}

#[test]
fn answers_survive_a_lost_session_and_another_person() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(lost(&driver, &platform)).await;
    });
}

async fn lost(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let contest = format!("{}/thi/{}", platform.url, demo.slug);
    let phone = driver.browser("lost", PHONE, true).await;
    phone.register(&platform.url, &demo.slug, &LAN).await;
    phone.start().await;
    phone.choose(1, 1).await;
    phone.sync().await;

    // The session has run out: the page says how to go on, and keeps what is chosen until then.
    phone.expect_error("the server responded with a status of 401");
    phone.lose_session().await;
    phone.choose(2, 2).await;
    // Opening the list of questions saves at once.
    phone.press(&mark("open-overview")).await;
    phone.see(&mark("sign-in-again")).await;
    phone.picture("50-session-lost").await;
    phone.press(&mark("sign-in-again")).await;
    phone.fill_in_sign_in(LAN.phone).await;
    phone.see(&mark("overview")).await;
    phone.chosen(1, 1).await;
    phone.chosen(2, 2).await;
    phone.sync().await;

    // Another person uses the phone meanwhile.
    phone.network(false).await;
    phone.choose(3, 2).await;
    phone.network(true).await;
    phone.lose_session().await;
    phone.register(&platform.url, &demo.slug, &HUNG).await;
    phone.open(&contest).await;
    phone.see(&mark("ready")).await;
    phone.press(&mark("account")).await;
    phone.press(&mark("sign-out")).await;
    phone.see(&mark("sign-in-link")).await;
    phone.sign_in(&platform.url, LAN.phone).await;
    phone.open(&contest).await;
    phone.press(&mark("resume")).await;
    for (question, option) in [(1, 1), (2, 2), (3, 2)] {
        phone.chosen(question, option).await;
    }
    phone.sync().await;
    phone.close().await;
}

#[test]
fn an_attempt_survives_an_update_of_the_app() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(updated(&driver, &platform)).await;
    });
}

async fn updated(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let (url, is_updated) = releases::open(&platform.url).await;
    let phone = driver.browser("updated", PHONE, true).await;
    phone.register(&url, &demo.slug, &LAN).await;
    phone.until("navigator.serviceWorker.controller").await;
    phone.start().await;
    phone.choose(1, 1).await;
    phone.sync().await;

    // The browser finds the update by itself; what the app began with is gone from the device.
    update(&phone, &is_updated).await;
    assert_eq!(
        phone.count("script[src*=ffff]").await,
        0,
        "the page is the earlier one"
    );
    phone.choose(2, 2).await;
    phone.sync().await;

    // The newer release takes the attempt over, also without network.
    phone.network(false).await;
    phone.choose(3, 1).await;
    phone.reload().await;
    phone.see("script[src*=ffff]").await;
    for (question, option) in [(1, 1), (2, 2), (3, 1)] {
        phone.chosen(question, option).await;
    }
    phone.network(true).await;
    phone.sync().await;
    phone.close().await;
}

/// Updates the app, and waits until the newer release has replaced what the earlier one kept.
async fn update(phone: &Browser, is_updated: &AtomicBool) {
    is_updated.store(true, Ordering::SeqCst);
    phone
        .run("await (await navigator.serviceWorker.ready).update(); return null")
        .await;
    phone
        .run(
            "const isOld = (name) => !name.startsWith('thiluat-newer-');
            while ((await caches.keys()).some(isOld)) await new Promise((again) => setTimeout(again, 50));
            return null",
        )
        .await;
}

#[test]
fn an_update_keeps_practice_and_brings_its_new_addresses_at_once() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(practised(&driver, &platform)).await;
    });
}

async fn practised(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let (url, is_updated) = releases::open(&platform.url).await;
    let phone = driver.browser("practised", PHONE, true).await;
    let practice = format!("{url}/thi/{}/thi-thu", demo.slug);
    phone.open(&practice).await;
    phone.see(&mark("topic-link")).await;
    phone.until("navigator.serviceWorker.controller").await;
    phone
        .until("(caches.match('/practice.html').then((kept) => window.kept = kept), window.kept)")
        .await;

    // The earlier release, which is still on the device, asks for an address that it does not know.
    is_updated.store(true, Ordering::SeqCst);
    let new_page = format!("{url}{}", releases::NEW_ADDRESS);
    phone.open(&new_page).await;
    phone.see(&mark("news")).await;

    // The newer release keeps practice in its turn.
    update(&phone, &is_updated).await;
    phone
        .run(
            "const kept = await caches.open((await caches.keys())[0]);
            const files = (await kept.keys()).filter(({ url }) => url.includes('practice'));
            if (files.length !== 3) throw files.map(({ url }) => url).join();
            return null",
        )
        .await;
    phone.network(false).await;
    phone.open(&practice).await;
    phone.see("script[src*=ffff]").await;
    phone.see(&mark("topic-link")).await;
    phone.network(true).await;
    phone.close().await;
}
