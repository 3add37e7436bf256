//! A screen runs for weeks: half a day passes in a minute, while the board changes and the server is away, and the page is
//! no larger afterwards. It also loads the new release by itself.

use crate::chrome::{Browser, Driver, mark};
use crate::crowd::Crowd;
use crate::gate::{self, Gate};
use crate::platform::{self, Platform};
use serde_json::json;
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How much faster time passes for the page and the server.
const SPEED: i64 = 600;
const HOUR: i64 = 3_600_000;
const SLUG: &str = "ca-tuan";
/// People on the board from the beginning, so that its size differs little later.
const PEOPLE: usize = 60;
/// What the page may grow by between the first and the last hour. The clock ticks ten thousand times meanwhile: a leak of a
/// hundred bytes in each tick is a megabyte.
const HEAP: f64 = 500_000.0;
const PROGRAM: f64 = 65_536.0;
const NODES: f64 = 40.0;
const LISTENERS: f64 = 4.0;

/// Makes the page's clocks and its ticking faster; the limit for requests stays, because the network is as slow as ever.
/// Also keeps the memory of the program, which the heap of the browser does not count.
const FASTER: &str = "(() => {
    const speed = SPEED, date = Date.now.bind(Date), began = date();
    const moment = performance.now.bind(performance), interval = setInterval.bind(window);
    performance.now = () => moment() * speed;
    Date.now = () => began + (date() - began) * speed;
    window.setInterval = (act, ms, ...more) => interval(act, ms / speed, ...more);
    for (const name of ['instantiate', 'instantiateStreaming']) {
        const made = WebAssembly[name].bind(WebAssembly);
        WebAssembly[name] = (...all) => made(...all).then((whole) => {
            window.program = (whole.instance ?? whole).exports.memory;
            return whole;
        });
    }
})()";

#[test]
fn a_screen_that_runs_for_half_a_day_is_as_small_as_before() {
    let driver = Driver::start();
    platform::with_platform("", |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    let demo = thiluat::demo::prepare(&platform.state).await.expect("a contest");
    let now = platform.now();
    let crowd = Crowd::gather(platform, &demo, SLUG, [now - HOUR, now + 24 * 14 * HOUR]).await;
    for n in 0..PEOPLE {
        crowd.play(platform, n, n % 19).await;
    }
    let (address, gate) = gate::open(&platform.url).await;
    let screen = driver.browser("weeks", (1920, 1080), false).await;
    // A server that is away leaves its traces in the console.
    screen.expect_error("Failed to load resource");
    screen
        .before_every_page(&FASTER.replace("SPEED", &SPEED.to_string()))
        .await;
    screen.devtools("Performance.enable", json!({})).await;

    let clock = platform.state.clock.clone();
    let over = Rc::new(Cell::new(false));
    let is_over = over.clone();
    let passing = actix_web::rt::spawn(async move {
        let (began, mut passed) = (Instant::now(), 0);
        while !is_over.get() {
            tokio::time::sleep(Duration::from_millis(5)).await;
            let due = began.elapsed().as_millis() as i64 * (SPEED - 1);
            clock.advance(due - passed);
            passed = due;
        }
    });
    screen.open(&format!("{address}/thi/{SLUG}/man-hinh")).await;
    screen.see(".row.line-0:not([hidden])").await;
    let mut more = PEOPLE;
    until_hour(&screen, 1, &crowd, platform, &mut more).await;
    let first = Size::of(&screen).await;
    let counted = screen.text(&mark("screen-people")).await;
    until_hour(&screen, 3, &crowd, platform, &mut more).await;
    goes_away(&screen, &gate, Gate::Shut).await;
    until_hour(&screen, 6, &crowd, platform, &mut more).await;
    goes_away(&screen, &gate, Gate::Busy).await;
    until_hour(&screen, 12, &crowd, platform, &mut more).await;
    let last = Size::of(&screen).await;
    let now = screen.text(&mark("screen-people")).await;
    assert!(
        now != counted && more > PEOPLE + 10,
        "the board has changed: {now}"
    );
    eprintln!("after one hour: {first:?}\nafter twelve: {last:?}");
    for (what, before, after, allowed) in [
        ("heap", first.heap, last.heap, HEAP),
        ("program", first.program, last.program, PROGRAM),
        ("nodes", first.nodes, last.nodes, NODES),
        ("listeners", first.listeners, last.listeners, LISTENERS),
    ] {
        assert!(after - before <= allowed, "{what}: {before} has become {after}");
    }

    // The page notices that the server has another release than the one it runs, loads it, and stays.
    screen
        .run("document.querySelector('script[src]').setAttribute('src', '/assets/screen-000000000000.js')")
        .await;
    screen.run("window.isOld = true").await;
    screen
        .until("!window.isOld && document.querySelector('.row')")
        .await;
    screen.see(".row.line-0:not([hidden])").await;
    screen.run("window.isNew = true").await;
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(
        screen.run("return window.isNew").await,
        json!(true),
        "it does not load again"
    );
    over.set(true);
    passing.await.expect("time has passed");
    screen.close().await;
}

/// Waits for an hour since the page was opened, in which people take part.
async fn until_hour(screen: &Browser, hour: i64, crowd: &Crowd, platform: &Platform, more: &mut usize) {
    let passed = "return performance.now()";
    while screen.run(passed).await.as_f64().unwrap_or_default() < (hour * HOUR) as f64 {
        crowd.play(platform, *more, *more % 20).await;
        *more += 1;
        tokio::time::sleep(Duration::from_millis(300)).await;
    }
}

/// While the server is away, the last board stays and says how old it is; then all is as before.
async fn goes_away(screen: &Browser, gate: &tokio::sync::watch::Sender<Gate>, how: Gate) {
    gate.send_replace(how);
    screen
        .until("document.querySelector('[data-test=screen-state]').innerText.includes('Cập nhật lúc')")
        .await;
    assert!(screen.count(".row:not([hidden])").await > 1);
    screen.picture(&format!("65-screen-{how:?}")).await;
    gate.send_replace(Gate::Open);
    screen
        .until("document.querySelector('[data-test=screen-state]').innerText === ''")
        .await;
}

/// How large a page is, after everything that is not needed was thrown away.
#[derive(Debug)]
struct Size {
    heap: f64,
    /// The memory of the WebAssembly program, which never shrinks.
    program: f64,
    nodes: f64,
    listeners: f64,
}

impl Size {
    async fn of(screen: &Browser) -> Size {
        for _ in 0..2 {
            screen.devtools("HeapProfiler.collectGarbage", json!({})).await;
        }
        let told = screen.devtools("Performance.getMetrics", json!({})).await;
        let metrics = told["metrics"].as_array().expect("metrics");
        let metric = |name: &str| {
            let found = metrics.iter().find(|metric| metric["name"] == name);
            found
                .and_then(|metric| metric["value"].as_f64())
                .expect("a number")
        };
        let program = screen.run("return window.program.buffer.byteLength").await;
        Size {
            heap: metric("JSHeapUsedSize"),
            program: program.as_f64().expect("a number"),
            nodes: metric("Nodes"),
            listeners: metric("JSEventListeners"),
        }
    }
}
