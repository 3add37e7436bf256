//! `/staff/rounds/{round}/cancellation`: a round that ends for good, without a result.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::{Arranged, rules};
use crate::common::results::settle;
use crate::common::soon::until;
use contest_core::rounds::{Disclosure, KeyShown, Phase, RoundRules, ScoreShown};
use contest_core::wire::attempts::{ClosedBy, Saved, SendSheet, Submitted};
use contest_core::wire::audit::AuditLog;
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use contest_core::wire::staff::StaffContest;
use serde_json::json;

both!(
    a_cancelled_round_keeps_what_was_answered_and_has_no_result,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let other = app.contestant(&arranged, 2).await;
        let open = contestant.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, open.attempt, 4, 1);
        let body = SendSheet::new(open.ticket.clone(), sheet);
        contestant
            .put(&paths::sheet(open.attempt), &body)
            .await
            .ok::<Saved>();
        let organiser = app.sign_in("tochuc").await;
        let contest: StaffContest = organiser.get(&paths::staff_contest(arranged.contest)).await.ok();
        let title = &contest.rounds[0].title;
        let path = paths::cancellation(arranged.round);
        let why = "Đề thi bị lộ trước giờ thi";
        let typed = |title: &str| json!({ "title": title, "reason": why });
        let refused = organiser.post(&path, &typed("vòng khác")).await;
        assert_eq!(
            refused.refused(ErrorCode::InvalidField).field.as_deref(),
            Some("title")
        );
        let cancelled: StaffContest = organiser.post(&path, &typed(title)).await.ok();
        organiser.post(&path, &typed(title)).await.ok::<StaffContest>();
        assert_eq!(cancelled.rounds[0].phase, Phase::Closed);
        assert_eq!(cancelled.rounds[0].cancelled.as_deref(), Some(why));
        let view: ContestView = app.visitor().get(&paths::contest(&arranged.slug)).await.ok();
        let told = view.notice.unwrap_or_default();
        assert!(
            told.contains(why) && told.contains(title),
            "everybody reads why: {told}"
        );
        assert_eq!(view.rounds[0].secret, None, "keys wait as after any close");

        other
            .post(&paths::attempts(arranged.round), &())
            .await
            .refused(ErrorCode::RoundCancelled);
        app.close_round(arranged.round).await;
        let receipt = paths::receipt(open.attempt);
        until("it is recorded", async || {
            contestant.get(&receipt).await.status.as_u16() == 200
        })
        .await;
        let kept: Submitted = contestant.get(&receipt).await.ok();
        let kept = kept.receipt.expect("a receipt");
        assert_eq!((kept.score.points, kept.closed_by), (400, ClosedBy::Deadline));
        app.visitor()
            .get(&paths::board(arranged.round))
            .await
            .refused(ErrorCode::RoundCancelled);
        let judge = app.sign_in("giamkhao").await;
        judge
            .post(&paths::settlement(arranged.round), &())
            .await
            .refused(ErrorCode::RoundCancelled);
        judge
            .post(&paths::final_settlement(arranged.round), &json!({ "version": 1 }))
            .await
            .refused(ErrorCode::RoundCancelled);
        let log: AuditLog = organiser.get(&paths::audit(arranged.contest)).await.ok();
        assert_eq!(log.events[0].action, "round.cancelled");
        let else_why = json!({ "title": title, "reason": "một lý do khác" });
        organiser
            .post(&path, &else_why)
            .await
            .refused(ErrorCode::RoundCancelled);
    }
);

async fn cancel(app: &TestApp, arranged: &Arranged) {
    let organiser = app.sign_in("tochuc").await;
    let contest: StaffContest = organiser.get(&paths::staff_contest(arranged.contest)).await.ok();
    let body = json!({ "title": contest.rounds[0].title, "reason": "Đề thi bị lộ trước giờ thi" });
    let path = paths::cancellation(arranged.round);
    organiser.post(&path, &body).await.ok::<StaffContest>();
}

both!(
    what_waits_for_a_final_result_is_shown_after_a_cancellation,
    |app: TestApp| async move {
        let disclosure = Disclosure {
            score: ScoreShown::AfterFinal,
            key: KeyShown::AfterFinal,
        };
        let rules = RoundRules {
            disclosure,
            ..rules()
        };
        let arranged = app.arrange(rules).await;
        let contestant = app.contestant(&arranged, 1).await;
        let receipt = app.play(&contestant, arranged.round, 7).await.receipt;
        let attempt = receipt.expect("a receipt").attempt;
        cancel(&app, &arranged).await;
        app.close_round(arranged.round).await;
        until("the score is told", async || {
            let shown: Submitted = contestant.get(&paths::receipt(attempt)).await.ok();
            shown.receipt.expect("a receipt").withheld.is_none()
        })
        .await;
        until("the key is shown", async || {
            contestant.get(&paths::review(attempt)).await.status.is_success()
        })
        .await;
    }
);

both!(
    what_was_settled_before_a_cancellation_is_no_result,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        app.play(&contestant, arranged.round, 7).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        cancel(&app, &arranged).await;
        for table in ["ranking", "winners"] {
            let path = |ending: &str| paths::export(arranged.round, &format!("{table}.{ending}"));
            judge.get(&path("csv")).await.refused(ErrorCode::RoundCancelled);
            judge
                .post(&path("xlsx"), &())
                .await
                .refused(ErrorCode::RoundCancelled);
        }
        let attempts = judge.get(&paths::export(arranged.round, "attempts.csv")).await;
        assert!(attempts.status.is_success(), "{}", attempts.text());
        let results: RoundResults = judge.get(&paths::settlement(arranged.round)).await.ok();
        assert!(results.settlement.is_none());
    }
);
