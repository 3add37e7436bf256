//! More people start than are let in. The phones wait, keep their queue positions over a reload and after leaving by
//! mistake, and begin by themselves with the whole time.

use crate::chrome::{Browser, Driver, mark};
use crate::people::Person;
use crate::platform::{self, PASSWORD, Platform};
use thiluat::admission::room::Arrival;

/// Lets in one person a second, so that a short queue lasts long enough to be looked at.
const SETTINGS: &str = "starts_per_second = 1\n";
/// People who pressed the button before.
const AHEAD: usize = 12;
/// People who signed in before: enough for 5 s at the pace with which calling begins, and for longer while every
/// position at the passwords' threads is taken.
const SIGNING_IN: usize = 100;

#[test]
fn a_start_and_a_sign_in_wait_until_they_are_called() {
    let driver = Driver::start();
    platform::with_platform(SETTINGS, |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let lan = driver.browser("lan-waiting", (390, 844), true).await;
    let hung = driver.browser("hung-waiting", (320, 640), true).await;
    let people = [
        (&lan, "Nguyễn Thị Lan", "0912 345 681"),
        (&hung, "Trần Văn Hùng", "0912 345 682"),
    ];
    for (browser, name, phone) in people {
        browser
            .register(&platform.url, &demo.slug, &Person { name, phone })
            .await;
    }

    for browser in [&lan, &hung] {
        // That somebody has to wait is a refusal.
        browser.expect_error("the server responded with a status of 503");
    }
    queue(platform, AHEAD, Door::Starts).await;
    lan.press(&mark("ready")).await;
    lan.press(&mark("start")).await;
    lan.see(&mark("waiting")).await;
    hung.press(&mark("language")).await;
    hung.press(&mark("ready")).await;
    hung.press(&mark("start")).await;
    hung.see(&mark("waiting")).await;
    lan.picture("30-waiting").await;
    hung.picture("30-waiting").await;

    // A reload keeps the queue position, and so does leaving by mistake.
    let before = ahead(&lan).await;
    lan.reload().await;
    assert!(ahead(&lan).await <= before, "the position is kept");
    let before = ahead(&hung).await;
    hung.press(&mark("leave-queue")).await;
    hung.press(&mark("ready")).await;
    hung.press(&mark("start")).await;
    assert!(ahead(&hung).await <= before, "the position is kept");

    for browser in [&lan, &hung] {
        browser.see(&mark("question")).await;
        let left = browser.text(&mark("timer")).await;
        assert!(left.contains("03:00") || left.contains("02:5"), "{left}");
    }

    sign_in(&lan, platform).await;
    for browser in [lan, hung] {
        browser.close().await;
    }
}

/// The form waits and is sent by itself, and keeps what was filled in.
async fn sign_in(lan: &Browser, platform: &Platform) {
    // One tap does not lead out of an attempt; every other page leads back into it.
    assert_eq!(lan.count(&mark("account")).await, 0);
    lan.open(&platform.url).await;
    let running = lan.text(&mark("running")).await;
    assert!(running.starts_with("Làm bài tiếp"), "{running}");
    lan.picture("32-running").await;
    lan.press(&mark("account")).await;
    lan.press(&mark("sign-out")).await;
    lan.see(&mark("sign-in-link")).await;
    lan.open(&format!("{}/dang-nhap", platform.url)).await;
    lan.type_in("[name=login]", "0912 345 681").await;
    lan.type_in("[name=password]", PASSWORD).await;
    let taken: Vec<_> = std::iter::from_fn(|| platform.state.passwords.reserve().ok()).collect();
    queue(platform, SIGNING_IN, Door::SignIns).await;
    lan.press(&mark("submit-sign-in")).await;
    lan.see(&mark("waiting")).await;
    lan.picture("31-sign-in-waiting").await;
    drop(taken);
    assert_eq!(lan.value("[name=login]").await, "0912 345 681");
    lan.see(&mark("account")).await;
}

enum Door {
    Starts,
    SignIns,
}

/// Puts people into a queue who never come back when they are called.
async fn queue(platform: &Platform, people: usize, door: Door) {
    let state = &platform.state;
    let room = match door {
        Door::Starts => &state.rooms.starts,
        Door::SignIns => &state.rooms.sign_ins,
    };
    for n in 0..people {
        let somebody = Arrival {
            person: &n.to_be_bytes(),
            at: platform.now(),
            position: None,
        };
        let entered = room.enter(&state.live, somebody, true);
        assert!(entered.await.is_err(), "a full server gives queue positions");
    }
}

/// Returns how many people are ahead, as the card shows.
async fn ahead(browser: &Browser) -> usize {
    let text = browser.text(&mark("ahead")).await;
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    // "Bạn là người tiếp theo"
    digits.parse().unwrap_or(0)
}
