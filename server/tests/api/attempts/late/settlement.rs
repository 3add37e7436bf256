//! Late sheets beside the results: they change none, and do not stand for the attempts that they belong to.

use super::Phone;
use crate::both;
use crate::common::TestApp;
use crate::common::results::{finalise, settle};
use contest_core::attempts::AttemptRecord;
use contest_core::ids::AttemptId;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, SetAsideReason};
use sea_orm::{EntityTrait, IntoActiveModel};
use thiluat::db::entities::{set_aside, start};
use thiluat::recording::correct::set_aside;
use thiluat::recording::new_row::Reason;
use thiluat::recording::rows::recorded_attempt;
use uuid::Uuid;

both!(
    a_late_sheet_never_enters_the_settlement,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        let round = phone.arranged.round;
        app.play(&app.contestant(&phone.arranged, 2).await, round, 7)
            .await;
        let other = Phone::new_in(&app, &phone.arranged, 3).await;
        phone.save(&phone.body(&app, 4, 1)).await;
        app.close_round(round).await;
        phone
            .submit(&phone.body(&app, 10, 3))
            .await
            .refused(ErrorCode::LateSheetKept);
        let judge = app.sign_in("giamkhao").await;
        let settled: RoundResults = settle(&judge, round).await.ok();
        let settled = settled.settlement.expect("a settlement");
        let points: Vec<u32> = settled.standings.iter().map(|row| row.points).collect();
        assert_eq!((settled.people, points), (3, vec![700, 400, 0]));

        let published: RoundResults = finalise(&judge, round).await.ok();
        assert_eq!(published.set_aside.len(), 1);
        let csv = paths::export(round, "ranking.csv");
        let before = judge.get(&csv).await.body;
        app.clock.advance(86_400_000);
        other
            .submit(&other.body(&app, 10, 3))
            .await
            .refused(ErrorCode::LateSheetKept);
        // Sessions of staff are short.
        let judge = app.sign_in("giamkhao").await;
        let after = phone.seen_by(&judge).await;
        assert_eq!(after.settlement, published.settlement);
        assert_eq!(judge.get(&csv).await.body, before);
        let aside: Vec<_> = after
            .set_aside
            .iter()
            .map(|one| (one.attempt, one.reason))
            .collect();
        let late = SetAsideReason::Late;
        assert_eq!(aside, [(phone.open.attempt, late), (other.open.attempt, late)]);
        settle(&judge, round).await.refused(ErrorCode::AlreadyFinal);
    }
);

both!(
    a_late_sheet_does_not_stand_for_its_attempt,
    |app: TestApp| async move {
        let phone = Phone::new(&app).await;
        let (round, attempt) = (phone.arranged.round, phone.open.attempt);
        phone.save(&phone.body(&app, 4, 1)).await;
        app.close_round(round).await;
        phone
            .submit(&phone.body(&app, 10, 3))
            .await
            .refused(ErrorCode::LateSheetKept);
        let db = &app.state.db;
        let record = recorded_attempt(db, attempt).await.expect("rows").expect("a row");

        // An attempt that is set aside itself keeps both, each once.
        for _ in 0..2 {
            set_aside(db, &record, Reason::RoundFinal, app.now())
                .await
                .expect("kept");
            set_aside(db, &record, Reason::OverLimit, app.now())
                .await
                .expect("kept");
        }
        let aside = phone.aside(&app).await;
        let aside: Vec<_> = aside.iter().map(|one| (one.reason, one.points)).collect();
        assert_eq!(
            aside,
            [(SetAsideReason::Late, 1_000), (SetAsideReason::RoundFinal, 400)]
        );
        let known = app.state.recovery.look_up(attempt).await.expect("the stores");
        assert_eq!(known.set_aside.map(|row| row.reason), Some(Reason::RoundFinal));
        assert!(known.late_sheet.is_some());

        // A start without a record is waited for, although a late sheet of it is kept.
        let lost = AttemptId(Uuid::now_v7());
        let mut started = start::Entity::find_by_id(attempt)
            .one(&db.read)
            .await
            .expect("starts")
            .expect("a start");
        (started.id, started.number) = (lost, 2);
        let mut late = set_aside::Entity::find_by_id((attempt, Reason::Late))
            .one(&db.read)
            .await
            .expect("rows")
            .expect("a late sheet");
        late.attempt_id = lost;
        insert(&app, started, late).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, round).await.refused(ErrorCode::AttemptsPending);
        let record = AttemptRecord {
            attempt: lost,
            ..record
        };
        set_aside(db, &record, Reason::OverLimit, app.now())
            .await
            .expect("kept");
        settle(&judge, round).await.ok::<RoundResults>();
    }
);

async fn insert(app: &TestApp, started: start::Model, late: set_aside::Model) {
    let write = &app.state.db.write;
    start::Entity::insert(started.into_active_model())
        .exec_without_returning(write)
        .await
        .expect("a start");
    set_aside::Entity::insert(late.into_active_model())
        .exec_without_returning(write)
        .await
        .expect("a late sheet");
}
