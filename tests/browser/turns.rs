//! What happens to attempts besides being worked on and submitted: wrong clocks, the back button, a submission without
//! network, a round that ends early, and no attempt left. None of it may lose an answer or lead to a dead end.

use crate::chrome::{Browser, Driver, mark};
use crate::people::Person;
use crate::platform::{self, Platform};
use contest_core::wire::paths::PREFIX;
use serde_json::json;
use thiluat::demo::Demo;

const PHONE: (u32, u32) = (390, 844);
/// The first round of the demo that can be played gives three minutes.
const LIMIT: &str = "3:00";

const LAN: Person<'_> = Person {
    name: "Nguyễn Thị Lan",
    phone: "0912 345 711",
};
const HUNG: Person<'_> = Person {
    name: "Trần Văn Hùng",
    phone: "0912 345 712",
};

#[test]
fn a_clock_that_is_an_hour_wrong_changes_nothing() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
        for (name, hours, person) in [("ahead", 1, LAN), ("behind", -1, HUNG)] {
            let phone = driver.browser(name, PHONE, true).await;
            phone.set_clock_ahead(hours).await;
            Box::pin(with_wrong_clock(&phone, &platform, &demo, &person)).await;
            phone.close().await;
        }
    });
}

async fn with_wrong_clock(phone: &Browser, platform: &Platform, demo: &Demo, person: &Person<'_>) {
    phone.register(&platform.url, &demo.slug, person).await;
    phone.start().await;
    let left = phone.text(&mark("timer")).await;
    let left = left.split_whitespace().last().unwrap_or_default();
    assert!(
        left.trim_start_matches('0') <= LIMIT && left.trim_start_matches('0') > "2:00",
        "{left}"
    );
    phone.choose(1, 1).await;
    phone.sync().await;
    phone.until("navigator.serviceWorker.controller").await;

    // Without network, nobody tells the time but the device and what it remembers.
    phone.network(false).await;
    phone.reload().await;
    phone.chosen(1, 1).await;
    phone.choose(2, 2).await;
    phone.save_state("offline").await;
    phone.network(true).await;
    phone.sync().await;
    phone.press(&mark("submit")).await;
    phone.press(&mark("confirm-submit")).await;
    phone.see(&mark("receipt-code")).await;
}

#[test]
fn an_attempt_survives_every_turn() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
        let phone = driver.browser("turns", PHONE, true).await;
        phone.register(&platform.url, &demo.slug, &LAN).await;
        submit_without_network(&phone).await;
        go_back_and_forth(&phone, &demo).await;
        use_up_all_attempts(&phone, &platform, &demo).await;
        let second = driver.browser("second", PHONE, true).await;
        let staff = driver.browser("organiser", (1280, 900), false).await;
        Box::pin(end_early(&phone, &second, &staff, &platform, &demo)).await;
        for browser in [phone, second, staff] {
            browser.close().await;
        }
    });
}

/// A submission without network says that it waits, lets nothing be changed, and arrives by itself.
async fn submit_without_network(phone: &Browser) {
    phone.start().await;
    phone.choose(1, 1).await;
    phone.sync().await;
    phone.network(false).await;
    phone.choose(2, 1).await;
    phone.press(&mark("open-overview")).await;
    phone.press(&mark("submit")).await;
    phone.press(&mark("confirm-submit")).await;
    phone.see(&mark("submit-state")).await;
    assert_eq!(phone.count(&mark("submit")).await, 0);
    phone.press(&mark("overview-cell")).await;
    phone.see("fieldset[data-test=question]:disabled").await;
    phone.picture("60-submitted-offline").await;
    phone.network(true).await;
    phone.see(&mark("receipt-code")).await;
}

/// Back from the result is the contest, whether or not the browser has kept its page alive, and forward is the result.
async fn go_back_and_forth(phone: &Browser, demo: &Demo) {
    phone.go_back().await;
    phone
        .until(&format!(
            "location.pathname === {}",
            json!(format!("/thi/{}", demo.slug))
        ))
        .await;
    phone.see(&mark("rules")).await;
    for gone in ["question", "overview", "no-open-attempt"] {
        assert_eq!(phone.count(&mark(gone)).await, 0, "{gone}");
    }
    phone.see(&mark("ready")).await;
    // A browser under a driver keeps no page alive. One that does shows the page as it was left, under another address.
    phone
        .run(
            "history.replaceState(null, '', '/');
            dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}));",
        )
        .await;
    phone.see(&mark("contest")).await;
    phone.go_forward().await;
    phone.see(&mark("receipt-code")).await;
}

/// Who has used all attempts is told so and finds the results.
async fn use_up_all_attempts(phone: &Browser, platform: &Platform, demo: &Demo) {
    let contest = format!("{}/thi/{}", platform.url, demo.slug);
    phone.open(&contest).await;
    let used = phone
        .run(&format!(
            "const send = (method, path, body) => fetch('{PREFIX}' + path,
                {{method, headers: {{'content-type': 'application/json'}}, body: body && JSON.stringify(body)}});
            const {{rounds, now}} = await (await send('GET', '/contests/{}')).json();
            const round = rounds.find((round) => round.rules.attempts && round.opens_at <= now && now < round.closes_at);
            for (let turn = 0; turn < round.rules.attempts; turn++) {{
                const open = await (await send('POST', `/rounds/${{round.id}}/attempts`)).json();
                const sheet = {{ticket: open.ticket, revision: 1, answers: '0'.repeat(open.questions.length), prediction: 7}};
                const sent = await send('POST', `/attempts/${{open.attempt}}/submission`, sheet);
                if (!sent.ok) throw await sent.text();
            }}
            return round.rules.attempts;",
            demo.slug
        ))
        .await;
    phone.open(&contest).await;
    phone.press("[data-test=round][data-number=\"1\"] summary").await;
    let told = phone.text(&mark("no-attempts")).await;
    assert!(told.contains(&used.to_string()), "{told}");
    phone.show(&mark("no-attempts")).await;
    phone.picture("61-no-attempts").await;
    phone.press(&mark("my-results")).await;
    phone.see(&mark("history-row")).await;
}

/// A round that the organiser ends early ends its attempts with what is saved, and says so. Another phone of the person
/// finds the attempt while it runs.
async fn end_early(phone: &Browser, second: &Browser, staff: &Browser, platform: &Platform, demo: &Demo) {
    phone.open(&format!("{}/thi/{}", platform.url, demo.slug)).await;
    phone.start().await;
    phone.choose(1, 1).await;
    phone.sync().await;

    second.sign_in(&platform.url, LAN.phone).await;
    second.open(&platform.url).await;
    second.see(&mark("running")).await;
    second.picture("62-running-elsewhere").await;
    second.press(&mark("running")).await;
    second.chosen(1, 1).await;

    let (login, password) = demo.accounts.first().expect("an organiser");
    staff.open(&format!("{}/console/", platform.url)).await;
    let closes_at = platform.now().0 + 1_000;
    staff
        .run(&format!(
            "const send = (method, path, body) => fetch('{PREFIX}' + path,
                {{method, headers: {{'content-type': 'application/json'}}, body: body && JSON.stringify(body)}});
            await send('POST', '/session', {{login: {}, password: {}}});
            const {{rounds}} = await (await send('GET', '/contests/{}')).json();
            const round = rounds.reduce((one, other) => one.closes_at < other.closes_at ? one : other);
            const moment = (ms) => new Date(ms).toISOString();
            const window = {{opens_at: moment(round.opens_at), closes_at: moment({closes_at})}};
            const moved = await send('PATCH', `/staff/rounds/${{round.id}}/window`, window);
            if (!moved.ok) throw await moved.text();",
            json!(login),
            json!(password),
            demo.slug
        ))
        .await;
    platform.state.clock.advance(60_000);
    // The next save brings the news, and what came too late is kept for the judges.
    // The server doubts a clock that jumps, and answers 503 until it is sure.
    for refused in ["status of 409", "status of 422", "status of 503"] {
        phone.expect_error(refused);
        second.expect_error(refused);
    }
    phone.choose(2, 2).await;
    phone.press(&mark("open-overview")).await;
    phone.see(&mark("result")).await;
    phone.picture("63-ended-early").await;
    phone.press(&mark("back-to-contest")).await;
    phone.press("[data-test=round][data-number=\"2\"] summary").await;
    phone.see(&mark("closed")).await;
}
