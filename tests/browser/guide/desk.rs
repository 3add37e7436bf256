//! The way of `docs/huong-dan/truc-ban.md`: Mai calls twice, and the organiser has only a phone at hand.

use super::playing::MAI;
use super::{PHONE, SLUG};
use crate::chrome::{Browser, Driver, mark};
use crate::platform::Platform;

const NEW_PASSWORD: &str = "hoa sen nở trắng 7";
const REASON: &str = "Thí sinh gọi điện, đã đối chiếu ngày sinh";
const SCHOOL: &str = "Trường Trung học cơ sở Hòa Bình";

/// Finds Mai, with what is secret hidden.
pub(super) async fn finds_mai(driver: &Driver, platform: &Platform, contest: &str) -> Browser {
    let desk = driver.browser("guide-desk", PHONE, true).await;
    desk.sign_in_to_console(&platform.url, "bantochuc").await;
    desk.open(contest).await;
    looks_at_mai(&desk).await;
    desk.illustrate("ban-ho-tro", &[&mark("desk-profile")]).await;
    desk
}

async fn looks_at_mai(desk: &Browser) {
    desk.press(&mark("tab-desk")).await;
    desk.type_in("[name=text]", MAI.phone).await;
    desk.press(&mark("desk-find")).await;
    desk.press(&mark("desk-person")).await;
    desk.see(&mark("desk-attempts")).await;
}

async fn reveals(desk: &Browser) {
    desk.press(&mark("desk-reveal")).await;
    desk.type_in("dialog[open] #f-reason", REASON).await;
    desk.press(&mark("reveal-confirm")).await;
    desk.see("[data-test=desk-profile][data-full=true]").await;
}

/// She has forgotten her password, gets a code read out and sets a new one.
pub(super) async fn gives_a_code(desk: &Browser, platform: &Platform, mai: &Browser) {
    reveals(desk).await;
    desk.press(&mark("desk-code")).await;
    desk.type_in("dialog[open] #f-reason", REASON).await;
    desk.press(&mark("code-confirm")).await;
    let code = desk.text(&mark("desk-code-told")).await;
    desk.illustrate("doc-ma", &["dialog[open]"]).await;
    desk.press(&mark("code-done")).await;

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

/// She belongs to another unit, which the desk cannot change while the round is open.
pub(super) async fn cannot_change_the_unit_yet(desk: &Browser) {
    desk.press(&mark("desk-correct")).await;
    let why = desk.text(&mark("unit-fixed")).await;
    assert!(why.contains("khi vòng thi đã đóng"), "{why}");
    desk.picture("guide-unit-fixed").await;
    desk.press(&mark("correct-cancel")).await;
}

pub(super) async fn changes_the_unit(desk: &Browser, contest: &str) {
    desk.open(contest).await;
    looks_at_mai(desk).await;
    reveals(desk).await;
    desk.press(&mark("desk-correct")).await;
    desk.see("dialog[open] [name=unit]").await;
    let school = format!(
        "return [...document.querySelectorAll('[name=unit] option')]
            .find((option) => option.textContent.includes('{SCHOOL}')).value"
    );
    let school = desk.run(&school).await;
    desk.set("[name=unit]", school.as_str().expect("a unit")).await;
    desk.type_in("dialog[open] #f-reason", REASON).await;
    desk.press(&mark("correct-confirm")).await;
    desk.until(&format!(
        "document.querySelector('[data-test=desk-profile]').innerText.includes('{SCHOOL}')"
    ))
    .await;
}
