//! `/rounds/{round}/winners`: the final result, for everybody.

use crate::both;
use crate::common::contest::rules;
use crate::common::crowd::{Play, Player, crowd};
use crate::common::results::{REASON, disqualify, finalise, newest, settle};
use crate::common::{Reply, TestApp};
use contest_core::rounds::Phase;
use contest_core::wire::boards::WinnerList;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use reqwest::StatusCode;

both!(
    what_is_final_stays_and_is_published_with_masked_names,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let players = [
            Player::new("Nguyễn Văn An", &[Play::of(10, 50_000)]),
            Player::new("Đỗ Thị Ánh", &[Play::of(9, 50_000)]),
            Player::new("Lê Văn Bình", &[Play::of(8, 50_000)]),
            Player::new("Không có giải", &[Play::of(7, 50_000)]),
        ];
        let known = crowd(&app, &arranged, &players).await;
        let (judge, anybody) = (app.sign_in("giamkhao").await, app.visitor());
        let public = paths::winners(arranged.round);
        anybody.get(&public).await.refused(ErrorCode::NotSettled);
        app.close_round(arranged.round).await;
        finalise(&judge, arranged.round)
            .await
            .refused(ErrorCode::NotSettled);
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        anybody.get(&public).await.refused(ErrorCode::NotSettled);

        let results: RoundResults = finalise(&judge, arranged.round).await.ok();
        assert_eq!(results.phase, Phase::Final);
        let settlement = newest(results);
        assert!(settlement.is_final);

        let reply = anybody.get(&public).await;
        let list: WinnerList = reply.ok();
        assert_eq!(list.hash, settlement.hash);
        assert_eq!(list.contest_title, "Cuộc thi thử nghiệm");
        let shown: Vec<_> = list
            .winners
            .iter()
            .map(|w| (w.rank, w.name.as_str(), w.prize.as_str()))
            .collect();
        let expected = [
            (1, "Nguyễn Văn A***", "Giải Nhất"),
            (2, "Đỗ Thị Á***", "Giải Nhì"),
            (3, "Lê Văn B***", "Giải Nhì"),
        ];
        assert_eq!(shown, expected);
        for secret in [
            "Nguyễn Văn An",
            "Ánh",
            "Bình\"",
            "+849",
            "1990",
            &known[0].0.to_string(),
        ] {
            assert!(!reply.text().contains(secret), "{secret} is not for the public");
        }
        let etag = reply.headers["etag"].to_str().expect("text").to_owned();
        let again = Reply::of(
            anybody
                .request(reqwest::Method::GET, &public)
                .header("If-None-Match", etag),
        )
        .await;
        assert_eq!(again.status, StatusCode::NOT_MODIFIED);

        settle(&judge, arranged.round)
            .await
            .refused(ErrorCode::AlreadyFinal);
        finalise(&judge, arranged.round)
            .await
            .refused(ErrorCode::AlreadyFinal);
        disqualify(&judge, arranged.round, known[3].0, REASON)
            .await
            .refused(ErrorCode::AlreadyFinal);
        assert_eq!(
            newest(judge.get(&paths::settlement(arranged.round)).await.ok()),
            settlement
        );
    }
);
