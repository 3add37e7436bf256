//! A machine whose clock is wrong is not ready, and reveals nothing.

use crate::both;
use crate::common::contest::{MINUTE, rules};
use crate::common::soon::until;
use crate::common::{Database, Reply, TestApp};
use contest_core::rounds::{Disclosure, KeyShown, RoundRules, ScoreShown};
use contest_core::wire::attempts::{Review, Submitted};
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use reqwest::StatusCode;
use std::time::Duration;

async fn readiness(app: &TestApp) -> Reply {
    Reply::of(reqwest::Client::new().get(format!("{}{}", app.url, paths::READY))).await
}

both!(
    a_wrong_clock_is_named_and_keeps_everything_secret,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let submitted = app.play(&contestant, arranged.round, 8).await;
        let attempt = submitted.receipt.expect("a receipt").attempt;
        let judge = app.sign_in("giamkhao").await;
        app.close_round(arranged.round).await;
        app.state.clock_skew.measure().await;
        // The test clock's advance does not make the machine's clock wrong.
        assert_eq!(readiness(&app).await.status, StatusCode::OK);

        let review = paths::review(attempt);
        let settlement = paths::settlement(arranged.round);
        let contest = paths::contest(&arranged.slug);
        let other = match app.database {
            Database::Sqlite => "redis",
            Database::Postgres => "the database",
        };
        for (wrong, side) in [(MINUTE, "ahead of"), (-MINUTE, "behind")] {
            app.clock.set_wrong(wrong);
            // Whatever the wrong clock says, the round is over: only the clock stands in the way.
            app.clock.advance(2 * MINUTE);
            app.state.clock_skew.measure().await;
            let ready = readiness(&app).await;
            assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
            let said = ready.text();
            assert!(
                said.starts_with("clock: ") && said.contains(&format!("s {side} {other}")),
                "{said}"
            );
            assert!(
                said.contains("clock: 60.0") || said.contains("clock: 59.9"),
                "{said}"
            );
            let refused = contestant.get(&review).await;
            assert!(
                refused
                    .refused(ErrorCode::Unavailable)
                    .message
                    .contains("đồng hồ")
            );
            judge.job(&settlement, &()).await.refused(ErrorCode::Unavailable);
            let view: ContestView = app.visitor().get(&contest).await.ok();
            assert_eq!(view.rounds[0].secret, None);
        }
        app.clock.set_wrong(0);
        app.state.clock_skew.measure().await;
        assert_eq!(readiness(&app).await.status, StatusCode::OK);
        assert_eq!(contestant.get(&review).await.ok::<Review>().questions.len(), 10);
        judge.job(&settlement, &()).await.ok::<RoundResults>();
        let view: ContestView = app.visitor().get(&contest).await.ok();
        assert!(view.rounds[0].secret.is_some());
    }
);

both!(what_cannot_matter_is_tolerated, |app| async move {
    app.clock.set_wrong(500);
    app.state.clock_skew.measure().await;
    assert_eq!(readiness(&app).await.status, StatusCode::OK);
});

// No comparison runs in this test: the clock is set between two comparisons.
both!(
    a_clock_that_was_just_set_closes_and_reveals_nothing,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let submitted = app.contestant(&arranged, 1).await;
        let receipt = app.play(&submitted, arranged.round, 8).await.receipt;
        let attempt = receipt.expect("a receipt").attempt;
        let playing = app.contestant(&arranged, 2).await;
        let open = playing.start(arranged.round).await;
        app.state.clock_skew.measure().await;

        app.clock.set_wrong(48 * 60 * MINUTE);
        let review = paths::review(attempt);
        submitted.get(&review).await.refused(ErrorCode::Unavailable);
        // Time for several sweeps.
        tokio::time::sleep(Duration::from_secs(2)).await;
        app.clock.set_wrong(0);
        app.state.clock_skew.measure().await;
        let resumed = playing.start(arranged.round).await;
        assert_eq!(resumed.attempt, open.attempt, "it still runs");
        submitted.get(&review).await.refused(ErrorCode::KeysNotPublic);
    }
);

both!(
    a_clock_that_is_ahead_tells_no_score_of_a_round_that_runs,
    |app: TestApp| async move {
        let disclosure = Disclosure {
            score: ScoreShown::AfterClose,
            key: KeyShown::AfterClose,
        };
        let rules = RoundRules {
            disclosure,
            ..rules()
        };
        let arranged = app.arrange(rules).await;
        let contestant = app.contestant(&arranged, 1).await;
        let receipt = app.play(&contestant, arranged.round, 8).await.receipt;
        let path = paths::receipt(receipt.expect("a receipt").attempt);
        let is_told = async || {
            let shown: Submitted = contestant.get(&path).await.ok();
            shown.receipt.expect("a receipt").withheld.is_none()
        };
        app.clock.set_wrong(48 * 60 * MINUTE);
        app.state.clock_skew.measure().await;
        // Time to ask the database whether the round was extended.
        tokio::time::sleep(Duration::from_secs(3)).await;
        assert!(!is_told().await, "by every other clock it runs");
        app.clock.set_wrong(0);
        app.state.clock_skew.measure().await;
        app.close_round(arranged.round).await;
        until("the score is told", is_told).await;
    }
);
