//! What a file says about itself, and when it is available.

use super::{BANNER, csv_records, download, file_name, finalise, settle, sheet, texts, xlsx};
use crate::both;
use crate::common::TestApp;
use crate::common::contest::{MINUTE, rules};
use crate::common::crowd::{Play, Player, crowd};
use calamine::{Data, Reader};
use contest_core::wire::audit::AuditLog;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

both!(what_is_not_final_says_so_on_its_face, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    crowd(
        &app,
        &arranged,
        &[Player::new("Trần Thị Bưởi", &[Play::of(10, 61_007).guessing(-5)])],
    )
    .await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let unsettled = csv_records(&download(&judge, arranged.round, "attempts.csv").await);
    assert_eq!(unsettled[0][0], BANNER);
    let settlement = settle(&judge, arranged.round).await;
    for file in ["attempts", "ranking", "winners"] {
        let reply = download(&judge, arranged.round, &format!("{file}.csv")).await;
        assert_eq!(csv_records(&reply)[0][0], BANNER);
        assert!(
            file_name(&reply).ends_with("-cuoc-thi-thu-vong-1-tam-thoi.csv\""),
            "{}",
            file_name(&reply)
        );
        let reply = download(&judge, arranged.round, &format!("{file}.xlsx")).await;
        assert_eq!(sheet(&reply)[0][0], Data::String(BANNER.into()));
        let notes = xlsx(&reply).worksheet_range("Ghi chú").expect("notes");
        assert_eq!(notes.get_value((0, 0)), Some(&Data::String(BANNER.into())));
    }
    finalise(&judge, arranged.round).await;
    for file in ["attempts", "ranking", "winners"] {
        let reply = download(&judge, arranged.round, &format!("{file}.csv")).await;
        assert!(!reply.text().contains("TẠM THỜI"));
        let reply = download(&judge, arranged.round, &format!("{file}.xlsx")).await;
        assert!(
            file_name(&reply).ends_with("-cuoc-thi-thu-vong-1.xlsx\""),
            "{}",
            file_name(&reply)
        );
        assert_eq!(reply.headers["cache-control"], "no-store");
        let mut book = xlsx(&reply);
        assert_eq!(book.sheet_names()[1], "Ghi chú");
        let notes = book.worksheet_range("Ghi chú").expect("notes");
        let notes: Vec<Vec<String>> = notes.rows().map(texts).collect();
        let note = |label: &str| notes.iter().find(|row| row[0] == label).map(|row| row[1].clone());
        assert_eq!(note("Mã băm kết quả (SHA-256)"), Some(settlement.hash.clone()));
        assert_eq!(note("Tình trạng").as_deref(), Some("Kết quả chính thức"));
        assert_eq!(
            note("Đơn vị tổ chức").as_deref(),
            Some("Sở Tư pháp tỉnh thử nghiệm")
        );
        assert_eq!(note("Người kết xuất").as_deref(), Some("Cán bộ giamkhao"));
    }
    let name = download(&judge, arranged.round, "ranking.xlsx").await;
    assert_eq!(
        file_name(&name),
        "attachment; filename=\"xep-hang-cuoc-thi-thu-vong-1.xlsx\""
    );
});

both!(
    a_reader_of_english_gets_english_headings,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        crowd(
            &app,
            &arranged,
            &[Player::new("Trần Thị Bưởi", &[Play::of(9, 61_000)])],
        )
        .await;
        app.close_round(arranged.round).await;
        let mut judge = app.sign_in("giamkhao").await;
        judge.language = "en-GB,en;q=0.9";
        settle(&judge, arranged.round).await;
        let reply = download(&judge, arranged.round, "ranking.csv").await;
        let records = csv_records(&reply);
        assert_eq!(records[0][0], "PROVISIONAL – NOT THE OFFICIAL RESULT");
        assert_eq!(records[1][..4], ["No.", "Rank", "Status", "Full name"]);
        assert_eq!(
            file_name(&reply),
            "attachment; filename=\"ranking-cuoc-thi-thu-vong-1-provisional.csv\""
        );
        assert_eq!(
            xlsx(&download(&judge, arranged.round, "ranking.xlsx").await).sheet_names(),
            ["Ranking", "Notes"]
        );
    }
);

both!(answers_do_not_leave_before_the_close, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    crowd(
        &app,
        &arranged,
        &[Player::new("Trần Thị Bưởi", &[Play::of(9, 61_000)])],
    )
    .await;
    let (judge, owner) = (app.sign_in("giamkhao").await, app.sign_in("tochuc").await);
    for visitor in [&judge, &owner] {
        for file in ["attempts.csv", "attempts.xlsx", "ranking.csv", "winners.xlsx"] {
            download(visitor, arranged.round, file)
                .await
                .refused(ErrorCode::RoundStillOpen);
        }
    }
    // The last answers may arrive until the grace is over.
    let closes = app
        .state
        .round(arranged.round)
        .expect("the round")
        .window
        .closes_at;
    app.clock.advance(closes.0 - app.now().0 + 1_000);
    download(&judge, arranged.round, "attempts.csv")
        .await
        .refused(ErrorCode::RoundStillOpen);
    app.clock.advance(MINUTE);
    assert!(
        download(&judge, arranged.round, "attempts.csv")
            .await
            .status
            .is_success()
    );
    for file in ["ranking.csv", "ranking.xlsx", "winners.csv", "winners.xlsx"] {
        download(&judge, arranged.round, file)
            .await
            .refused(ErrorCode::NotSettled);
    }
    for file in [
        "ranking",
        "ranking.pdf",
        "scores.csv",
        "ranking.csv.exe",
        "..%2Fsecret",
        ".csv",
    ] {
        download(&judge, arranged.round, file)
            .await
            .refused(ErrorCode::NotFound);
    }
    let log: AuditLog = owner.get(&paths::audit(arranged.contest)).await.ok();
    let exports = log
        .events
        .iter()
        .filter(|event| event.action == "results.exported");
    assert_eq!(exports.count(), 1, "what left is in the minutes");
});
