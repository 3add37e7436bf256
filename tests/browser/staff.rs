//! Staff: an owner invites a judge by a link, and removes one; an administrator disables an account and helps somebody who
//! has forgotten the password; everybody changes their own.

use crate::chrome::{Browser, Driver, mark};
use crate::platform::{self, PASSWORD, Platform};
use contest_core::wire::accounts::Role;
use contest_core::wire::paths;
use thiluat::demo::Demo;

const LAPTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);
const NEW: &str = "hoa sen nở trắng 7";

#[test]
fn staff_are_invited_helped_and_disabled() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn enter(browser: &Browser, platform: &Platform, login: &str, password: &str) {
    browser.open(&format!("{}/console/", platform.url)).await;
    fill_in(browser, login, password).await;
    browser.see("[data-test=who]").await;
}

async fn fill_in(browser: &Browser, login: &str, password: &str) {
    browser.type_in("[name=login]", login).await;
    browser.type_in("[name=password]", password).await;
    browser.press(&mark("sign-in-submit")).await;
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let office = driver.browser("office-staff", LAPTOP, false).await;
    let link = invites(&office, platform, &demo).await;

    let newcomer = driver.browser("newcomer-staff", PHONE, true).await;
    newcomer.open(&link).await;
    newcomer.see(&mark("use-link")).await;
    newcomer.picture("91-invitation").await;
    newcomer.type_in("#f-login", "le.moi").await;
    newcomer.type_in("#f-password", NEW).await;
    newcomer.press(&mark("use-link-submit")).await;
    newcomer.see("[data-test=contest]").await;
    newcomer.picture("92-joined").await;

    office.reload().await;
    office.see("[data-login=\"le.moi\"]").await;
    office
        .press("[data-login=giamkhao] [data-test=remove-judge]")
        .await;
    office.picture("93-remove-judge").await;
    office.press(&mark("remove-judge-confirm")).await;
    office
        .until("!document.querySelector('[data-login=giamkhao]')")
        .await;
    office.expect_error("the server responded with a status of 422");
    office.type_in("#f-login", "khong.co").await;
    office.press(&mark("appoint-submit")).await;
    office.see(&mark("error:login")).await;

    administers(driver, platform, &newcomer).await;
    for browser in [office, newcomer] {
        browser.close().await;
    }
}

/// The owner makes an invitation, and passes its address on.
async fn invites(office: &Browser, platform: &Platform, demo: &Demo) -> String {
    let (login, password) = &demo.accounts[0];
    enter(office, platform, login, password).await;
    let contests = format!("{}{}", platform.url, paths::contest(&demo.slug));
    let told: serde_json::Value = reqwest::get(&contests)
        .await
        .expect("a contest")
        .json()
        .await
        .expect("JSON");
    let id = told["id"].as_str().expect("an id").to_owned();
    office
        .open(&format!("{}/console/contests/{id}", platform.url))
        .await;
    office.press(&mark("tab-judges")).await;
    office.type_in("#f-name", "Lê Thị Mới").await;
    office.press(&mark("invite-make")).await;
    let link = office.text(&mark("link-address")).await;
    office.see(&mark("open-link")).await;
    office.picture("90-judges").await;
    link
}

/// `judge` is signed in, and loses the session and the password.
async fn administers(driver: &Driver, platform: &Platform, judge: &Browser) {
    platform
        .staff(Role::Administrator, "quantri-2", "Trần Văn Quản")
        .await;
    let administrator = driver.browser("administrator-staff", PHONE, false).await;
    enter(&administrator, platform, "quantri-2", PASSWORD).await;
    administrator.see("[data-test=accounts]").await;
    administrator.picture("94-accounts").await;
    let row = "[data-test=account][data-login=\"le.moi\"]";
    administrator.press(&format!("{row} [data-test=disable]")).await;
    administrator.picture("95-disable").await;
    administrator.press(&mark("account-confirm")).await;
    administrator.see(&format!("{row} [data-test=enable]")).await;
    judge.expect_error("the server responded with a status of 401");
    judge.reload().await;
    judge.see(&mark("sign-in")).await;
    judge.expect_error("the server responded with a status of 403");
    fill_in(judge, "le.moi", NEW).await;
    judge.see("[data-test=failure][data-code=account_disabled]").await;

    administrator.press(&format!("{row} [data-test=enable]")).await;
    administrator.press(&mark("account-confirm")).await;
    administrator
        .press(&format!("{row} [data-test=password-link]"))
        .await;
    administrator.press(&mark("account-confirm")).await;
    let link = administrator.text(&mark("link-address")).await;
    administrator.picture("96-password-link").await;

    judge.open("about:blank").await;
    judge.open(&link).await;
    judge.type_in("#f-password", "con trâu đi trước").await;
    judge.picture("97-new-password").await;
    judge.press(&mark("use-link-submit")).await;
    judge.see("[data-test=contest]").await;
    // On the page of one's own, too.
    judge.press(&mark("who")).await;
    judge.type_in("#f-old", "sai mật khẩu").await;
    judge.type_in("#f-new", NEW).await;
    judge.press(&mark("password-save")).await;
    judge.see(&mark("error:old")).await;
    judge.type_in("#f-old", "").await;
    judge.picture("98-own-password").await;
    administrator.close().await;
}
