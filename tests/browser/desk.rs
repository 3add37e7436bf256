//! At the desk: somebody who has forgotten her password calls, gets a code read out, and sets a new one on her phone. No
//! messages are sent from here.

use crate::chrome::{Driver, mark};
use crate::crowd::Caller;
use crate::office::sign_in;
use crate::people::Person;
use crate::platform::{self, Platform};
use contest_core::wire::paths;

const LAPTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);
const NEW: &str = "hoa sen nở trắng 7";
const REASON: &str = "Thí sinh gọi điện, đã đối chiếu";

#[test]
fn a_caller_is_found_and_helped() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let lan = driver.browser("lan-desk", PHONE, true).await;
    lan.expect_error("the server responded with a status of 401");
    let person = Person {
        name: "Nguyễn Thị Lan",
        phone: "0912 345 692",
    };
    lan.register(&platform.url, &demo.slug, &person).await;

    let office = driver.browser("office-desk", LAPTOP, false).await;
    let told = Caller::new(platform).get(&paths::contest(&demo.slug)).await;
    let contest = format!(
        "{}/console/contests/{}",
        platform.url,
        told["id"].as_str().expect("an id")
    );
    sign_in(&office, platform, &demo).await;
    office.open(&contest).await;
    office.press(&mark("tab-desk")).await;
    // By the end of her name, without accents; Enter finds.
    office.type_in("[name=text]", "thi lan\n").await;
    office
        .until("document.querySelector('[data-test=desk-person]')?.innerText === 'Nguyễn Thị L***'")
        .await;
    office.picture("84-desk-found").await;
    office.press(&mark("desk-person")).await;
    office.see("[data-test=desk-profile][data-full=false]").await;
    office.picture("85-desk-person").await;

    office.press(&mark("desk-reveal")).await;
    office.press(&mark("reveal-confirm")).await;
    office.see(&mark("error:reason")).await;
    office.type_in("#f-reason", REASON).await;
    office.picture("86-desk-reason").await;
    office.press(&mark("reveal-confirm")).await;
    office.see("[data-test=desk-profile][data-full=true]").await;
    assert_eq!(office.text(&mark("desk-name")).await, person.name);

    office.press(&mark("desk-code")).await;
    office.type_in("dialog[open] #f-reason", REASON).await;
    office.press(&mark("code-confirm")).await;
    let told = office.text(&mark("desk-code-told")).await;
    assert_eq!(told.len(), 7, "{told}");
    office.picture("87-desk-code").await;
    office.press(&mark("code-done")).await;
    office
        .until("!document.querySelector('[data-test=desk-code-told]')")
        .await;

    let other = driver.browser("other-desk", PHONE, true).await;
    other
        .open(&format!("{}/quen-mat-khau?tiep=/thi/{}", platform.url, demo.slug))
        .await;
    other.press(&mark("have-code")).await;
    other.until("document.activeElement.id === 'phone'").await;
    other.type_in("#phone", "0912345692").await;
    other.type_in("#code", &told).await;
    other.type_in("#new-password", NEW).await;
    other.picture("88-read-out-code").await;
    other.press(&mark("submit-password")).await;
    other.see(&mark("password-set")).await;
    lan.reload().await;
    lan.see(&mark("sign-in-link")).await;

    // Her name was misspelt; she says so on the same call.
    office.press(&mark("desk-correct")).await;
    office.see("dialog[open] #f-name").await;
    office.type_in("dialog[open] #f-name", " Hương").await;
    office.type_in("dialog[open] #f-reason", REASON).await;
    office.picture("89-desk-correct").await;
    office.press(&mark("correct-confirm")).await;
    office
        .until("document.querySelector('[data-test=desk-name]').innerText === 'Nguyễn Thị Lan Hương'")
        .await;

    let small = driver.browser("small-desk", PHONE, true).await;
    sign_in(&small, platform, &demo).await;
    small.open(&format!("{contest}/desk")).await;
    small.type_in("[name=text]", "nguyễn thị lan hương").await;
    small.press(&mark("desk-find")).await;
    small.see(&mark("desk-person")).await;
    small.picture("84-desk-found").await;
    small.press(&mark("desk-person")).await;
    small.see(&mark("desk-profile")).await;
    small.picture("85-desk-person").await;
    small.press(&mark("tab-audit")).await;
    small
        .until("[...document.querySelectorAll('[data-action=\"desk.corrected\"]')].some(row => row.innerText.includes('Thị L*** →'))")
        .await;
    small.show("[data-action=\"desk.corrected\"]").await;
    small.picture("90-desk-audit").await;
    for browser in [lan, office, other, small] {
        browser.close().await;
    }
}
