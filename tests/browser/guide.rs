//! The way of `docs/huong-dan/tu-word-den-danh-sach-dat-giai.md`, walked by somebody who has never seen the platform: a
//! Word document with a slip becomes a bank, the form a contest, a phone's screen a paper, and an hour later the winners
//! are public. If a step changes, this fails before the guide is wrong.
//!
//! `scripts/huong-dan` takes the pictures of the guide on this way.

mod desk;
mod files;
mod palette;
mod pictures;
mod playing;
mod quotes;
mod settling;

use crate::chrome::{Browser, Driver, mark};
use crate::platform::{self, Platform};
use contest_core::time::{Day, VIET_NAM_MS};
use contest_core::wire::accounts::Role;

const CONSOLE: (u32, u32) = (1000, 1500);
const TELEVISION: (u32, u32) = (1280, 720);
const PHONE: (u32, u32) = (390, 844);
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// The address on the poster and on the screen.
const SETTINGS: &str = "public_url = \"http://thi.songxanh.example\"\n";
const TITLE: &str = "Tìm hiểu Luật Hôn nhân và gia đình";
const SLUG: &str = "tim-hieu-luat-hon-nhan-va-gia-dinh";
const SELECT_ALL: &str = "\u{E009}a\u{E000}";

#[test]
fn from_a_word_document_to_the_winners_within_an_hour() {
    let driver = Driver::start();
    platform::with_platform(SETTINGS, |platform| async move {
        Box::pin(story(&driver, &platform)).await;
    });
}

async fn story(driver: &Driver, platform: &Platform) {
    begin(platform);
    platform.staff(Role::Organiser, "bantochuc", "Ban tổ chức").await;
    platform.staff(Role::Judge, "giamkhao", "Giám khảo").await;

    let office = driver.browser("guide-office", CONSOLE, false).await;
    office.sign_in_to_console(&platform.url, "bantochuc").await;
    loads_questions(&office, platform).await;
    wait_until(platform, 10);
    let contest = makes_a_contest(&office, platform).await;
    wait_until(platform, 20);
    loads_units(&office, platform).await;
    publishes(&office).await;
    invites(driver, platform).await;

    wait_until(platform, 30);
    let people = playing::all_take_part(driver, platform).await;
    let [lan, _, mai] = &people;
    let helper = desk::finds_mai(driver, platform, &contest).await;
    desk::gives_a_code(&helper, platform, mai).await;
    desk::cannot_change_the_unit_yet(&helper).await;
    wait_until(platform, 50);
    settling::ends_early(&office, &contest).await;
    wait_until(platform, 53);
    desk::changes_the_unit(&helper, &contest).await;
    helper.close().await;
    settling::settles(driver, platform, lan).await;
    office.close().await;
    for browser in people {
        browser.close().await;
    }
}

/// Moves the clock of the server to the next morning, so that the whole hour lies ahead.
fn begin(platform: &Platform) {
    let ahead = 8 * 60 * MINUTE - of_day(platform);
    platform.state.clock.advance(ahead.rem_euclid(DAY));
}

/// Moves the clock on to this minute after eight, unless it is later already.
fn wait_until(platform: &Platform, minute: i64) {
    let ahead = (8 * 60 + minute) * MINUTE - of_day(platform);
    platform.state.clock.advance(ahead.max(0));
}

fn of_day(platform: &Platform) -> i64 {
    (platform.now().0 + VIET_NAM_MS).rem_euclid(DAY)
}

/// The value of a field for a time of the story's day.
fn today_at(platform: &Platform, time: &str) -> String {
    format!("{}T{time}", Day::in_viet_nam(platform.now()))
}

impl Browser {
    /// Replaces what is in a field of a form.
    async fn fill(&self, field: &str, text: &str) {
        let css = format!("[name='{field}']");
        self.press(&css).await;
        self.type_in(&css, &format!("{SELECT_ALL}{text}")).await;
    }

    /// Sets a field that has no letters to type: a moment or a choice.
    async fn set(&self, css: &str, value: &str) {
        self.see(css).await;
        let script = format!(
            "const field = document.querySelector(\"{css}\");
            field.value = '{value}';
            for (const kind of ['input', 'change']) field.dispatchEvent(new Event(kind, {{ bubbles: true }}));
            return field.value === '{value}'"
        );
        assert_eq!(self.run(&script).await, true, "{css} takes no {value}");
    }

    /// Chooses a file, also one that was chosen before and has been mended meanwhile.
    async fn choose_file(&self, platform: &Platform, name: &str, content: &[u8]) {
        let path = platform.folder.path().join(name);
        std::fs::write(&path, content).expect("a file");
        self.see("input[type=file]").await;
        self.run("document.querySelector('input[type=file]').value = ''; return null")
            .await;
        self.type_in("input[type=file]", &path.display().to_string())
            .await;
    }
}

/// The first document has a slip, which is named with its place; the mended one is loaded.
async fn loads_questions(office: &Browser, platform: &Platform) {
    let name = "cau-hoi-hon-nhan-gia-dinh.docx";
    office.press(&mark("nav-banks")).await;
    office.press(&mark("upload-bank")).await;
    office
        .choose_file(platform, name, &files::questions_with_a_slip())
        .await;
    office.see(&mark("bank-bad")).await;
    let told = office.text(&mark("issue")).await;
    assert!(told.contains("Câu 4") && told.contains("phương án E"), "{told}");
    office
        .illustrate("tep-word-co-loi", &[&mark("bank-bad"), &mark("issues")])
        .await;

    office.choose_file(platform, name, &files::questions()).await;
    office.see(&mark("bank-ok")).await;
    office.fill("title", "Luật Hôn nhân và gia đình").await;
    office.illustrate("ngan-hang-hop-le", &[&mark("bank-ok")]).await;
    office.press(&mark("bank-load")).await;
    office.see(&mark("bank-loaded")).await;
}

/// Fills in the form, whose other fields stay as they are. Returns the address of the contest's page.
async fn makes_a_contest(office: &Browser, platform: &Platform) -> String {
    office.press(&mark("nav-contests")).await;
    office.press(&mark("new-contest")).await;
    office.see(&mark("contest-form")).await;
    for (field, text) in [
        ("title", TITLE),
        ("organiser", "Ủy ban nhân dân phường Hòa Bình"),
        ("min_age", "14"),
        (
            "summary",
            "Dành cho người dân phường Hòa Bình. Mỗi người thi một lượt, 10 câu hỏi trong 10 phút.",
        ),
        ("judges", "giamkhao"),
        ("contact.phone", "0200 3000 000"),
        ("contact.desk", "Bộ phận Tư pháp – Hộ tịch"),
        ("contact.hours", "Trong thời gian thi"),
    ] {
        office.fill(field, text).await;
    }
    assert_eq!(office.value("[name=slug]").await, SLUG);
    office
        .illustrate(
            "thong-tin-chung",
            &[".card:has([name=title])", ".card:has([name='contact.phone'])"],
        )
        .await;

    for (field, time) in [("opens_at", "08:30"), ("closes_at", "09:00")] {
        let css = format!("[name='rounds.0.{field}']");
        office.set(&css, &today_at(platform, time)).await;
    }
    office
        .until("document.querySelectorAll(\"[name='rounds.0.bank'] option\").length > 1")
        .await;
    office
        .set("[name='rounds.0.bank']", "cau-hoi-hon-nhan-gia-dinh")
        .await;
    // The form begins with 20 questions, and says at once that this bank has fewer.
    office.see(&mark("shortage")).await;
    let section = "rounds.0.rules.blueprint.sections.0";
    office.fill(&format!("{section}.count"), "10").await;
    office
        .until("!document.querySelector('[data-test=shortage]')")
        .await;
    office.fill("rounds.0.rules.time_limit_s", "10").await;
    office
        .illustrate(
            "vong-thi",
            &[
                "[id='f-rounds-0']",
                ".group:has([name='rounds.0.rules.blueprint.sections.0.count'])",
            ],
        )
        .await;
    chooses_prizes(office).await;
    office.press(&mark("save")).await;
    office.see(&mark("publish")).await;
    let address = office.run("return location.href").await;
    address.as_str().expect("an address").to_owned()
}

/// Of the four usual prizes, two are kept.
async fn chooses_prizes(office: &Browser) {
    let prizes = ".group:has([name='rounds.0.rules.prizes.0.name'])";
    for _ in 0..2 {
        office
            .press(&format!("{prizes} tbody tr:nth-child(3) button"))
            .await;
    }
    for (n, quota, amount) in [(0, "1", "1000000"), (1, "1", "500000")] {
        office
            .fill(&format!("rounds.0.rules.prizes.{n}.quota"), quota)
            .await;
        office
            .fill(&format!("rounds.0.rules.prizes.{n}.amount_vnd"), amount)
            .await;
    }
    office
        .illustrate(
            "xep-hang-va-giai-thuong",
            &[".group:has([data-test='rounds.0.rules.chain'])", prizes],
        )
        .await;
}

async fn loads_units(office: &Browser, platform: &Platform) {
    office.press(&mark("tab-units")).await;
    office.choose_file(platform, "don-vi.xlsx", &files::units()).await;
    office.see(&mark("units-ok")).await;
    office.illustrate("don-vi", &[&mark("units-ok")]).await;
    office.press(&mark("units-load")).await;
    office.see(&mark("units-loaded")).await;
}

async fn publishes(office: &Browser) {
    office.press(&mark("tab-overview")).await;
    office.press(&mark("publish")).await;
    office.press(&mark("publish-confirm")).await;
    office.see(&mark("public-link")).await;
    office
        .illustrate("da-cong-bo", &[".note:has([data-test=public-link])"])
        .await;
}

/// The poster is a PDF, and the screen in the hall has the code that leads to the contest.
async fn invites(driver: &Driver, platform: &Platform) {
    let poster = format!("{}{}", platform.url, contest_core::wire::paths::poster(SLUG));
    let poster = reqwest::get(poster).await.expect("a response").bytes().await;
    assert!(poster.expect("a poster").starts_with(b"%PDF"));
    let hall = driver.browser("guide-hall", TELEVISION, false).await;
    hall.open(&format!("{}/thi/{SLUG}/man-hinh", platform.url)).await;
    hall.see(&mark("code")).await;
    hall.see(&mark("countdown")).await;
    hall.illustrate("man-hinh", &["body"]).await;
    hall.close().await;
}
