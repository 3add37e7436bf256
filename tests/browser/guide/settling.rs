//! The round ends before its time, the judge settles it, and the winners are public.

use super::{CONSOLE, PHONE, SLUG};
use crate::chrome::{Browser, Driver, mark};
use crate::platform::Platform;
use calamine::{Reader, Xlsx, open_workbook};

/// Everybody has submitted, so the close is moved ahead.
pub(super) async fn ends_early(office: &Browser, contest: &str) {
    office.open(contest).await;
    office.press(&mark("move-window")).await;
    office.see("dialog[open] [name=closes_at]").await;
    let closes = office.value("dialog[open] [name=closes_at]").await;
    let sooner = closes.replace("T09:00", "T08:52");
    assert_ne!(sooner, closes);
    office.set("dialog[open] [name=closes_at]", &sooner).await;
    office.press(&mark("window-next-confirm")).await;
    let meaning = office.text(&mark("window-meaning")).await;
    assert!(meaning.contains("không có ai đang làm bài"), "{meaning}");
    office.illustrate("ket-thuc-som", &["dialog[open]"]).await;
    office.press(&mark("window-confirm")).await;
    office.until("!document.querySelector('dialog[open]')").await;
}

pub(super) async fn settles(driver: &Driver, platform: &Platform, lan: &Browser) {
    let judge = driver.browser("guide-judge", CONSOLE, false).await;
    judge.sign_in_to_console(&platform.url, "giamkhao").await;
    judge.press(&mark("nav-contests")).await;
    judge.press(&format!("{} a", mark("contest"))).await;
    judge.press(&mark("results")).await;
    judge.press(&mark("settle")).await;
    judge
        .until("document.querySelectorAll('[data-test=standing]').length === 3")
        .await;
    judge
        .illustrate("ket-qua-tam-thoi", &["section:has([data-test=standings])"])
        .await;
    on_a_phone(driver, platform, &judge).await;
    disqualifies(&judge).await;
    finalises(&judge).await;
    downloads(&judge).await;
    judge.close().await;
    is_public(lan, platform).await;
}

/// Another judge has only a phone at hand to look at the same.
async fn on_a_phone(driver: &Driver, platform: &Platform, judge: &Browser) {
    let address = judge.run("return location.href").await;
    let small = driver.browser("guide-judge-on-a-phone", PHONE, true).await;
    small.sign_in_to_console(&platform.url, "giamkhao").await;
    small.open(address.as_str().expect("an address")).await;
    small.see(&mark("standings")).await;
    small.show(&mark("standings")).await;
    small.picture("guide-standings").await;
    small.close().await;
}

/// Hùng was first, but helped to make the questions. Lan takes his place.
async fn disqualifies(judge: &Browser) {
    judge
        .press("[aria-label='Loại Trần Văn Hùng khỏi kết quả']")
        .await;
    judge
        .type_in(
            "dialog[open] #f-reason",
            "Thành viên Tổ biên soạn câu hỏi không thuộc đối tượng dự thi (khoản 2 Điều 3 Thể lệ).",
        )
        .await;
    judge.illustrate("loai-thi-sinh", &["dialog[open]"]).await;
    judge.press(&mark("disqualify-confirm")).await;
    judge.see(&mark("disqualified")).await;
    judge
        .until(
            "[...document.querySelectorAll('[data-winner=true]')].map(row => row.innerText)
                .join().match(/Lan.*Giải Nhất.*Mai.*Giải Nhì/s)",
        )
        .await;
}

async fn finalises(judge: &Browser) {
    judge.press(&mark("finalise")).await;
    judge.press(&mark("verified")).await;
    judge.illustrate("cong-bo-chinh-thuc", &["dialog[open]"]).await;
    judge.press(&mark("finalise-confirm")).await;
    judge.see(&mark("published")).await;
}

async fn downloads(judge: &Browser) {
    judge.press(&mark("export-winners-xlsx")).await;
    judge.press(&mark("export-winners-file")).await;
    let file = judge.downloaded("xlsx").await;
    let mut book: Xlsx<_> = open_workbook(&file).expect("a workbook");
    let sheet = book.worksheet_range_at(0).expect("a sheet").expect("readable");
    let rows = sheet
        .rows()
        .map(|row| row.iter().map(ToString::to_string).collect::<String>());
    let winners: Vec<String> = rows.filter(|row| row.contains("Giải ")).collect();
    assert_eq!(winners.len(), 2, "{winners:?}");
    assert!(winners[0].contains("Nguyễn Thị Lan") && winners[1].contains("Lê Thị Mai"));
}

/// The names are masked; only who is meant knows more.
async fn is_public(lan: &Browser, platform: &Platform) {
    lan.open(&format!("{}/thi/{SLUG}", platform.url)).await;
    lan.press(&mark("board-link")).await;
    lan.until("document.querySelectorAll('[data-test=winner-row]').length === 2")
        .await;
    let winners = lan.texts(&mark("winner-row")).await;
    assert!(
        winners[0].contains("Nguyễn Thị L***") && winners[1].contains("Lê Thị M***"),
        "{winners:?}"
    );
    // As the desk has corrected it.
    assert!(winners[1].contains("Trường"), "{winners:?}");
    lan.illustrate("danh-sach-dat-giai", &["h1", &mark("winners")])
        .await;
}
