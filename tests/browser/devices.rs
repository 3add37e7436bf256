//! One person on a phone and a tablet at once: each shows what the other has changed, and which choice was kept. Two
//! tabs of one browser share the draft.

use crate::chrome::{Driver, mark};
use crate::people::Person;
use crate::platform::{self, Platform};

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
    phone.choose(1, 1).await;
    phone.sync().await;

    let tablet = driver.browser("tablet", (768, 1024), true).await;
    tablet.sign_in(&platform.url, PHONE_NUMBER).await;
    tablet.open(&contest).await;
    tablet.press(&mark("resume")).await;
    tablet.chosen(1, 1).await;
    tablet.choose(1, 2).await;
    tablet.choose(2, 1).await;
    tablet.sync().await;

    // Both have changed the sheet as often: only its content tells them apart.
    phone.choose(3, 1).await;
    phone.choose(3, 2).await;
    phone.sync().await;
    let told = phone.text(&mark("replaced-answer")).await;
    assert!(told.starts_with("Câu 1:") && told.contains('B'), "{told}");
    phone.picture("40-two-devices").await;
    phone.chosen(1, 2).await;
    phone.chosen(2, 1).await;
    phone.press(&mark("dismiss-news")).await;
    assert_eq!(phone.count(&mark("replaced")).await, 0);

    // What the tablet did not have is an answer more, and replaces nothing.
    tablet.choose(4, 1).await;
    tablet.sync().await;
    tablet.see(&mark("replaced")).await;
    assert_eq!(tablet.count(&mark("replaced-answer")).await, 0);
    tablet.chosen(3, 2).await;
    tablet.chosen(4, 1).await;

    // Two tabs of one browser share the draft.
    phone.open_again().await;
    phone.choose(5, 1).await;
    phone.go_to_tab(0).await;
    phone.chosen(5, 1).await;
    phone.choose(5, 2).await;
    phone.go_to_tab(1).await;
    phone.chosen(5, 2).await;

    // A device that has kept nothing gets the paper with the page, and does not ask for it.
    let laptop = driver.browser("laptop", (1280, 800), false).await;
    laptop.sign_in(&platform.url, PHONE_NUMBER).await;
    laptop
        .run(
            "for (const worker of await navigator.serviceWorker.getRegistrations()) await worker.unregister();
            for (const name of await caches.keys()) await caches.delete(name);
            return null",
        )
        .await;
    let address = tablet.run("return location.href").await;
    laptop.open(address.as_str().expect("an address")).await;
    for (question, option) in [(1, 2), (2, 1), (3, 2), (5, 2)] {
        laptop.chosen(question, option).await;
    }
    laptop
        .until("!performance.getEntriesByType('resource').some(({name}) => /\\/(paper|me)$/.test(name))")
        .await;
    for browser in [phone, tablet, laptop] {
        browser.close().await;
    }
}
