//! Nothing is settled before everything is in the database: neither while Redis has to be rebuilt, nor while there is a
//! start of which Redis no longer knows anything. Attempts found too late are shown to judges.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::{name_of, rules};
use crate::common::crowd::{Play, Player, crowd};
use crate::common::results::{finalise, settle};
use contest_core::attempts::{AttemptFacts, AttemptRecord};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::wire::accounts::Session;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, SetAsideReason};
use live::lock::Locks;
use live::upkeep::BUILDING;
use sea_orm::{EntityTrait, IntoActiveModel};
use thiluat::db::entities::start;
use thiluat::recording::correct::set_aside;
use thiluat::recording::new_row::Reason;
use thiluat::recording::rows::{recorded_attempt, start_row};
use uuid::Uuid;

fn players() -> Vec<Player> {
    ["Nguyễn Văn An", "Đỗ Thị Ánh"]
        .map(|name| Player::new(name, &[Play::of(7, 50_000)]))
        .into()
}

/// Redis has lost the round, and another server is rebuilding it, which takes long.
async fn cold(app: &TestApp, round: RoundId) -> Locks {
    let live = &app.state.live;
    loop {
        app.wipe_redis().await;
        let locks = Locks::take(live, BUILDING, live.shards_of(round)).await;
        // This server may have been quicker.
        let cold = live.unsettled(round).await.expect("counts").cold;
        if cold > 0 && cold == locks.shards().len() as u64 {
            return locks;
        }
        locks.release().await;
    }
}

both!(a_cold_shard_is_not_an_empty_one, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let round = arranged.round;
    let judge = app.sign_in("giamkhao").await;
    app.close_round(round).await;
    let locks = cold(&app, round).await;
    let pending = locks.hold(settle(&judge, round)).await;
    pending.refused(ErrorCode::AttemptsPending);
    locks.release().await;
    crowd(&app, &arranged, &players()).await;
    let results: RoundResults = settle(&judge, round).await.ok();
    assert_eq!(results.settlement.expect("a settlement").people, 2);
    assert_eq!(app.state.live.unsettled(round).await.expect("counts").cold, 0);
});

both!(
    a_start_without_an_attempt_is_waited_for,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let known = crowd(&app, &arranged, &players()).await;
        let judge = app.sign_in("giamkhao").await;
        app.close_round(round).await;
        settle(&judge, round).await.ok::<RoundResults>();
        // A Redis that has replaced another may never have heard of the attempt.
        let live = app.state.round(round).expect("the round");
        let attempt = AttemptId(Uuid::now_v7());
        let facts = AttemptFacts {
            attempt,
            account: known[0].0,
            number: 2,
            started_at: live.window.opens_at,
            deadline: live.window.closes_at,
            unit: Some(arranged.units[1]),
            masked_name: String::new(),
        };
        // Long ago, because only recent records are put back into Redis.
        let started = start_row(round, &facts, live.window.opens_at);
        start::Entity::insert(started.into_active_model())
            .exec_without_returning(&app.state.db.write)
            .await
            .expect("a start");
        settle(&judge, round).await.refused(ErrorCode::AttemptsPending);
        finalise(&judge, round).await.refused(ErrorCode::AttemptsPending);
        let first = recorded_attempt(&app.state.db, known[0].1[0]).await;
        let record = AttemptRecord {
            attempt,
            ..first.expect("a row").expect("an attempt")
        };
        set_aside(&app.state.db, &record, Reason::OverLimit, app.now())
            .await
            .expect("set aside");
        settle(&judge, round).await.ok::<RoundResults>();
        let results: RoundResults = finalise(&judge, round).await.ok();
        assert_eq!(results.set_aside[0].reason, SetAsideReason::OverLimit);
    }
);

both!(
    what_is_found_too_late_is_shown_to_judges,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let contestant = app.contestant(&arranged, 1).await;
        let submitted = app.play(&contestant, round, 8).await;
        let counted = submitted.receipt.expect("a receipt").attempt;
        let judge = app.sign_in("giamkhao").await;
        app.close_round(round).await;
        settle(&judge, round).await.ok::<RoundResults>();
        let results: RoundResults = finalise(&judge, round).await.ok();
        assert_eq!(results.set_aside, []);

        let found = recorded_attempt(&app.state.db, counted).await;
        let mut found = found.expect("a row").expect("an attempt");
        found.attempt = AttemptId(Uuid::now_v7());
        found.score.points = 950;
        for _ in 0..2 {
            set_aside(&app.state.db, &found, Reason::RoundFinal, app.now())
                .await
                .expect("set aside");
        }
        let seen: RoundResults = judge.get(&paths::settlement(round)).await.ok();
        assert_eq!(seen.settlement, results.settlement, "the result stays");
        let [shown] = &seen.set_aside[..] else {
            panic!("one: {:?}", seen.set_aside);
        };
        let session: Session = contestant.get(paths::SESSION).await.ok();
        assert_eq!((shown.attempt, shown.account), (found.attempt, session.account));
        assert_eq!((shown.name.as_str(), shown.points), (name_of(1).as_str(), 950));
        assert_eq!(
            (shown.reason, shown.closed_at),
            (SetAsideReason::RoundFinal, found.closed_at)
        );
        assert!(
            shown
                .unit
                .as_ref()
                .is_some_and(|unit| unit.contains("Xã Bình Minh"))
        );
    }
);
