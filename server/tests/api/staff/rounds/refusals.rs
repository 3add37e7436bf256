//! Which role may do what with a round, and what a refusal says.

use crate::both;
use crate::common::contest::rules;
use crate::common::crowd::{Play, Player, crowd};
use crate::common::results::{REASON, disqualify, finalise, newest, settle};
use crate::common::{TestApp, Visitor};
use crate::own_redis;
use contest_core::ids::{AccountId, RoundId};
use contest_core::rounds::Phase;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults};
use uuid::Uuid;

own_redis!(every_refusal_has_its_code, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let known = crowd(
        &app,
        &arranged,
        &[Player::new("Một người", &[Play::of(8, 50_000)])],
    )
    .await;
    let (round, account) = (arranged.round, known[0].0);
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, round).await.refused(ErrorCode::RoundStillOpen);
    finalise(&judge, round).await.refused(ErrorCode::RoundStillOpen);
    let none: RoundResults = judge.get(&paths::settlement(round)).await.ok();
    assert_eq!(
        (none.attempts, none.settlement, none.phase),
        (1, None, Phase::Open)
    );

    // At the close itself, answers may still arrive.
    let closes = app.state.round(round).expect("the round").window.closes_at;
    app.clock.advance(closes.0 - app.now().0);
    settle(&judge, round).await.refused(ErrorCode::RoundStillOpen);
    app.close_round(round).await;

    // An attempt whose outcome is still unknown.
    keep_an_attempt_open(&app, round, true).await;
    settle(&judge, round).await.refused(ErrorCode::AttemptsPending);
    keep_an_attempt_open(&app, round, false).await;

    for reason in ["", "    ngắn    ", &"x".repeat(501)] {
        let refused = disqualify(&judge, round, account, reason)
            .await
            .refused(ErrorCode::ReasonRequired);
        assert_eq!(refused.field.as_deref(), Some("reason"));
    }
    disqualify(&judge, round, account, "thi hộ\u{0}người khác")
        .await
        .refused(ErrorCode::InvalidField);
    let stranger = AccountId(Uuid::now_v7());
    for nobody in [stranger, arranged.judge] {
        disqualify(&judge, round, nobody, REASON)
            .await
            .refused(ErrorCode::NotAContestant);
    }
    judge
        .post(&paths::disqualifications(round), &"x")
        .await
        .refused(ErrorCode::MalformedBody);

    // Before anything is settled, a disqualification stands by itself.
    let results: RoundResults = disqualify(&judge, round, account, REASON).await.ok();
    assert_eq!((results.settlement, results.disqualified.len()), (None, 1));
    disqualify(&judge, round, account, REASON)
        .await
        .refused(ErrorCode::AlreadyDisqualified);
    let settlement = newest(settle(&judge, round).await.ok());
    assert_eq!(settlement.standings[0].rank, None);
    keep_an_attempt_open(&app, round, true).await;
    finalise(&judge, round).await.refused(ErrorCode::AttemptsPending);
    app.leaves_pending("an attempt that never was is due");
});

/// Puts an attempt that is due in the year 2286 into the live state, or takes it away.
async fn keep_an_attempt_open(app: &TestApp, round: RoundId, open: bool) {
    let socket = app.state.config.data_dir.join("redis/redis.sock");
    let client = redis::Client::open(format!("unix://{}", socket.display())).expect("the socket");
    let mut connection = client.get_multiplexed_async_connection().await.expect("Redis");
    let key = format!("tl:{{{}.0}}:due", round.0.simple());
    let mut command = redis::cmd(if open { "ZADD" } else { "ZREM" });
    command.arg(key);
    if open {
        command.arg(9_999_999_999_999_i64);
    }
    let _: i64 = command
        .arg(Uuid::nil().simple().to_string())
        .query_async(&mut connection)
        .await
        .expect("Redis");
}

both!(
    nobody_but_the_appointed_judge_settles,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let known = crowd(
            &app,
            &arranged,
            &[Player::new("Một người", &[Play::of(8, 50_000)])],
        )
        .await;
        app.staff_account("organiser", "tochuc-khac").await;
        app.staff_account("judge", "giamkhao-khac").await;
        let round = arranged.round;
        let contestant = app.contestant(&arranged, 77).await;
        app.close_round(round).await;
        let owner = app.sign_in("tochuc").await;
        let strangers = [
            app.sign_in("tochuc-khac").await,
            app.sign_in("giamkhao-khac").await,
            contestant,
        ];
        let body = Disqualify {
            accounts: vec![known[0].0],
            reason: REASON.into(),
        };
        let exclusion = paths::disqualifications(round);

        let refused_everywhere = async |visitor: &Visitor, code: ErrorCode| {
            visitor.get(&paths::settlement(round)).await.refused(code);
            for table in ["attempts", "ranking", "winners"] {
                let [csv, xlsx] =
                    ["csv", "xlsx"].map(|format| paths::export(round, &format!("{table}.{format}")));
                visitor.get(&csv).await.refused(code);
                visitor.post(&xlsx, &()).await.refused(code);
            }
            settle(visitor, round).await.refused(code);
            finalise(visitor, round).await.refused(code);
            visitor.post(&exclusion, &body).await.refused(code);
        };
        refused_everywhere(&app.visitor(), ErrorCode::SignInRequired).await;
        for stranger in &strangers {
            refused_everywhere(stranger, ErrorCode::Forbidden).await;
        }

        // The owner reads and downloads, but does not judge.
        owner.get(&paths::settlement(round)).await.ok::<RoundResults>();
        assert!(
            owner
                .get(&paths::export(round, "attempts.csv"))
                .await
                .status
                .is_success()
        );
        settle(&owner, round).await.refused(ErrorCode::Forbidden);
        finalise(&owner, round).await.refused(ErrorCode::Forbidden);
        owner.post(&exclusion, &body).await.refused(ErrorCode::Forbidden);
        let untouched: RoundResults = owner.get(&paths::settlement(round)).await.ok();
        assert!(untouched.settlement.is_none() && untouched.disqualified.is_empty());

        let judge = app.sign_in("giamkhao").await;
        let unknown = RoundId(Uuid::now_v7());
        judge
            .get(&paths::settlement(unknown))
            .await
            .refused(ErrorCode::NotFound);
        settle(&judge, unknown).await.refused(ErrorCode::NotFound);
        finalise(&judge, unknown).await.refused(ErrorCode::NotFound);
        disqualify(&judge, unknown, known[0].0, REASON)
            .await
            .refused(ErrorCode::NotFound);
        judge
            .get(&paths::export(unknown, "ranking.csv"))
            .await
            .refused(ErrorCode::NotFound);
        judge
            .get(&paths::winners(unknown))
            .await
            .refused(ErrorCode::NotFound);
        judge
            .get(&paths::winners("khong-phai-ma"))
            .await
            .refused(ErrorCode::MalformedPath);
        judge
            .get(&paths::settlement("khong-phai-ma"))
            .await
            .refused(ErrorCode::MalformedPath);
    }
);
