//! A contestant looks at what is stored about her, corrects it, withdraws her consent, and has everything erased.

use crate::chrome::{Browser, Driver, mark};
use crate::people::Person;
use crate::platform::{self, PASSWORD, Platform};

/// Chooses what is in a field, so that typing replaces it.
const SELECT_ALL: &str = "\u{E009}a\u{E000}";
const ESCAPE: &str = "\u{E00C}";

#[test]
fn a_person_sees_corrects_withdraws_and_erases() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let lan = driver.browser("lan-data", (390, 844), true).await;
    let small = driver.browser("small-data", (320, 640), true).await;
    for browser in [&lan, &small] {
        // Wrong passwords and ended sessions are refusals.
        browser.expect_error("the server responded with a status of 403");
        browser.expect_error("the server responded with a status of 401");
        browser.expect_error("the server responded with a status of 422");
    }
    let person = Person {
        name: "Nguyễn Thị Lan",
        phone: "0912 345 691",
    };
    lan.register(&platform.url, &demo.slug, &person).await;
    small.sign_in(&platform.url, person.phone).await;
    small.open(&format!("{}/ca-nhan", platform.url)).await;
    small.see(&mark("my-contest")).await;
    small.picture("50-my-data").await;
    small.press(&mark("erase")).await;
    has_focus(&small, "#erasure-title").await;
    small.picture("51-erasure").await;
    small.press(&mark("erasure-leave")).await;

    lan.press(&mark("account")).await;
    lan.press(&mark("me-link")).await;
    look(&lan).await;
    correct(&lan).await;
    withdraw(&lan).await;
    erase(&lan).await;

    // The other device finds that nobody is signed in.
    small.reload().await;
    small.see(&mark("sign-in-needed")).await;
    small
        .open(&format!("{}/dang-nhap?tiep=/thi/{}", platform.url, demo.slug))
        .await;
    small.press(&mark("forgotten")).await;
    small
        .until("document.querySelector('[data-test=\"forgotten\"]').innerText.includes('Cuộc thi')")
        .await;
    small.see("[data-test=reach] a[href='tel:0200-3000-000']").await;
    small.see("[data-test=reach] a[href^='mailto:bantochuc@']").await;
    small.picture("57-forgotten").await;
    small.open(&format!("{}/thi/{}", platform.url, demo.slug)).await;
    small.press(&format!("{} summary", mark("contact"))).await;
    small.see("[data-test=reach] a[href='tel:0200-3000-000']").await;
    small.picture("58-contact").await;
    for browser in [lan, small] {
        browser.close().await;
    }
}

/// The phone number is hidden until it is asked for.
async fn look(lan: &Browser) {
    assert_eq!(lan.text(&mark("phone")).await, "0912 ••• 691");
    lan.press(&mark("show-phone")).await;
    lan.until("document.querySelector('[data-test=\"phone\"]').innerText === '0912 345 691'")
        .await;
    assert_eq!(lan.text(&mark("birthday")).await, "19/05/1990");
    lan.picture("50-my-data").await;
    lan.press(&mark("download")).await;
    let file = lan.downloaded("json").await;
    let text = std::fs::read_to_string(file).expect("the file");
    assert!(
        text.contains("+84912345691") && text.contains("Nguyễn Thị Lan"),
        "{text}"
    );
}

async fn correct(lan: &Browser) {
    lan.press(&mark("correct")).await;
    has_focus(lan, "#correct-me-title").await;
    lan.type_in("#my-name", &format!("{SELECT_ALL}A")).await;
    lan.press(&mark("correct-me-send")).await;
    lan.until("document.querySelector('#my-name-error').innerText.length > 0")
        .await;
    has_focus(lan, "#my-name").await;
    lan.picture("52-correct").await;
    lan.type_in("#my-name", &format!("{SELECT_ALL}Nguyễn Thị Lan Anh"))
        .await;
    lan.press(&mark("correct-me-send")).await;
    lan.see(&mark("done")).await;
    lan.until("document.querySelector('[data-test=\"name\"]').innerText === 'Nguyễn Thị Lan Anh'")
        .await;
    has_focus(lan, &mark("done")).await;
    lan.until("document.querySelector('[data-test=\"account\"] .who').innerText === 'Lan Anh'")
        .await;
}

async fn withdraw(lan: &Browser) {
    lan.press(&mark("withdraw")).await;
    has_focus(lan, "#withdrawal-title").await;
    lan.picture("53-withdrawal").await;
    // Escape leaves everything as it is, and the focus is where it was.
    lan.type_in(&mark("withdrawal-leave"), ESCAPE).await;
    lan.until("document.querySelectorAll('dialog[open]').length === 0")
        .await;
    has_focus(lan, &mark("withdraw")).await;
    lan.press(&mark("withdraw")).await;
    lan.press(&mark("withdrawal-send")).await;
    lan.see(&mark("withdrawn")).await;
    lan.show(&mark("my-contest")).await;
    lan.picture("54-withdrawn").await;
}

async fn erase(lan: &Browser) {
    lan.press(&mark("erase")).await;
    lan.type_in("#erase-password", "sai mật khẩu").await;
    lan.press(&mark("erasure-send")).await;
    lan.until("document.querySelector('#erase-password-error').innerText.length > 0")
        .await;
    lan.picture("55-erasure").await;
    lan.type_in("#erase-password", &format!("{SELECT_ALL}{PASSWORD}"))
        .await;
    lan.press(&mark("erasure-send")).await;
    lan.see(&mark("erased")).await;
    lan.see(&mark("sign-in-link")).await;
    lan.picture("56-erased").await;
}

async fn has_focus(browser: &Browser, css: &str) {
    let css = css.replace('"', "\\\"");
    browser
        .until(&format!(
            "document.activeElement && document.activeElement.matches(\"{css}\")"
        ))
        .await;
}
