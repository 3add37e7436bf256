//! Final results stay as they are, and only results that the attempts confirm become final.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::crowd::{Play, Player, crowd};
use crate::common::results::{finalise, newest, settle};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::results::RoundResults;

both!(
    a_settlement_that_the_attempts_no_longer_bear_out_is_not_published,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        crowd(
            &app,
            &arranged,
            &[Player::new("Đến trước", &[Play::of(8, 50_000)])],
        )
        .await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        let known = crowd(
            &app,
            &arranged,
            &[Player::new("Ghi muộn", &[Play::of(9, 50_000)])],
        )
        .await;
        finalise(&judge, arranged.round)
            .await
            .refused(ErrorCode::SettlementStale);
        let settlement = newest(settle(&judge, arranged.round).await.ok());
        assert_eq!(
            (settlement.version, settlement.standings[0].account),
            (2, known[0].0)
        );
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
    }
);
