//! Exports: complete, readable by spreadsheets, safe to open, and honest about what is not final.

use crate::both;
use crate::common::contest::{Arranged, MINUTE, rules};
use crate::common::{Reply, TestApp, Visitor};
use crate::crowd::{Play, Player, crowd};
use calamine::{Data, DataType, Reader, Xlsx};
use contest_core::ids::RoundId;
use contest_core::rounds::{Prediction, PredictionTarget, RoundRules};
use contest_core::ranking::TieBreak;
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::results::{Disqualify, RoundResults, Settlement};
use contest_core::wire::staff::AuditLog;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Cursor;

const BANNER: &str = "BẢN TẠM TÍNH – CHƯA PHẢI KẾT QUẢ CHÍNH THỨC";

async fn download(visitor: &Visitor, round: RoundId, file: &str) -> Reply {
    visitor.get(&format!("/staff/rounds/{round}/exports/{file}")).await
}

async fn settle(judge: &Visitor, round: RoundId) -> Settlement {
    let results: RoundResults = judge.post(&format!("/staff/rounds/{round}/settlement"), &()).await.ok();
    results.settlement.expect("a settlement")
}

async fn finalise(judge: &Visitor, round: RoundId) {
    judge.post(&format!("/staff/rounds/{round}/settlement/final"), &()).await.ok::<RoundResults>();
}

/// A CSV file as a reader sees it: every record, banner and headings included.
fn csv_records(reply: &Reply) -> Vec<Vec<String>> {
    assert!(reply.status.is_success(), "{}", reply.text());
    let text = reply.body.strip_prefix(b"\xEF\xBB\xBF").expect("a byte order mark");
    assert!(!text.starts_with(b"\xEF\xBB\xBF"), "one is enough");
    // Not flexible: every record must have the same number of fields.
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader.records().map(|record| record.expect("RFC 4180").iter().map(String::from).collect()).collect()
}

fn xlsx(reply: &Reply) -> Xlsx<Cursor<Vec<u8>>> {
    assert!(reply.status.is_success(), "{}", reply.text());
    calamine::open_workbook_from_rs(Cursor::new(reply.body.clone())).expect("an XLSX file")
}

/// The first sheet.
fn sheet(reply: &Reply) -> Vec<Vec<Data>> {
    let mut book = xlsx(reply);
    let range = book.worksheet_range_at(0).expect("a sheet").expect("a range");
    range.rows().map(<[Data]>::to_vec).collect()
}

fn column(headings: &[String], name: &str) -> usize {
    headings.iter().position(|heading| heading == name).unwrap_or_else(|| panic!("no column {name}: {headings:?}"))
}

fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

fn file_name(reply: &Reply) -> &str {
    reply.headers["content-disposition"].to_str().expect("ASCII")
}

fn many(count: usize) -> Vec<Player> {
    let play = |n: usize| Play::of((n % 11) as u16, 10_000 + (n * 7_919 % 5_000) as i64).guessing(n as i64);
    let one = |n: usize| {
        let attempts: Vec<Play> = (0..=n % 3).map(|extra| play(n + extra)).collect();
        Player::new(&format!("Nguyễn Thị Phượng Ước {n}"), &attempts)
    };
    (0..count).map(one).collect()
}

both!(nothing_is_missing_however_many_there_are, |app: TestApp| async move {
    // More than a page of attempts, of standings, and of rows in one insertion.
    const PEOPLE: usize = 4_100;
    let prediction =
        Prediction { question: "Bao nhiêu?".into(), target: PredictionTarget::Attempts, before_disqualification: true };
    let chain = vec![TieBreak::MostPoints, TieBreak::NearestPrediction, TieBreak::Lot];
    let arranged = app.arrange(RoundRules { chain, prediction: Some(prediction), ..rules() }).await;
    let players = many(PEOPLE);
    let attempts: usize = players.iter().map(|player| player.attempts.len()).sum();
    let known = crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, arranged.round).await;
    let body = Disqualify { account: known[9].0, reason: "Thi hộ người khác".into() };
    let exclusion = format!("/staff/rounds/{}/disqualifications", arranged.round);
    let results: RoundResults = judge.post(&exclusion, &body).await.ok();
    let settlement = results.settlement.expect("a settlement");
    assert_eq!(settlement.prediction.map(|frozen| frozen.value), Some(attempts as i64));

    let ranking = csv_records(&download(&judge, arranged.round, "ranking.csv").await);
    check_ranking(&ranking, PEOPLE);
    assert_eq!(hash_of(&arranged, &settlement, &ranking[2..]), settlement.hash, "anybody can check the hash");
    let book = sheet(&download(&judge, arranged.round, "ranking.xlsx").await);
    assert_eq!(book.len(), ranking.len());
    let (name, id) = (column(&ranking[1], "Họ và tên"), column(&ranking[1], "Mã lượt thi"));
    for (in_csv, in_xlsx) in ranking.iter().zip(&book).skip(1) {
        let in_xlsx = texts(in_xlsx);
        assert_eq!((&in_csv[name], &in_csv[id]), (&in_xlsx[name], &in_xlsx[id]));
    }

    let listed = csv_records(&download(&judge, arranged.round, "attempts.csv").await);
    assert_eq!(listed.len(), attempts + 2);
    let id = column(&listed[1], "Mã lượt thi");
    let exported: BTreeSet<String> = listed[2..].iter().map(|row| row[id].clone()).collect();
    let recorded: BTreeSet<String> = known.iter().flat_map(|(_, ids)| ids).map(ToString::to_string).collect();
    assert_eq!(exported, recorded, "every attempt once");
    let counts = column(&listed[1], "Lượt được tính");
    assert_eq!(listed[2..].iter().filter(|row| row[counts] == "Có").count(), PEOPLE);
    let counted: BTreeSet<&String> =
        listed[2..].iter().filter(|row| row[counts] == "Có").map(|row| &row[id]).collect();
    let ranked_id = column(&ranking[1], "Mã lượt thi");
    assert_eq!(counted, ranking[2..].iter().map(|row| &row[ranked_id]).collect());
    assert_eq!(sheet(&download(&judge, arranged.round, "attempts.xlsx").await).len(), attempts + 2);
});

fn check_ranking(records: &[Vec<String>], people: usize) {
    assert_eq!(records[0][0], BANNER);
    assert_eq!(records.len(), people + 2);
    let (rows, headings) = (&records[2..], &records[1]);
    let (position, place, points) = (column(headings, "STT"), column(headings, "Hạng"), column(headings, "Điểm"));
    let places: Vec<u32> = rows.iter().filter_map(|row| row[place].parse().ok()).collect();
    assert_eq!(places, (1..people as u32).collect::<Vec<u32>>(), "one is out");
    let positions: Vec<usize> = rows.iter().map(|row| row[position].parse().expect("a number")).collect();
    assert_eq!(positions, (1..=people).collect::<Vec<usize>>());
    let points: Vec<f64> = rows.iter().map(|row| row[points].parse().expect("a number")).collect();
    assert!(points.is_sorted_by(|a, b| a >= b));
    let out: Vec<&Vec<String>> = rows.iter().filter(|row| row[place].is_empty()).collect();
    assert_eq!(out.len(), 1);
    assert_eq!(out[0][column(headings, "Tình trạng")], "Hủy kết quả");
}

/// The hash, computed from the exported ranking as its note sheet tells.
fn hash_of(arranged: &Arranged, settlement: &Settlement, rows: &[Vec<String>]) -> String {
    let value = settlement.prediction.map_or("-".into(), |frozen| frozen.value.to_string());
    let mut text = format!("thiluat-settlement/1\t{}\t{}\t{value}\n", arranged.round, rows.len());
    for row in rows {
        let or_dash = |index: usize| if row[index].is_empty() { "-" } else { row[index].as_str() };
        // Position, place, account, attempt, sort key, amount, prize.
        let fields = [&row[0], or_dash(1), &row[18], &row[17], &row[19], &row[14], or_dash(13)];
        text.push_str(&(fields.join("\t") + "\n"));
    }
    hex::encode(Sha256::digest(text))
}

both!(no_name_becomes_a_formula, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let names = ["=HYPERLINK(\"http://x.vn\",\"A\")", "+84912345678", "-1+1", "@SUM(A1)", "\t=1", "Đặng \"Ước\", Ngọc"];
    let players: Vec<Player> =
        names.iter().zip(0..).map(|(name, n)| Player::new(name, &[Play::of(9, 10_000 + n)])).collect();
    crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, arranged.round).await;
    for kind in ["attempts", "ranking", "winners"] {
        let records = csv_records(&download(&judge, arranged.round, &format!("{kind}.csv")).await);
        let name = column(&records[1], "Họ và tên");
        for (record, name_given) in records[2..].iter().zip(names) {
            let safe = if name_given.starts_with('Đ') { name_given.into() } else { format!("'{name_given}") };
            assert_eq!(record[name], safe);
            for (field, heading) in record.iter().zip(&records[1]) {
                assert!(!field.starts_with(['=', '+', '-', '@', '\t', '\r']), "{heading}: {field}");
            }
        }
        let reply = download(&judge, arranged.round, &format!("{kind}.xlsx")).await;
        let mut book = xlsx(&reply);
        for name in book.sheet_names() {
            assert!(book.worksheet_formula(&name).expect("a sheet").is_empty(), "no formula");
        }
        for (row, given) in sheet(&reply)[2..].iter().zip(names) {
            assert_eq!(row[name], Data::String(given.into()), "in XLSX a text stays as it is");
        }
    }
});

both!(what_is_not_final_says_so_on_its_face, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    crowd(&app, &arranged, &[Player::new("Trần Thị Bưởi", &[Play::of(10, 61_007).guessing(-5)])]).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let unsettled = csv_records(&download(&judge, arranged.round, "attempts.csv").await);
    assert_eq!(unsettled[0][0], BANNER);
    let settlement = settle(&judge, arranged.round).await;
    for file in ["attempts", "ranking", "winners"] {
        let reply = download(&judge, arranged.round, &format!("{file}.csv")).await;
        assert_eq!(csv_records(&reply)[0][0], BANNER);
        assert!(file_name(&reply).ends_with("-cuoc-thi-thu-vong-1-tam-tinh.csv\""), "{}", file_name(&reply));
        let reply = download(&judge, arranged.round, &format!("{file}.xlsx")).await;
        assert_eq!(sheet(&reply)[0][0], Data::String(BANNER.into()));
        let notes = xlsx(&reply).worksheet_range("Ghi chú").expect("notes");
        assert_eq!(notes.get_value((0, 0)), Some(&Data::String(BANNER.into())));
    }
    finalise(&judge, arranged.round).await;
    for file in ["attempts", "ranking", "winners"] {
        let reply = download(&judge, arranged.round, &format!("{file}.csv")).await;
        assert!(!reply.text().contains("TẠM TÍNH"));
        let reply = download(&judge, arranged.round, &format!("{file}.xlsx")).await;
        assert!(file_name(&reply).ends_with("-cuoc-thi-thu-vong-1.xlsx\""), "{}", file_name(&reply));
        assert_eq!(reply.headers["cache-control"], "no-store");
        let mut book = xlsx(&reply);
        assert_eq!(book.sheet_names()[1], "Ghi chú");
        let notes = book.worksheet_range("Ghi chú").expect("notes");
        let notes: Vec<Vec<String>> = notes.rows().map(texts).collect();
        let note = |label: &str| notes.iter().find(|row| row[0] == label).map(|row| row[1].clone());
        assert_eq!(note("Mã băm kết quả (SHA-256)"), Some(settlement.hash.clone()));
        assert_eq!(note("Tình trạng").as_deref(), Some("Kết quả chính thức"));
        assert_eq!(note("Đơn vị tổ chức").as_deref(), Some("Sở Tư pháp tỉnh thử nghiệm"));
        assert_eq!(note("Người kết xuất").as_deref(), Some("Cán bộ giamkhao"));
    }
    let name = download(&judge, arranged.round, "ranking.xlsx").await;
    assert_eq!(file_name(&name), "attachment; filename=\"xep-hang-cuoc-thi-thu-vong-1.xlsx\"");
});

both!(numbers_dates_and_times_are_exact_and_real, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let play = Play::of(9, 61_007).guessing(1_250);
    let known = crowd(&app, &arranged, &[Player::new("Trần Thị Bưởi", &[play])]).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, arranged.round).await;
    finalise(&judge, arranged.round).await;
    let closed_at = app.state.round(arranged.round).expect("the round").window.opens_at + 61_007;

    let reply = download(&judge, arranged.round, "attempts.xlsx").await;
    let rows = sheet(&reply);
    let headings = texts(&rows[0]);
    let cell = |name: &str| &rows[1][column(&headings, name)];
    assert_eq!(cell("Điểm"), &Data::Float(9.0));
    assert_eq!(cell("Dự đoán"), &Data::Float(1_250.0));
    assert_eq!(cell("Thời gian làm bài (giây)"), &Data::Float(61.007));
    assert_eq!(cell("Nộp bài (mili giây UTC)").as_f64(), Some(closed_at.0 as f64));
    assert_eq!(cell("Số điện thoại").to_string().len(), "0912 345 678".len());
    assert_eq!(cell("Đơn vị").to_string(), "Tỉnh Thử Nghiệm › Xã Bình Minh");
    assert_eq!(cell("Mã lượt thi").to_string(), known[0].1[0].to_string());
    assert_eq!(cell("Phiếu trả lời").to_string(), "-123456789");
    let Data::DateTime(serial) = cell("Nộp bài") else { panic!("a real date: {:?}", cell("Nộp bài")) };
    let in_viet_nam = ((serial.as_f64() - 25_569.0) * 86_400_000.0).round() as i64;
    assert_eq!(Millis(in_viet_nam), closed_at + 7 * 3_600_000);
    let Data::DateTime(born) = cell("Ngày sinh") else { panic!("a real date: {:?}", cell("Ngày sinh")) };
    assert_eq!(born.as_f64(), 33_012.0, "19 May 1990");

    let records = csv_records(&download(&judge, arranged.round, "winners.csv").await);
    let field = |name: &str| records[1][column(&records[0], name)].as_str();
    assert_eq!((field("Hạng"), field("Giải"), field("Tiền thưởng (đồng)")), ("1", "Giải Nhất", "2000000"));
    assert_eq!((field("Điểm"), field("Ngày sinh")), ("9.00", "1990-05-19"));
    assert!(field("Nộp bài").ends_with(&format!(".{:03}", closed_at.0 % 1_000)));
});

both!(a_reader_of_english_gets_english_headings, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    crowd(&app, &arranged, &[Player::new("Trần Thị Bưởi", &[Play::of(9, 61_000)])]).await;
    app.close_round(arranged.round).await;
    let mut judge = app.sign_in("giamkhao").await;
    judge.language = "en-GB,en;q=0.9";
    settle(&judge, arranged.round).await;
    let reply = download(&judge, arranged.round, "ranking.csv").await;
    let records = csv_records(&reply);
    assert_eq!(records[0][0], "PROVISIONAL – NOT THE OFFICIAL RESULT");
    assert_eq!(records[1][..4], ["No.", "Place", "Status", "Full name"]);
    assert_eq!(file_name(&reply), "attachment; filename=\"ranking-cuoc-thi-thu-round-1-provisional.csv\"");
    assert_eq!(xlsx(&download(&judge, arranged.round, "ranking.xlsx").await).sheet_names(), ["Ranking", "Notes"]);
});

both!(answers_do_not_leave_before_the_close, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    crowd(&app, &arranged, &[Player::new("Trần Thị Bưởi", &[Play::of(9, 61_000)])]).await;
    let (judge, owner) = (app.sign_in("giamkhao").await, app.sign_in("tochuc").await);
    for visitor in [&judge, &owner] {
        for file in ["attempts.csv", "attempts.xlsx", "ranking.csv", "winners.xlsx"] {
            download(visitor, arranged.round, file).await.refused(ErrorCode::RoundStillOpen);
        }
    }
    // The last answers may arrive until the grace is over.
    let closes = app.state.round(arranged.round).expect("the round").window.closes_at;
    app.clock.advance(closes.0 - app.now().0 + 1_000);
    download(&judge, arranged.round, "attempts.csv").await.refused(ErrorCode::RoundStillOpen);
    app.clock.advance(MINUTE);
    assert!(download(&judge, arranged.round, "attempts.csv").await.status.is_success());
    for file in ["ranking.csv", "ranking.xlsx", "winners.csv", "winners.xlsx"] {
        download(&judge, arranged.round, file).await.refused(ErrorCode::NotSettled);
    }
    for file in ["ranking", "ranking.pdf", "scores.csv", "ranking.csv.exe", "..%2Fsecret", ".csv"] {
        download(&judge, arranged.round, file).await.refused(ErrorCode::NotFound);
    }
    let log: AuditLog = owner.get(&format!("/staff/contests/{}/audit", arranged.contest)).await.ok();
    let exports = log.entries.iter().filter(|entry| entry.action == "results.exported");
    assert_eq!(exports.count(), 1, "what left is in the minutes");
});
