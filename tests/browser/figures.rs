//! The figures of a round: its owner watches it, has the statistics made after the close, looks at a question, and opens
//! the report by unit.

use crate::chrome::{Browser, Driver, mark};
use crate::crowd::Crowd;
use crate::office::sign_in;
use crate::platform::{self, Platform};

const LAPTOP: (u32, u32) = (1280, 900);
const PHONE: (u32, u32) = (390, 844);
const HOUR_MS: i64 = 3_600_000;
/// Enough for figures to mean something.
const PEOPLE: usize = 22;

#[test]
fn a_round_is_watched_and_then_understood() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

/// Waits until a number of the monitor is this one.
async fn reads(browser: &Browser, test: &str, number: usize) {
    browser
        .until(&format!(
            "document.querySelector('[data-test={test}] dd')?.innerText === '{number}'"
        ))
        .await;
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let now = platform.now();
    let crowd = Crowd::gather(platform, &demo, "theo-doi", [now - 60_000, now + HOUR_MS]).await;
    let office = driver.browser("office-figures", LAPTOP, false).await;
    let small = driver.browser("small-figures", PHONE, true).await;
    for browser in [&office, &small] {
        sign_in(browser, platform, &demo).await;
    }
    let contest = format!("{}/console/contests/{}", platform.url, crowd.contest.id);
    office.open(&contest).await;
    office.press(&mark("monitor")).await;
    reads(&office, "starts", 0).await;

    for n in 0..PEOPLE {
        crowd.play(platform, n, 20 - n % 10).await;
    }
    // The page reads again by itself.
    reads(&office, "submissions", PEOPLE).await;
    reads(&office, "people", PEOPLE).await;
    reads(&office, "entrants", PEOPLE).await;
    office
        .until("document.querySelectorAll('[data-test=chart-submissions] tbody tr').length > 0")
        .await;
    office.picture("91-monitor").await;
    office.press(&mark("unit-empty")).await;
    office.type_in("[name=unit]", "khong co don vi nay\n").await;
    office
        .until("document.querySelectorAll('[data-test=unit-entries]').length === 0")
        .await;
    let round = format!("{}/console/rounds/{}", platform.url, crowd.round);
    small.open(&format!("{round}/monitor")).await;
    reads(&small, "submissions", PEOPLE).await;
    small.picture("91-monitor").await;
    small.show(&mark("monitor-units")).await;
    small.picture("92-monitor-units").await;

    // Without network the last numbers stay, with their time.
    office.expect_error("Failed to load resource");
    office.network(false).await;
    office.see(&mark("stale")).await;
    reads(&office, "submissions", PEOPLE).await;
    office.network(true).await;
    office.see(&mark("as-of")).await;

    platform.state.clock.advance(HOUR_MS + 10_000);
    office.press(&mark("tab-statistics")).await;
    office.press(&mark("make-statistics")).await;
    office.see(&mark("questions")).await;
    assert_eq!(office.text(&mark("statistics-people")).await, PEOPLE.to_string());
    office.picture("93-statistics").await;
    office.press(&mark("which-all")).await;
    office.see(&mark("questions")).await;
    office
        .run(
            "const select = document.querySelector('[data-test=question-order]');
            select.value = 'facility';
            select.dispatchEvent(new Event('change', { bubbles: true }));
            return null",
        )
        .await;
    office.press(&format!("{} a", mark("question"))).await;
    office.see(&format!("{}[data-key=true]", mark("option"))).await;
    office.picture("94-question").await;

    small.open(&format!("{round}/statistics")).await;
    small.see(&mark("questions")).await;
    small.picture("93-statistics").await;
    small.show(&mark("chart-points")).await;
    small.picture("95-distributions").await;
    small.press(&format!("{} a", mark("question"))).await;
    small.see(&mark("options")).await;
    small.picture("94-question").await;

    office.press(&mark("tab-round-units")).await;
    office.see(&mark("unit-line")).await;
    reads(&office, "unit-people", PEOPLE).await;
    office.picture("96-units").await;
    office.press(&format!("{} a", mark("unit-line"))).await;
    office.see(&mark("unit-up")).await;
    small.open(&format!("{round}/units")).await;
    small.see(&mark("unit-line")).await;
    small.picture("96-units").await;
    for browser in [office, small] {
        browser.close().await;
    }
}
