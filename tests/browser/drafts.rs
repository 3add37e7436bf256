//! What an organiser types is not lost: not by a reload, not with a session that has run out, not when somebody else has
//! saved meanwhile. The log says what was changed, and a round is moved only after its new times were read.

use crate::chrome::{Browser, Driver, mark};
use crate::crowd::Caller;
use crate::office::{draft, fill_in, sign_in};
use crate::platform::{self, Platform};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde_json::{Value, json};
use std::time::Duration;
use thiluat::clock::in_viet_nam;
use thiluat::demo::Demo;

const LAPTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);
const DESK: &str = "[name='contact.desk']";

#[test]
fn what_is_typed_is_kept_until_it_is_saved_or_dropped() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let id = draft(platform, &demo).await;
    let page = format!("{}/console/contests/{id}", platform.url);
    let office = driver.browser("drafts", LAPTOP, false).await;
    sign_in(&office, platform, &demo).await;
    survives(&office, &page, &demo).await;
    is_told_at_once(&office, platform).await;

    let organiser = Caller::signed_in(platform, &demo.accounts[0]).await;
    let seen = organiser.get(&paths::staff_contest(id)).await;
    conflicts(&office, &page, &organiser, &seen).await;
    is_in_the_log(&office, &page).await;
    office.open(&page).await;
    office.press(&mark("publish")).await;
    office.press(&mark("publish-confirm")).await;
    office.see(&mark("public-link")).await;
    is_moved(&office, &organiser, &seen).await;
    notices_the_close(driver, platform, &demo, &seen).await;
    office.close().await;
}

/// A reload and a session that has run out keep what was typed; it is dropped on purpose only.
async fn survives(office: &Browser, page: &str, demo: &Demo) {
    let edit = format!("{page}/edit");
    office.open(&edit).await;
    office.type_in(DESK, "Phòng Phổ biến").await;
    office.until(&desk_is_kept(true)).await;
    office.reload().await;
    office.see(&mark("restored")).await;
    assert_eq!(office.value(DESK).await, "Phòng Phổ biến");
    office.picture("84-restored").await;

    office.expect_error("the server responded with a status of 401");
    office.lose_session().await;
    office.type_in("[name='contact.phone']", "0912 345 678").await;
    office.press(&mark("save")).await;
    office.see("[name=login]").await;
    fill_in(office, &demo.accounts[0]).await;
    office.see(&mark("restored")).await;
    assert_eq!(office.value("[name='contact.phone']").await, "0912 345 678");

    office.press(&mark("drop-draft")).await;
    office.until(&desk_is_kept(false)).await;
    office
        .until("document.querySelector('[data-test=restored]') === null")
        .await;
    assert_eq!(office.value(DESK).await, "");

    office.type_in(DESK, "Phòng Tư pháp").await;
    office.press(&mark("cancel")).await;
    office.press(&mark("leave-cancel")).await;
    assert_eq!(office.value(DESK).await, "Phòng Tư pháp");
    office.press(&mark("cancel")).await;
    office.picture("84-leaving").await;
    office.press(&mark("leave-confirm")).await;
    office.press(&mark("edit")).await;
    assert_eq!(office.value(DESK).await, "");
    // Nothing was changed, so nothing is asked.
    office.press(&mark("cancel")).await;
    office.see(&mark("draft")).await;
}

/// Returns an expression for whether the tab remembers the desk.
fn desk_is_kept(kept: bool) -> String {
    let found = "Object.entries(sessionStorage).some(([key, text]) => \
                 key.startsWith('thiluat.contest.') && text.includes('Phòng'))";
    format!("{found} === {kept}")
}

/// A form with mistakes that only the server sees shows them together with the others.
async fn is_told_at_once(office: &Browser, platform: &Platform) {
    office.expect_error("the server responded with a status of 422");
    office
        .open(&format!("{}/console/contests/new", platform.url))
        .await;
    office.type_in("[name='contact.email']", "bantochuc").await;
    office.type_in("[name=judges]", "khongco").await;
    office.press(&mark("save")).await;
    for field in ["title", "contact.email", "judges"] {
        office.see(&mark(&format!("error:{field}"))).await;
    }
    office.press(&mark("cancel")).await;
    office.press(&mark("leave-confirm")).await;
    office.see(&mark("contests")).await;
}

/// Somebody else has saved: the page says who, when, and what differs.
async fn conflicts(office: &Browser, page: &str, organiser: &Caller, seen: &Value) {
    office.expect_error("the server responded with a status of 409");
    office.open(&format!("{page}/edit")).await;
    office.type_in("[name='contact.phone']", "0912 345 678").await;
    let mut other = seen["draft"].clone();
    other["title"] = json!("Cuộc thi đã đổi tên");
    let id = seen["id"].as_str().expect("an id");
    let path = format!("{}/{id}", paths::STAFF_CONTESTS);
    organiser
        .put(&path, &json!({ "version": seen["version"], "draft": other }))
        .await;
    office.press(&mark("save")).await;
    let told = office.text(&mark("conflict")).await;
    for part in [
        "Ban tổ chức lưu lần cuối lúc",
        "Cuộc thi đã đổi tên",
        "Cuộc thi chưa có liên hệ",
        "0912 345 678",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    office.show(&mark("conflict")).await;
    office.picture("85-conflict").await;
    office.press(&mark("conflict-overwrite")).await;
    office.see(&mark("draft")).await;
}

async fn is_in_the_log(office: &Browser, page: &str) {
    office.open(&format!("{page}/audit")).await;
    office.see(&mark("change")).await;
    let changes = office.texts(&mark("change")).await;
    // Between them, the form has cut the seconds of the window.
    assert_eq!(
        [&changes[0], &changes[changes.len() - 1]],
        [
            "Tên cuộc thi: Cuộc thi đã đổi tên → Cuộc thi chưa có liên hệ",
            "Tên cuộc thi: Cuộc thi chưa có liên hệ → Cuộc thi đã đổi tên",
        ]
    );
    let log = office.text(&mark("audit")).await;
    assert!(!log.contains("0912 345 678"), "nobody's number is in the log");
    office.picture("86-log").await;
}

/// The new times are read before they hold.
async fn is_moved(office: &Browser, organiser: &Caller, seen: &Value) {
    office.press(&mark("move-window")).await;
    office
        .run(
            "const field = document.querySelector('dialog [name=closes_at]');
            field.value = '2031-05-06T07:08';
            field.dispatchEvent(new Event('input', {bubbles: true}));
            return null",
        )
        .await;
    office.press(&mark("window-next-confirm")).await;
    let meaning = office.text(&mark("window-meaning")).await;
    assert!(meaning.contains("→ 07:08, 06/05/2031"), "{meaning}");
    assert!(!meaning.contains("Thời điểm mở"), "{meaning}");
    office.picture("87-moving").await;
    office.press(&mark("window-confirm")).await;
    office
        .until("document.querySelector('[data-test=rounds]').innerText.includes('06/05/2031')")
        .await;
    let id = seen["id"].as_str().expect("an id");
    let moved = organiser.get(&format!("{}/{id}", paths::STAFF_CONTESTS)).await;
    let moved: StaffContest = serde_json::from_value(moved).expect("a contest");
    assert!(moved.draft.rounds[0].closes_at.starts_with("2031-05-06T07:08"));
}

/// The page of a round turns at its close, long before it would look around.
async fn notices_the_close(driver: &Driver, platform: &Platform, demo: &Demo, seen: &Value) {
    let organiser = Caller::signed_in(platform, &demo.accounts[0]).await;
    // Its rounds were replaced when the draft was edited.
    let id = seen["id"].as_str().expect("an id");
    let seen = organiser.get(&format!("{}/{id}", paths::STAFF_CONTESTS)).await;
    let round = seen["rounds"][0]["id"].as_str().expect("an id");
    let console = driver.browser("closing", PHONE, true).await;
    sign_in(&console, platform, demo).await;
    platform.state.clock.advance(90_000);
    let path = paths::WINDOW.replace("{round}", round);
    let moment = |at| {
        let local = in_viet_nam(at);
        local.timestamp().display_with_offset(local.offset()).to_string()
    };
    let window = json!({
        "opens_at": seen["draft"]["rounds"][0]["opens_at"], "closes_at": moment(platform.now() + 8_000),
    });
    organiser.patch(&path, &window).await;
    console
        .open(&format!("{}/console/rounds/{round}", platform.url))
        .await;
    console.see(&mark("not-yet")).await;
    console
        .see_within(Duration::from_secs(12), &mark("judges-only"))
        .await;
    console.picture("88-closed").await;
    console.close().await;
}
