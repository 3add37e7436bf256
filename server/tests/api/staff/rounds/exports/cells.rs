//! Cells are exact, and safe to open.

use super::{column, csv_records, download, finalise, settle, sheet, texts, xlsx};
use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::crowd::{Play, Player, crowd};
use calamine::{Data, DataType, Reader};
use contest_core::time::Millis;
use thiluat::recording::rows::recorded_attempt;

both!(no_name_becomes_a_formula, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let names = [
        "=HYPERLINK(\"http://x.vn\",\"A\")",
        "+84912345678",
        "-1+1",
        "@SUM(A1)",
        "\t=1",
        "Đặng \"Ước\", Ngọc",
    ];
    let players: Vec<Player> = names
        .iter()
        .zip(0..)
        .map(|(name, n)| Player::new(name, &[Play::of(9, 10_000 + n)]))
        .collect();
    crowd(&app, &arranged, &players).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, arranged.round).await;
    for kind in ["attempts", "ranking", "winners"] {
        let records = csv_records(&download(&judge, arranged.round, &format!("{kind}.csv")).await);
        let name = column(&records[1], "Họ và tên");
        for (record, name_given) in records[2..].iter().zip(names) {
            let safe = if name_given.starts_with('Đ') {
                name_given.into()
            } else {
                format!("'{name_given}")
            };
            assert_eq!(record[name], safe);
            for (field, heading) in record.iter().zip(&records[1]) {
                assert!(
                    !field.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{heading}: {field}"
                );
            }
        }
        let reply = download(&judge, arranged.round, &format!("{kind}.xlsx")).await;
        let mut book = xlsx(&reply);
        for name in book.sheet_names() {
            assert!(
                book.worksheet_formula(&name).expect("a sheet").is_empty(),
                "no formula"
            );
        }
        for (row, given) in sheet(&reply)[2..].iter().zip(names) {
            assert_eq!(
                row[name],
                Data::String(given.into()),
                "in XLSX a text stays as it is"
            );
        }
    }
});

both!(
    numbers_dates_and_times_are_exact_and_real,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let play = Play::of(9, 61_007).guessing(1_250);
        let known = crowd(&app, &arranged, &[Player::new("Trần Thị Bưởi", &[play])]).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await;
        finalise(&judge, arranged.round).await;
        let closed_at = app
            .state
            .round(arranged.round)
            .expect("the round")
            .window
            .opens_at
            + 61_007;

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
        let attempt = recorded_attempt(&app.state.db, known[0].1[0]).await;
        let sheet = attempt.expect("a row").expect("an attempt").sheet;
        assert_eq!(cell("Phiếu trả lời").to_string(), sheet.answers);
        let Data::DateTime(serial) = cell("Nộp bài") else {
            panic!("a real date: {:?}", cell("Nộp bài"))
        };
        let in_viet_nam = ((serial.as_f64() - 25_569.0) * 86_400_000.0).round() as i64;
        assert_eq!(Millis(in_viet_nam), closed_at + 7 * 3_600_000);
        let Data::DateTime(born) = cell("Ngày sinh") else {
            panic!("a real date: {:?}", cell("Ngày sinh"))
        };
        assert_eq!(born.as_f64(), 33_012.0, "19 May 1990");

        let records = csv_records(&download(&judge, arranged.round, "winners.csv").await);
        let field = |name: &str| records[1][column(&records[0], name)].as_str();
        assert_eq!(
            (field("Hạng"), field("Giải"), field("Tiền thưởng (đồng)")),
            ("1", "Giải Nhất", "2000000")
        );
        assert_eq!((field("Điểm"), field("Ngày sinh")), ("9.00", "1990-05-19"));
        assert!(field("Nộp bài").ends_with(&format!(".{:03}", closed_at.0 % 1_000)));
    }
);
