//! What lies in Redis cannot be read, or belongs to nobody.

use super::{bed, events, is_recorded, is_stuck, said_of, settle};
use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use crate::common::raw_redis::{account_of, ask, key};
use crate::common::soon::until;
use contest_core::ids::{AccountId, AttemptId};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::results::RoundResults;
use sea_orm::EntityTrait;
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::db::entities::attempt;
use thiluat::recovery::resolve::{Retried, Unresolved};

both!(what_cannot_be_read_is_recorded_blank, |app: TestApp| async move {
    let bed = bed(&app).await;
    let account = account_of(&app, bed.bad()).await;
    let pending = key(&app, bed.arranged.round, account, "pending");
    let id = bed.bad().0.simple().to_string();
    ask::<i64>(&app, "HSET", &[&pending, &id, "không đọc được"]).await;
    let due = key(&app, bed.arranged.round, account, "due");
    ask::<i64>(&app, "ZREM", &[&due, &id]).await;
    bed.others_submit(&app).await;
    until("it is held back", async || is_stuck(&app, bed.bad()).await).await;
    let recovery = &app.state.recovery;
    let early = recovery.retry_attempt(bed.bad(), true).await;
    assert!(matches!(early, Err(Unresolved::StillRuns(_))));
    app.close_round(bed.arranged.round).await;
    settle(&app, &bed.arranged)
        .await
        .refused(ErrorCode::AttemptsPending);
    let said = said_of(&app, bed.bad()).await;
    assert!(
        said.len() == 1 && said[0].1.contains("cannot be read"),
        "{said:?}"
    );
    let known = recovery.look_up(bed.bad()).await.expect("the stores");
    assert_eq!(
        known.traces.pending,
        Some((bed.bad(), Err("không đọc được".into())))
    );

    let again = recovery.retry_attempt(bed.bad(), false).await;
    assert!(matches!(again, Err(Unresolved::Unreadable)));
    let blank = recovery.retry_attempt(bed.bad(), true).await.expect("recorded");
    assert_eq!(blank, Retried::Recorded);
    assert_eq!(events(&app, "attempt.blank_ordered").await.len(), 1);
    let row = attempt::Entity::find_by_id(bed.bad())
        .one(&app.state.db.read)
        .await
        .expect("rows")
        .expect("a row");
    assert_eq!((row.points, row.revision, row.closed_at), (0, 0, row.deadline));
    assert_eq!(row.closed_by, attempt::ClosedBy::Deadline);
    let board = app
        .state
        .live
        .board(bed.arranged.round, 9)
        .await
        .expect("a board");
    assert_eq!(board.people, 3);
    assert!(
        board.top.iter().all(|(_, shown)| shown.contains("Nguyễn Thị")),
        "each with a name"
    );
    assert_eq!(said_of(&app, bed.bad()).await, []);
    let results: RoundResults = settle(&app, &bed.arranged).await.ok();
    assert_eq!(results.settlement.expect("a settlement").people, 3);
});

both!(
    what_a_submission_mends_waits_no_longer,
    |app: TestApp| async move {
        let bed = bed(&app).await;
        let account = account_of(&app, bed.bad()).await;
        let pending = key(&app, bed.arranged.round, account, "pending");
        let id = bed.bad().0.simple().to_string();
        ask::<i64>(&app, "HSET", &[&pending, &id, "?"]).await;
        until("it is held back", async || is_stuck(&app, bed.bad()).await).await;
        // The ticket and the sheet suffice.
        let (contestant, open) = &bed.opened[0];
        let sheet = app.sheet_with(bed.arranged.round, open.attempt, 4, 1);
        assert!(contestant.submit(open, sheet).await.receipt.is_some());
        until("it waits no longer", async || !is_stuck(&app, bed.bad()).await).await;
        bed.others_submit(&app).await;
        app.close_round(bed.arranged.round).await;
        let results: RoundResults = settle(&app, &bed.arranged).await.ok();
        assert_eq!(results.settlement.expect("a settlement").people, 3);
    }
);

both!(what_nobody_knows_is_dropped, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let recovery = &app.state.recovery;
    let nobody = AttemptId(uuid::Uuid::now_v7());
    let known = recovery.look_up(nobody).await.expect("the stores");
    assert!(known.is_unknown());
    for outcome in [
        recovery.retry_attempt(nobody, false).await.map(drop),
        recovery.drop_attempt(nobody, "x").await.map(drop),
    ] {
        assert!(matches!(outcome, Err(Unresolved::Unknown)));
    }
    // Some other program has written into Redis: there is no start and no account.
    let account = AccountId(uuid::Uuid::now_v7());
    let id = nobody.0.simple().to_string();
    let pending = key(&app, arranged.round, account, "pending");
    ask::<i64>(&app, "HSET", &[&pending, &id, ""]).await;
    until("it is held back", async || is_stuck(&app, nobody).await).await;
    let open = app.contestant(&arranged, 1).await.start(arranged.round).await;
    let running = recovery.drop_attempt(open.attempt, "x").await;
    assert!(matches!(running, Err(Unresolved::NotStuck)));
    app.clock
        .advance(open.deadline.0 - app.now().0 + OVER_AFTER_MS + 1_000);
    app.close_round(arranged.round).await;
    until("the other one is closed", async || {
        is_recorded(&app, open.attempt).await
    })
    .await;
    settle(&app, &arranged).await.refused(ErrorCode::AttemptsPending);
    for blank in [false, true] {
        let refused = recovery.retry_attempt(nobody, blank).await;
        assert!(matches!(
            refused,
            Err(Unresolved::Unreadable | Unresolved::NoStart)
        ));
    }
    let dropped = recovery.drop_attempt(nobody, "rác trong Redis").await;
    assert!(!dropped.expect("dropped").is_kept, "there is nothing to keep");
    assert_eq!(events(&app, "attempt.dropped").await.len(), 1);
    settle(&app, &arranged).await.ok::<RoundResults>();
});
