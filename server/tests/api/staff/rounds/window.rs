//! `/staff/rounds/{round}/window`: moving a round.

use crate::both;
use crate::common::bodies::{draft, moment};
use crate::common::contest::MINUTE;
use crate::common::organiser::organiser;
use contest_core::rounds::Phase;
use contest_core::wire::audit::AuditLog;
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde_json::json;

both!(a_round_is_postponed_extended_and_ended, |app| async move {
    let organiser = organiser(&app).await;
    let made: StaffContest = organiser
        .post(paths::STAFF_CONTESTS, &draft(&app, 10, 60))
        .await
        .ok();
    organiser.publish_contest(&made).await.ok::<StaffContest>();
    let path = paths::window(made.rounds[0].id);
    let (opens, closes) = (made.rounds[0].opens_at, made.rounds[0].closes_at);
    let window = |opens, closes| json!({ "opens_at": moment(opens), "closes_at": moment(closes) });

    let moved: StaffContest = organiser
        .patch(&path, &window(opens + MINUTE, closes + MINUTE))
        .await
        .ok();
    assert_eq!(moved.rounds[0].closes_at, closes + MINUTE);
    assert!(moved.draft.rounds[0].closes_at.ends_with("+07:00"));
    let early = organiser.patch(&path, &window(opens - 30 * MINUTE, closes)).await;
    assert_eq!(
        early.refused(ErrorCode::InvalidWindow).field.as_deref(),
        Some("opens_at")
    );
    organiser
        .patch(&path, &json!({ "opens_at": "x", "closes_at": "y" }))
        .await
        .refused(ErrorCode::InvalidWindow);
    let swapped = organiser.patch(&path, &window(closes, opens)).await;
    assert_eq!(
        swapped.refused(ErrorCode::InvalidWindow).field.as_deref(),
        Some("closes_at")
    );

    app.clock.advance(12 * MINUTE);
    let opened = opens + MINUTE;
    let late = organiser.patch(&path, &window(opened + MINUTE, closes)).await;
    assert_eq!(
        late.refused(ErrorCode::InvalidWindow).field.as_deref(),
        Some("opens_at")
    );
    let past = organiser
        .patch(&path, &window(opened, app.now() - 5 * MINUTE))
        .await;
    assert_eq!(
        past.refused(ErrorCode::InvalidWindow).field.as_deref(),
        Some("closes_at")
    );
    let ended: StaffContest = organiser
        .patch(&path, &window(opened, app.now() - 2_000))
        .await
        .ok();
    assert_eq!(ended.rounds[0].phase, Phase::Closed);
    let view: ContestView = app.visitor().get(&paths::contest("phap-luat")).await.ok();
    assert_eq!(
        view.rounds[0].closes_at, ended.rounds[0].closes_at,
        "everybody sees it"
    );
    organiser
        .patch(&path, &window(opened, closes))
        .await
        .refused(ErrorCode::RoundClosed);
    let log: AuditLog = organiser.get(&paths::audit(made.id)).await.ok();
    assert_eq!(log.events[0].action, "round.window_moved");
});
