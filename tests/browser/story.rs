//! The whole story on a running server, in real browsers: the organiser uploads a bank and publishes, three people
//! take the paper on phone-sized screens, one loses the network in the middle, the board moves, the round closes, the
//! judge settles and downloads, and the spreadsheet has the right winners in the right order.
//!
//! It leaves its screenshots in `target/screenshots`.

mod chrome;
mod crowd;
mod desk;
mod devices;
mod devtools;
mod drafts;
mod figures;
mod forgotten;
mod forms;
mod gate;
mod guide;
mod lasting;
mod laws;
mod office;
mod own_data;
mod people;
mod platform;
mod practice;
mod rehearsal;
mod releases;
mod screen;
mod staff;
mod turns;
mod visitor;
mod waiting;
mod weeks;
mod workbench;

use chrome::{Browser, Driver, mark};
use contest_core::answers::{AnswerSheet, Answers};
use contest_core::questions::{Bank, OptionSet};
use contest_core::wire::accounts::Role;
use contest_core::wire::attempts::{OpenAttempt, SendSheet};
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use crowd::Caller;
use people::Person;
use platform::Platform;
use serde_json::{Value, json};

const PHONE: (u32, u32) = (390, 844);
const LAPTOP: (u32, u32) = (1280, 900);
const SLUG: &str = "hoa-giai-vien-gioi";

const UNITS: &str = "Mã đơn vị;Tên đơn vị;Mã đơn vị cấp trên\n\
    T;Tỉnh Sông Xanh;\nT01;Xã Bình Minh;T\nT02;Phường Hòa Bình;T\n";

/// Open for an hour from now. The ranking is all correct, then nearest prediction, then shortest duration.
const CONTEST: &str = r#"
slug = "hoa-giai-vien-gioi"
title = "Cuộc thi trực tuyến “Hòa giải viên giỏi” tỉnh Sông Xanh"
organiser = "Sở Tư pháp tỉnh Sông Xanh"
summary = "Tìm hiểu Luật Hòa giải ở cơ sở, dành cho mọi công dân từ đủ 14 tuổi."
min_age = 14
judges = ["giamkhao"]

[consent]

[contact]
phone = "0200 3000 000"

[[rounds]]
title = "Vòng 1"
opens_at = "OPENS"
closes_at = "CLOSES"
bank = "BANK"

[rounds.rules]
time_limit_s = 900
attempts = 2
chain = ["most_points", "nearest_prediction", "shortest_duration"]
prediction = { question = "Có bao nhiêu người dự thi vòng này?", target = "people" }
prizes = [
    { name = "Giải Nhất", quota = 1, amount_vnd = 2000000 },
    { name = "Giải Nhì", quota = 1, amount_vnd = 1000000 },
]
blueprint = { sections = [
    { difficulty = "easy", count = 4 },
    { difficulty = "medium", count = 4 },
    { difficulty = "hard", count = 2 },
] }
"#;

#[test]
fn the_whole_story() {
    let driver = Driver::start();
    platform::with_platform(
        "",
        |platform| async move { Box::pin(story(&driver, &platform)).await },
    );
}

async fn story(driver: &Driver, platform: &Platform) {
    platform.staff(Role::Organiser, "bantochuc", "Ban tổ chức").await;
    platform.staff(Role::Judge, "giamkhao", "Giám khảo").await;
    let bytes = std::fs::read(platform::sample_bank()).expect("the sample bank");
    let bank = question_banks::read("bank.json", &bytes).expect("the sample bank is right");

    let organiser = driver.browser("organiser", LAPTOP, false).await;
    prepare(&organiser, platform).await;

    let lan = driver.browser("lan", PHONE, true).await;
    let hung = driver.browser("hung", PHONE, true).await;
    let mai = driver.browser("mai", PHONE, true).await;
    take_part(platform, &bank, &lan, &hung, &mai).await;

    let spectator = driver.browser("spectator", (320, 640), true).await;
    watch_the_board(&spectator, &lan, platform).await;
    goes_to_what_counts(&hung, platform).await;
    belongs_to_somebody_else(&hung, &lan).await;

    // The hour is over.
    platform.state.clock.advance(3_700_000);
    lan.open(&format!("{}/thi/{SLUG}", platform.url)).await;
    lan.see("[data-test=phase].closed, [data-test=phase][data-phase=closed], [data-test=my-results]")
        .await;
    lan.picture("20-closed").await;

    let judge = driver.browser("judge", LAPTOP, false).await;
    settle(&judge, platform).await;
    read_winners(&judge).await;
    after_the_close(&spectator, &lan, &hung, platform).await;
    for browser in [organiser, lan, hung, mai, spectator, judge] {
        browser.close().await;
    }
}

/// Uploads a bank, creates the contest from a file, loads the units, publishes.
async fn prepare(organiser: &Browser, platform: &Platform) {
    organiser.sign_in_to_console(&platform.url, "bantochuc").await;
    organiser.press(&mark("nav-banks")).await;
    organiser.press(&mark("upload-bank")).await;
    organiser
        .type_in("input[type=file]", &platform::sample_bank().display().to_string())
        .await;
    organiser.see(&mark("bank-ok")).await;
    let bank = organiser.value(&mark("slug")).await;
    organiser.picture("01-bank-checked").await;
    organiser.press(&mark("bank-load")).await;
    organiser
        .see(&format!("{}, {}", mark("bank-loaded"), mark("bank-title")))
        .await;

    let moment = |millis: i64| {
        let day = contest_core::time::Day::in_viet_nam(contest_core::time::Millis(millis));
        let of_day = (millis + 7 * 3_600_000).rem_euclid(86_400_000) / 1_000;
        format!(
            "{day}T{:02}:{:02}:{:02}+07:00",
            of_day / 3_600,
            of_day / 60 % 60,
            of_day % 60
        )
    };
    let now = platform.now().0;
    let contest = CONTEST
        .replace("OPENS", &moment(now - 60_000))
        .replace("CLOSES", &moment(now + 3_600_000))
        .replace("BANK", &bank);
    let file = platform.file("cuoc-thi.toml", &contest);
    organiser.press(&mark("nav-contests")).await;
    organiser.press(&mark("upload-contest")).await;
    organiser
        .type_in("input[type=file]", &file.display().to_string())
        .await;
    organiser.see(&mark("draft")).await;
    organiser.picture("02-contest-draft").await;
    keep_as_it_is(organiser).await;
    organiser.press(&mark("tab-units")).await;
    let units = platform.file("don-vi.csv", UNITS);
    organiser
        .type_in("input[type=file]", &units.display().to_string())
        .await;
    organiser.see(&mark("units-ok")).await;
    organiser.press(&mark("units-load")).await;
    organiser.see(&mark("units-loaded")).await;
    organiser.press(&mark("tab-overview")).await;
    organiser.press(&mark("publish")).await;
    organiser.press(&mark("publish-confirm")).await;
    organiser.see(&mark("public-link")).await;
    organiser.picture("03-contest-published").await;
}

/// The form shows what was uploaded, and keeps what is chosen there.
async fn keep_as_it_is(organiser: &Browser) {
    const COUNTED: &str = "document.querySelector('select[id$=counted]')";
    for chosen in ["1", "0"] {
        let before = if chosen == "1" { "0" } else { "1" };
        organiser.press(&mark("edit")).await;
        organiser.see("select[id$=counted]").await;
        organiser.until(&format!("{COUNTED}.value === '{before}'")).await;
        organiser
            .run(&format!(
                "{COUNTED}.value = '{chosen}';
                {COUNTED}.dispatchEvent(new Event('change', {{bubbles: true}}));
                return null"
            ))
            .await;
        organiser.press(&mark("save")).await;
        organiser.see(&mark("draft")).await;
    }
}

/// Lan and Mai have everything right, and Mai's prediction is nearer. Hùng has six right and loses the network.
async fn take_part(platform: &Platform, bank: &Bank, lan: &Browser, hung: &Browser, mai: &Browser) {
    let url = &platform.url;
    lan.register(
        url,
        SLUG,
        &Person {
            name: "Nguyễn Thị Lan",
            phone: "0912 345 671",
        },
    )
    .await;
    lan.start().await;
    lan.answer_next(bank, 1, |_| true, 10).await;
    // Half a person is not fifteen.
    lan.type_in("[name=prediction]", "1.5").await;
    lan.until("document.querySelector('#prediction-error').innerText.includes('số nguyên')")
        .await;
    lan.type_in("[name=prediction]", "\u{E003}\u{E003}\u{E003}").await;
    lan.predict_and_submit("50").await;

    hung.register(
        url,
        SLUG,
        &Person {
            name: "Trần Văn Hùng",
            phone: "0912 345 672",
        },
    )
    .await;
    hung.start().await;
    hung.answer_next(bank, 1, |_| true, 3).await;
    hung.save_state("saved").await;
    hung.until(&kept("JSON.parse(text).acknowledged?.ack")).await;
    hung.network(false).await;
    hung.answer_next(bank, 4, |_| true, 6).await;
    hung.save_state("offline").await;
    hung.picture("13-offline").await;
    // Even a reload without network keeps the paper and the answers.
    hung.reload().await;
    hung.see(&mark("question")).await;
    hung.save_state("offline").await;
    hung.network(true).await;
    hung.save_state("saved").await;
    hung.answer_next(bank, 7, |_| false, 10).await;
    hung.predict_and_submit("3").await;
    assert_eq!(
        hung.text(&mark("score")).await.split_whitespace().next(),
        Some("6/10"),
        "what was answered offline counts"
    );
    plays_again(platform).await;

    mai.register(
        url,
        SLUG,
        &Person {
            name: "Lê Thị Mai",
            phone: "0912 345 673",
        },
    )
    .await;
    mai.start().await;
    mai.answer_next(bank, 1, |_| true, 10).await;
    mai.save_state("saved").await;
    // As if this phone had died here and the attempt had ended without it: the draft is not left behind.
    mai.until("window.name = JSON.stringify(Object.entries(localStorage))")
        .await;
    mai.predict_and_submit("4").await;
    mai.until("JSON.parse(window.name).map(([key, text]) => localStorage.setItem(key, text))")
        .await;
    // What the phone sends of the old draft is refused.
    for refused in [
        "/sheet - Failed to load resource: the server responded with a status of 409",
        "/paper - Failed to load resource: the server responded with a status of 409",
        "/submission - Failed to load resource: the server responded with a status of 422",
    ] {
        mai.expect_error(refused);
    }
    mai.open(&format!("{url}/thi/{SLUG}")).await;
    mai.see(&mark("result")).await;
    mai.until(&format!("!({})", kept("true"))).await;
}

/// Hùng's second attempt, on another device, is worse than his first.
async fn plays_again(platform: &Platform) {
    let hung = ("0912 345 672".to_owned(), platform::PASSWORD.to_owned());
    let hung = Caller::signed_in(platform, &hung).await;
    let contest: ContestView =
        serde_json::from_value(hung.get(&paths::contest(SLUG)).await).expect("a contest");
    let open = hung
        .post(&paths::attempts(contest.rounds[0].id), &Value::Null)
        .await;
    let open: OpenAttempt = serde_json::from_value(open).expect("a paper");
    let sheet = AnswerSheet {
        revision: 1,
        answers: Answers(vec![OptionSet::NONE; open.questions.len()]).encode(),
        prediction: Some(3),
    };
    let sheet = SendSheet::new(open.ticket, sheet);
    hung.post(&paths::submission(open.attempt), &json!(sheet)).await;
}

/// The page of the newest attempt says that another counts, and leads there.
async fn goes_to_what_counts(hung: &Browser, platform: &Platform) {
    hung.open(&format!("{}/lich-su", platform.url)).await;
    hung.press(&mark("history-row")).await;
    hung.see(&mark("not-counted")).await;
    hung.until("document.querySelector('[data-test=counted]').innerText.endsWith('Lượt 1')")
        .await;
    hung.picture("18-not-counted").await;
    hung.press(&mark("counted")).await;
    hung.until("document.querySelector('[data-test=score]')?.innerText.startsWith('6/10')")
        .await;
    hung.see(&mark("own-rank")).await;
    assert_eq!(hung.count(&mark("not-counted")).await, 0);
}

/// Whoever is led to another person's result is led on to their own account, not to try again.
async fn belongs_to_somebody_else(hung: &Browser, lan: &Browser) {
    let address = lan.run("return location.href").await;
    hung.expect_error("the server responded with a status of 403");
    hung.open(address.as_str().expect("an address")).await;
    hung.see(&mark("of-somebody-else")).await;
    hung.until("!document.querySelector('[data-test=failure]')").await;
    hung.picture("18-of-somebody-else").await;
    hung.until(
        "document.querySelector('[data-test=other-account]').getAttribute('href')
            .startsWith('/dang-nhap?tiep=%2Fket-qua%2F')",
    )
    .await;
}

/// Returns an expression for whether the device keeps a draft that meets this JavaScript condition.
fn kept(condition: &str) -> String {
    format!(
        "Object.entries(localStorage).some(([key, text]) => key.startsWith('thiluat.draft.') && {condition})"
    )
}

async fn watch_the_board(spectator: &Browser, lan: &Browser, platform: &Platform) {
    spectator.open(&format!("{}/thi/{SLUG}", platform.url)).await;
    spectator.press(&mark("board-link")).await;
    spectator
        .until("document.querySelectorAll('[data-test=\"board-row\"]').length === 3")
        .await;
    spectator.see(&mark("provisional")).await;
    let rows = spectator.texts(&mark("board-row")).await;
    assert!(rows[2].contains("Trần Văn H***"), "{rows:?}");
    assert!(
        rows.iter()
            .all(|row| !row.contains("Lan") && !row.contains("Mai")),
        "names are masked: {rows:?}"
    );
    spectator.show(&mark("board")).await;
    spectator.picture("16-board").await;
    lan.open(&format!("{}/thi/{SLUG}", platform.url)).await;
    lan.until("document.querySelector('[data-test=board-link]')?.innerText.includes('/3')")
        .await;
    lan.press(&mark("board-link")).await;
    lan.show(&mark("own-rank")).await;
    lan.picture("17-own-rank").await;
    // All three play for one unit, so the place in it is that among all.
    lan.open(&format!("{}/lich-su", platform.url)).await;
    lan.press(&mark("history-row")).await;
    lan.show(&mark("unit-rank")).await;
    let places = [
        lan.text(&mark("own-rank")).await,
        lan.text(&mark("unit-rank")).await,
    ];
    assert!(places[0].contains("/3"), "{places:?}");
    assert_eq!(places[0], places[1]);
    lan.until(
        "document.querySelector('[data-test=unit-rank]').parentElement.innerText.includes('Bình Minh')",
    )
    .await;
    lan.picture("18-place-in-unit").await;
}

async fn settle(judge: &Browser, platform: &Platform) {
    judge.sign_in_to_console(&platform.url, "giamkhao").await;
    judge.press(&mark("nav-contests")).await;
    judge.press(&format!("{} a", mark("contest"))).await;
    judge.press(&mark("results")).await;
    judge.press(&mark("settle")).await;
    judge.see(&mark("standings")).await;
    judge
        .until("document.querySelectorAll('[data-test=\"standing\"]').length === 3")
        .await;
    judge.picture("21-provisional").await;
    // Several contestants can be chosen for one decision; nobody is disqualified here.
    judge.press(&mark("pick")).await;
    judge.press(&mark("disqualify-selected")).await;
    judge.picture("21-disqualify").await;
    judge.press(&mark("disqualify-cancel")).await;
    judge.press(&mark("selection-clear")).await;
    judge.press(&mark("finalise")).await;
    let lists = judge.text(&mark("finalise-lists")).await;
    assert!(lists.contains("2 giải"), "{lists}");
    judge.press(&mark("finalise-confirm")).await;
    judge.see(&mark("error:verified")).await;
    judge.press(&mark("verified")).await;
    judge.picture("21-finalise").await;
    judge.press(&mark("finalise-confirm")).await;
    judge.see(&mark("published")).await;
    judge.picture("22-final").await;
}

/// The judge downloads the spreadsheet: Mai is before Lan, because her prediction is nearer, and nobody else is in it.
/// The file is made first, and is still offered after a reload.
async fn read_winners(judge: &Browser) {
    use calamine::{Data, Reader, Xlsx, open_workbook};
    judge.press(&mark("export-winners-xlsx")).await;
    judge.see(&mark("export-winners-file")).await;
    judge.reload().await;
    judge.press(&mark("export-winners-file")).await;
    let file = judge.downloaded("xlsx").await;
    let mut book: Xlsx<_> = open_workbook(&file).expect("a workbook");
    let sheet = book
        .worksheet_range_at(0)
        .expect("a sheet")
        .expect("a readable sheet");
    let text = |cell: &Data| cell.to_string();
    let rows: Vec<String> = sheet
        .rows()
        .map(|row| row.iter().map(text).collect::<Vec<_>>().join("|"))
        .collect();
    let winners: Vec<&String> = rows.iter().filter(|row| row.contains("Giải ")).collect();
    assert_eq!(winners.len(), 2, "{rows:#?}");
    assert!(
        winners[0].contains("Lê Thị Mai") && winners[0].contains("Giải Nhất"),
        "{rows:#?}"
    );
    assert!(
        winners[1].contains("Nguyễn Thị Lan") && winners[1].contains("Giải Nhì"),
        "{rows:#?}"
    );
    assert!(
        winners.iter().all(|row| row.contains("Xã Bình Minh")),
        "{rows:#?}"
    );
}

/// The public sees masked winners; a contestant sees the key and its legal basis.
async fn after_the_close(spectator: &Browser, lan: &Browser, hung: &Browser, platform: &Platform) {
    spectator.open(&format!("{}/thi/{SLUG}", platform.url)).await;
    spectator.press(&mark("board-link")).await;
    spectator
        .until("document.querySelectorAll('[data-test=\"winner-row\"]').length === 2")
        .await;
    let winners = spectator.texts(&mark("winner-row")).await;
    assert!(
        winners[0].contains("Lê Thị M***") && winners[1].contains("Nguyễn Thị L***"),
        "{winners:?}"
    );
    spectator.show(&mark("winners")).await;
    spectator.picture("23-winners").await;
    laws::load(platform).await;
    lan.open(&format!("{}/lich-su", platform.url)).await;
    lan.see(&mark("history-row")).await;
    lan.picture("24-history").await;
    lan.press(&mark("history-row")).await;
    is_told_why(lan).await;
    can_be_looked_up(spectator, lan, platform).await;
    lan.press(&mark("review")).await;
    lan.until("document.querySelectorAll('[data-test=\"reviewed\"]').length === 10")
        .await;
    assert!(lan.count(&mark("basis")).await > 0);
    lan.show(&mark("reviewed")).await;
    lan.picture("25-review").await;
    lan.see(&mark("none-wrong")).await;
    laws::are_read(lan).await;
    only_what_was_wrong(hung, platform).await;
}

/// Hùng looks only at the four questions that he had not right. The others are hidden, not removed.
async fn only_what_was_wrong(hung: &Browser, platform: &Platform) {
    goes_to_what_counts(hung, platform).await;
    hung.press(&mark("review")).await;
    hung.press(&mark("review-wrong")).await;
    let shown = "[...document.querySelectorAll('.reviewed')].filter(card => card.offsetParent).length";
    hung.until(&format!("{shown} === 4")).await;
    assert_eq!(hung.count(&mark("reviewed")).await, 10);
    assert!(hung.text(&mark("review-showing")).await.contains("4/10"));
    hung.show(&mark("review-wrong")).await;
    hung.picture("26-review-wrong").await;
}

/// Lan reads her place and her prize, and that Mai is before her because of the prediction.
async fn is_told_why(lan: &Browser) {
    lan.see(&mark("final-place")).await;
    let prize = lan.text(&mark("own-prize")).await;
    assert!(prize.contains("Giải Nhì"), "{prize}");
    lan.press(&format!("{} summary", mark("why"))).await;
    let neighbours = lan.texts(&mark("neighbour")).await;
    assert!(neighbours[0].contains("Lê Thị M***"), "{neighbours:?}");
    assert!(neighbours[0].contains("bạn dự đoán lệch"), "{neighbours:?}");
    assert!(neighbours[1].contains("Trần Văn H***"), "{neighbours:?}");
    assert!(lan.text(&mark("prediction-truth")).await.contains("Bạn dự đoán"));
    lan.show(&mark("final-place")).await;
    lan.picture("24-why").await;
}

/// Somebody who was told the code of Lan's receipt, and types it as people do, sees that it is genuine.
async fn can_be_looked_up(somebody: &Browser, lan: &Browser, platform: &Platform) {
    let code = lan.text(&mark("receipt-code")).await;
    somebody.open(&format!("{}/tra-cuu", platform.url)).await;
    somebody.press(&mark("look-up-send")).await;
    assert!(somebody.text(&mark("code-error")).await.contains("chưa nhập"));
    somebody
        .type_in("#code", &code.to_lowercase().replace('-', " "))
        .await;
    somebody.press(&mark("look-up-send")).await;
    somebody.see(&mark("receipt-check")).await;
    assert_eq!(somebody.text(&mark("checked-code")).await, code);
    assert!(somebody.text(&mark("verdict")).await.contains("Chữ ký hợp lệ"));
    somebody.picture("24-looked-up").await;
    somebody
        .expect_error("0000-0000-0001 - Failed to load resource: the server responded with a status of 404");
    somebody
        .open(&format!("{}/tra-cuu?ma=0000-0000-0001", platform.url))
        .await;
    somebody.see(&mark("unknown-receipt")).await;
}
