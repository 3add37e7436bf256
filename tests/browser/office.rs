//! At the organisers' desk: what is missing for publishing is said before, all mistakes of a form at once; the contact is
//! changed after publishing; and a late response does not bring the former person back.

use crate::chrome::{Browser, Driver, mark};
use crate::crowd::Caller;
use crate::platform::{self, Platform};
use contest_core::ids::ContestId;
use contest_core::time::Millis;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde_json::json;
use thiluat::clock::in_viet_nam;
use thiluat::demo::Demo;

const LAPTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);

#[test]
fn a_contest_gets_its_contact_before_and_after_it_is_published() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(contact(&driver, &platform)).await;
    });
}

/// Signs the organiser of the demo in.
pub(crate) async fn sign_in(browser: &Browser, platform: &Platform, demo: &Demo) {
    browser.open(&format!("{}/console/", platform.url)).await;
    fill_in(browser, &demo.accounts[0]).await;
}

pub(crate) async fn fill_in(browser: &Browser, (login, password): &(String, String)) {
    browser.type_in("[name=login]", login).await;
    browser.type_in("[name=password]", password).await;
    browser.press(&mark("sign-in-submit")).await;
    browser.see(&mark("nav-contests")).await;
}

/// Makes a draft in which nobody can be reached.
pub(crate) async fn draft(platform: &Platform, demo: &Demo) -> ContestId {
    let organiser = Caller::signed_in(platform, &demo.accounts[0]).await;
    let moment = |minutes: i64| {
        let local = in_viet_nam(Millis(platform.now().0 / 1_000 * 1_000 + minutes * 60_000));
        local.timestamp().display_with_offset(local.offset()).to_string()
    };
    let draft = json!({
        "slug": "lien-he", "title": "Cuộc thi chưa có liên hệ", "organiser": "Sở Tư pháp", "consent": {},
        "rounds": [{
            "title": "Vòng 1", "opens_at": moment(1), "closes_at": moment(60), "bank": "on-tap",
            "rules": {
                "time_limit_s": 600, "attempts": 3, "chain": ["most_points"], "blueprint": {"sections": [{"count": 10}]},
            },
        }],
    });
    let made = organiser.post(paths::STAFF_CONTESTS, &draft).await;
    let made: StaffContest = serde_json::from_value(made).expect("a contest");
    made.id
}

async fn contact(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let id = draft(platform, &demo).await;
    let page = format!("{}/console/contests/{id}", platform.url);
    let office = driver.browser("office", LAPTOP, false).await;
    sign_in(&office, platform, &demo).await;
    office.open(&page).await;
    let missing = office.text(&mark("missing")).await;
    assert!(missing.contains("điện thoại hoặc email"), "{missing}");
    office
        .until("document.querySelector('[data-test=publish]').disabled")
        .await;
    assert_eq!(office.text(&mark("round-phase")).await, "Bản nháp");
    office.picture("80-missing").await;
    // Each of them leads to its field.
    office.press(&format!("{} a", mark("missing"))).await;
    office
        .until("document.activeElement.name === 'contact.phone'")
        .await;
    office.open(&page).await;

    // The server finds two mistakes, and the form shows both.
    office.expect_error("the server responded with a status of 422");
    office.press(&mark("edit")).await;
    office.type_in("[name='contact.phone']", "113").await;
    office.type_in("[name='contact.email']", "bantochuc").await;
    office.press(&mark("save")).await;
    office.see(&mark("error:contact.phone")).await;
    office.see(&mark("error:contact.email")).await;
    office
        .until("document.querySelectorAll('[data-test=errors] li').length === 2")
        .await;
    office.show("[name='contact.phone']").await;
    office.picture("81-contact-form").await;
    office.type_in("[name='contact.phone']", " 0912 345").await;
    office.type_in("[name='contact.email']", "@stp.example").await;
    office.press(&mark("save")).await;
    office.see(&mark("publish")).await;
    assert_eq!(office.count(&mark("missing")).await, 0);
    office.press(&mark("publish")).await;
    office.press(&mark("publish-confirm")).await;

    office.press(&mark("change-contact")).await;
    office
        .type_in("dialog [name='contact.desk']", "Phòng Tư pháp, tầng 2")
        .await;
    office.picture("82-contact-dialog").await;
    office.press(&mark("contact-confirm")).await;
    office
        .until("document.querySelector('[data-test=contact] dl').innerText.includes('tầng 2')")
        .await;
    office.picture("83-contact").await;
    let small = driver.browser("small-office", PHONE, true).await;
    sign_in(&small, platform, &demo).await;
    small.open(&page).await;
    small.show(&mark("contact")).await;
    small.picture("83-contact").await;
    small.press(&mark("change-contact")).await;
    small.see("dialog [name='contact.desk']").await;
    small.picture("82-contact-dialog").await;
    let told = Caller::new(platform).get(&paths::contest("lien-he")).await;
    assert_eq!(told["contact"][0], "Phòng Tư pháp, tầng 2");
    for browser in [office, small] {
        browser.close().await;
    }
}

#[test]
fn a_late_response_does_not_bring_the_former_person_back() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(late(&driver, &platform)).await;
    });
}

/// Lets the page draw what it has heard.
async fn some_frames(browser: &Browser) {
    browser
        .run(
            "for (let n = 0; n < 10; n++) await new Promise((next) => requestAnimationFrame(next));
            return null",
        )
        .await;
}

async fn late(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let office = driver.browser("late", LAPTOP, false).await;
    sign_in(&office, platform, &demo).await;
    let who = office.text(&mark("who")).await;
    assert_eq!(who, "Ban tổ chức", "the role is not said twice");

    // Signing out fails without network, and the page asks who is signed in: twice, and the first response is late.
    office.expect_error("Failed to load resource");
    office.network(false).await;
    office.press(&mark("sign-out")).await;
    office.see(&mark("failure")).await;
    office.network(true).await;
    office
        .run(
            "const really = window.really = window.fetch;
            let first = true;
            const released = new Promise((release) => { window.release = release; });
            window.fetch = async (...asked) => {
                const late = first;
                first = false;
                const answer = await really(...asked);
                if (!late) return answer;
                await released;
                const text = await answer.text();
                window.isRead = true;
                return new Response(text, answer);
            };
            return null",
        )
        .await;
    office.press("main button").await;
    office.press("main button").await;
    office.press(&mark("sign-out")).await;
    fill_in(&office, &demo.accounts[1]).await;
    office.run("window.release(); return null").await;
    office.until("window.isRead").await;
    some_frames(&office).await;
    let who = office.text(&mark("who")).await;
    assert!(who.starts_with("Giám khảo"), "{who}");
    assert_eq!(office.count(&mark("nav-banks")).await, 0, "judges have no banks");

    // A refusal of the person before does not sign out who is here now: the server is asked.
    office
        .run(
            "window.fetch = async (...asked) => {
                const url = String(asked[0].url ?? asked[0]);
                if (!url.includes('/session')) {
                    return new Response('{\"code\":\"sign_in_required\",\"message\":\"-\"}', { status: 401 });
                }
                const answer = await window.really(...asked);
                window.isAsked = true;
                return answer;
            };
            return null",
        )
        .await;
    office.press(&mark("nav-contests")).await;
    office.until("window.isAsked").await;
    some_frames(&office).await;
    assert_eq!(office.count("[name=login]").await, 0, "the judge is signed in");
    let who = office.text(&mark("who")).await;
    assert!(who.starts_with("Giám khảo"), "{who}");
    for page in ["contests/new", "contests/upload", "banks"] {
        let page = format!("{}/console/{page}", platform.url);
        office.open(&page).await;
        office.see(&mark("organisers-only")).await;
    }
    // Staff who look at the page of a contest ask for nothing that they may not have: it would be in the console.
    office.open(&format!("{}/thi/{}", platform.url, demo.slug)).await;
    office
        .until("document.querySelector('main').innerText.includes('không dùng để dự thi')")
        .await;
    office.close().await;
}
