//! A screen in a hall, on televisions of every size: before the opening, while people take part, and after the result.

use crate::chrome::{Browser, Driver, mark};
use crate::crowd::Crowd;
use crate::platform::{self, Platform};
use contest_core::time::Day;
use serde_json::json;
use std::time::Duration;

const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
/// Longer than all pages take in turn.
const ALL_PAGES: Duration = Duration::from_secs(120);
const SLUG: &str = "hoi-truong";
/// Widths and heights: a small and a full HD television, one that stands, and 4K.
const TELEVISIONS: [(u32, u32); 4] = [(1280, 720), (1920, 1080), (1080, 1920), (3840, 2160)];

/// Phones, held upright and on their side. They show the same in one column, which is scrolled.
const PHONES: [(u32, u32); 3] = [(390, 844), (320, 568), (844, 390)];

/// Returns what is cut off on a phone.
const CUT_OFF_ON_A_PHONE: &str = "
    const told = [];
    const page = document.documentElement;
    if (page.scrollWidth > innerWidth) told.push(`the page is ${page.scrollWidth} wide`);
    const parts = 'main > section, .row:not([hidden]), h1, .organiser, .round, .digits, .who strong, .who small, .earned strong';
    for (const part of document.querySelectorAll(parts)) {
        const [high, wide] = [part.scrollHeight - part.clientHeight, part.scrollWidth - part.clientWidth];
        if (part.clientWidth && (high > 2 || wide > 2)) {
            told.push(`${part.localName}.${part.className} lacks ${wide} × ${high}`);
        }
    }
    return told;
";

/// Returns what stands before the title, or on a phone on its side before the way to take part.
const TOO_EARLY_ON_A_PHONE: &str = "
    const top = (part) => document.querySelector(part).getBoundingClientRect().top;
    const told = top('.now') < top('.about') ? ['the clock'] : [];
    if (innerWidth > innerHeight && top('.count') < top('.invitation')) told.push('the countdown');
    return told;
";

/// Returns what does not fit where it is shown, in full.
const CUT_OFF: &str = "
    const told = [];
    const page = document.documentElement;
    if (page.scrollWidth > innerWidth || page.scrollHeight > innerHeight) {
        told.push(`the page is ${page.scrollWidth} × ${page.scrollHeight}`);
    }
    for (const part of document.querySelectorAll('main > section, .row:not([hidden]), .count .digits')) {
        if (part.scrollHeight > part.clientHeight + 2) told.push(`${part.className} is ${part.scrollHeight} high`);
        if (part.scrollWidth > part.clientWidth + 2) told.push(`${part.className} is ${part.scrollWidth} wide`);
    }
    return told;
";

#[test]
fn a_screen_shows_a_contest_from_the_invitation_to_the_winners() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let now = platform.now();
    let crowd = Crowd::gather(platform, &demo, SLUG, [now + 2 * HOUR, now + 30 * HOUR]).await;
    let screen = driver.browser("screen", (1920, 1080), false).await;
    let address = format!("{}/thi/{SLUG}/man-hinh", platform.url);

    screen.open(&address).await;
    screen.see(&mark("code")).await;
    let left = screen.text(&mark("countdown")).await;
    assert!(
        left.contains("giờ") && left.contains("59"),
        "no seconds yet: {left}"
    );
    let invited = screen.text(&mark("screen-address")).await;
    assert!(invited.ends_with(&format!("/thi/{SLUG}")), "{invited}");
    pictures(&screen, "60-screen-before").await;
    // Nothing of the page belongs to a person, and nothing is fetched from elsewhere.
    assert_eq!(screen.run("return document.cookie").await, json!(""));
    let elsewhere = "return performance.getEntriesByType('resource').map(r => r.name)
        .filter(name => !name.startsWith(location.origin) && !name.startsWith('data:'))";
    assert_eq!(screen.run(elsewhere).await, json!([]));

    platform.state.clock.advance(2 * HOUR);
    screen.open(&format!("{address}?lang=en")).await;
    screen
        .until("document.querySelector('[data-test=screen-empty]').innerText.startsWith('Nobody')")
        .await;
    pictures(&screen, "61-screen-empty").await;
    assert_eq!(
        screen.run("return localStorage.getItem('thiluat.lang')").await,
        json!(null),
        "the screen's language is not the reader's"
    );
    screen.open(&address).await;
    moves(&screen, &crowd, platform).await;
    board_on_a_phone(driver, platform).await;
    in_a_room(&screen).await;

    platform.state.clock.advance(28 * HOUR + MINUTE);
    screen.open(&address).await;
    screen
        .until("document.querySelector('[data-test=screen-kind]').innerText === 'Tạm thời'")
        .await;
    let waits = screen.text(&mark("screen-count")).await;
    assert!(waits.contains("Đang chờ công bố kết quả"), "{waits}");
    crowd.settle(platform, &demo).await;
    screen.open(&address).await;
    screen.see(".winners").await;
    assert_eq!(screen.text(&mark("screen-kind")).await, "Chính thức");
    let first = screen.text(".row.line-0").await;
    assert!(
        first.contains("Giải Nhất") && first.contains("Minh D***"),
        "{first}"
    );
    pictures(&screen, "64-screen-winners").await;
    screen.close().await;
}

/// People appear on the board and glide to their new lines when somebody is better.
async fn moves(screen: &Browser, crowd: &Crowd, platform: &Platform) {
    crowd.play(platform, 0, 9).await;
    screen.see(".row.line-0:not([hidden])").await;
    let beside = screen.text(".row.line-0 .earned small").await;
    assert!(beside.matches(['/', ':']).count() == 4, "time and day: {beside}");
    pictures(screen, "62-screen-one").await;
    for (n, right) in [(1, 7), (2, 5)] {
        crowd.play(platform, n, right).await;
    }
    screen.see(".row.line-2:not([hidden])").await;
    // People and units take turns: the move must fall within one turn.
    for heading in ["Đơn vị", "Bảng"] {
        screen
            .until(&format!(
                "document.querySelector('[data-test=screen-stage]').innerText.startsWith('{heading}')"
            ))
            .await;
    }
    screen
        .run("document.querySelector('.row.line-0:not([hidden])').dataset.first = 'yes'")
        .await;
    crowd.play(platform, 3, 20).await;
    // The same element, so that it moves instead of being drawn again.
    screen
        .until(
            "document.querySelector('.row.line-0:not([hidden]) strong').innerText.endsWith('D***')
                && document.querySelector('.row.line-1:not([hidden])').dataset.first === 'yes'",
        )
        .await;
    for n in 4..30 {
        crowd.play(platform, n, n % 17).await;
    }
    // Two dozen people have three pages already.
    screen
        .until(
            "document.querySelector('[data-test=screen-page]').innerText.endsWith('/3')
                && document.querySelector('[data-test=screen-people]').innerText.startsWith('30')",
        )
        .await;
    pictures(screen, "63-screen-full").await;
    // The pages turn, and the units race.
    screen.see_within(ALL_PAGES, ".during.units").await;
    assert!(screen.count(".row:not([hidden]) .bar").await > 1);
    pictures(screen, "63-screen-units").await;
}

/// Where the moment of submission decides between equals, the board tells it.
async fn board_on_a_phone(driver: &Driver, platform: &Platform) {
    let reader = driver.browser("hall-board", (320, 640), true).await;
    reader
        .open(&format!("{}/bang-xep-hang/{SLUG}/1", platform.url))
        .await;
    reader.see(&mark("board-row")).await;
    let head = reader.text(&format!("{} thead", mark("board"))).await;
    assert!(head.contains("Nộp lúc"), "{head}");
    let rows = reader.texts(&mark("board-row")).await;
    let year = Day::in_viet_nam(platform.now()).year().to_string();
    assert!(rows.iter().all(|row| row.ends_with(&year)), "{rows:?}");
    reader.show(&mark("board")).await;
    reader.picture("63-board-by-submission").await;
    reader.close().await;
}

/// The pointer goes away, and a key fills the television.
async fn in_a_room(screen: &Browser) {
    screen
        .until("document.documentElement.hasAttribute('data-still')")
        .await;
    screen.type_in("body", "f").await;
    screen.until("document.fullscreenElement").await;
    assert_eq!(
        screen
            .run("return document.documentElement.hasAttribute('data-still')")
            .await,
        json!(false),
        "somebody is there"
    );
    screen.type_in("body", "f").await;
    screen.until("!document.fullscreenElement").await;
}

/// Takes a picture on every television, on each of which everything fits, and on phones, where nothing is cut off.
async fn pictures(screen: &Browser, step: &str) {
    for (width, height) in TELEVISIONS {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        screen.devtools("Emulation.setDeviceMetricsOverride", size).await;
        screen.until(&format!("innerWidth === {width}")).await;
        screen.picture(&format!("{step}-{width}")).await;
        assert_eq!(
            screen.run(CUT_OFF).await,
            json!([]),
            "{step} on {width} × {height}"
        );
    }
    for (width, height) in PHONES {
        let size = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
        screen.devtools("Emulation.setDeviceMetricsOverride", size).await;
        screen.until(&format!("innerWidth === {width}")).await;
        screen.picture(&format!("{step}-{width}")).await;
        assert_eq!(
            screen.run(CUT_OFF_ON_A_PHONE).await,
            json!([]),
            "{step} on a phone, {width} × {height}"
        );
        let early = screen.run(TOO_EARLY_ON_A_PHONE).await;
        assert_eq!(early, json!([]), "{step} on a phone, {width} × {height}");
    }
    screen
        .devtools("Emulation.clearDeviceMetricsOverride", json!({}))
        .await;
}
