//! Only results that a judge has seen and that the attempts confirm become final.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::crowd::{Closed, Play, Player, closed, crowd, one_more};
use crate::common::results::{REASON, disqualify, finalise, newest, settle};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{Finalise, RoundResults};

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

both!(
    a_version_that_nobody_has_seen_is_not_published,
    |app: TestApp| async move {
        let Closed { round, accounts, .. } = closed(&app, 4).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, round).await.ok::<RoundResults>();
        // Another judge decides while this one still looks at the first version.
        disqualify(&judge, round, accounts[0], REASON)
            .await
            .ok::<RoundResults>();
        let last = paths::final_settlement(round);
        let unseen = judge.job(&last, &Finalise { version: 1 }).await;
        unseen.refused(ErrorCode::SettlementStale);
        judge.post(&last, &()).await.refused(ErrorCode::MalformedBody);
        let results: RoundResults = judge.job(&last, &Finalise { version: 2 }).await.ok();
        assert!(newest(results).is_final);
    }
);

both!(
    a_late_attempt_that_does_not_count_keeps_nothing_from_being_published,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let once = [Player::new("Một người", &[Play::of(8, 50_000)])];
        let known = crowd(&app, &arranged, &once).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let before = newest(settle(&judge, arranged.round).await.ok());
        // Their second, worse attempt, recorded late.
        one_more(&app, &arranged, known[0].0, 2, Play::of(0, 60_000)).await;
        finalise(&judge, arranged.round)
            .await
            .refused(ErrorCode::SettlementStale);
        let again = newest(settle(&judge, arranged.round).await.ok());
        assert_eq!(
            (again.standings[0].account, &again.hash),
            (known[0].0, &before.hash)
        );
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
    }
);
