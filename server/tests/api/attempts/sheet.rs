//! `/attempts/{attempt}/sheet`: saving.

use crate::both;
use crate::common::Visitor;
use crate::common::contest::rules;
use crate::common::soon::soon;
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::{Receipt, SendSheet, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use futures_util::future::join_all;
use reqwest::Method;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use thiluat::db::entities::round;

both!(a_lower_revision_never_overwrites, |app| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let open = contestant.start(arranged.round).await;
    let save = |right: usize, revision: u32| {
        let sheet = app.sheet_with(arranged.round, open.attempt, right, revision);
        let body = SendSheet::new(open.ticket.clone(), sheet);
        let (contestant, path) = (contestant.clone(), paths::sheet(open.attempt));
        async move { contestant.put(&path, &body).await }
    };
    assert!(save(5, 5).await.status.is_success());
    assert!(
        save(5, 5).await.status.is_success(),
        "repeating a save is harmless"
    );
    assert_eq!(
        save(2, 4).await.refused(ErrorCode::StaleRevision).revision,
        Some(5)
    );
    save(3, 5).await.refused(ErrorCode::StaleRevision);
    // All at once and in any order: the highest revision stays.
    join_all((6..40).map(|revision| save(revision as usize % 10, revision))).await;
    let resumed = contestant.start(arranged.round).await;
    assert_eq!(resumed.sheet, app.sheet_with(arranged.round, open.attempt, 9, 39));
    // A submission from a device that is behind is scored with the newest answers.
    let behind = contestant
        .submit(&open, app.sheet_with(arranged.round, open.attempt, 1, 2))
        .await;
    assert_eq!(behind.receipt.expect("a receipt").score.points, 900);
});

/// Asks for the receipt as a phone does, from the moment when nothing more is accepted. Until the server has closed the
/// attempt, it says that this is about to happen.
async fn receipt_soon(contestant: &Visitor, attempt: AttemptId) -> Receipt {
    let path = paths::receipt(attempt);
    soon("a receipt", async || {
        let told: Submitted = contestant.get(&path).await.ok();
        told.receipt
    })
    .await
}

both!(
    a_late_save_is_refused_and_the_server_closes_with_what_was_saved,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let send = |right: usize, revision: u32| {
            SendSheet::new(
                open.ticket.clone(),
                app.sheet_with(arranged.round, open.attempt, right, revision),
            )
        };
        assert!(
            contestant
                .put(&paths::sheet(open.attempt), &send(4, 1))
                .await
                .status
                .is_success()
        );
        app.clock.advance(open.deadline.0 - app.now().0 + 3_500);
        contestant
            .put(&paths::sheet(open.attempt), &send(9, 2))
            .await
            .refused(ErrorCode::AttemptDeadlinePassed);
        contestant
            .post(&paths::submission(open.attempt), &send(10, 3))
            .await;
        let receipt = receipt_soon(&contestant, open.attempt).await;
        assert_eq!((receipt.score.points, receipt.closed_at), (400, open.deadline));
    }
);

both!(
    a_round_that_is_made_to_close_earlier_takes_no_answer_after_its_close,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let send = |right: usize, revision: u32| {
            SendSheet::new(
                open.ticket.clone(),
                app.sheet_with(arranged.round, open.attempt, right, revision),
            )
        };
        assert!(
            contestant
                .put(&paths::sheet(open.attempt), &send(3, 1))
                .await
                .status
                .is_success()
        );
        let closes_at = app.now() + 1_000;
        let row = round::ActiveModel {
            id: Set(arranged.round),
            closes_at: Set(closes_at),
            ..Default::default()
        };
        row.update(&app.state.db.write).await.expect("moved");
        app.state.changed().await.expect("the catalog");
        app.clock.advance(4_500);
        // The key is public, so nothing that arrives now is stored.
        let refused = contestant.put(&paths::sheet(open.attempt), &send(10, 2)).await;
        assert!(!refused.status.is_success());
        contestant
            .post(&paths::submission(open.attempt), &send(10, 3))
            .await;
        let receipt = receipt_soon(&contestant, open.attempt).await;
        assert_eq!((receipt.score.points, receipt.closed_at), (300, closes_at));
    }
);

both!(
    a_sheet_that_does_not_fit_is_refused_with_its_field,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let good = app.sheet_with(arranged.round, open.attempt, 3, 1);
        for (method, path) in [
            (Method::PUT, paths::sheet(open.attempt)),
            (Method::POST, paths::submission(open.attempt)),
        ] {
            let send = |body: Value| {
                let request = contestant.request(method.clone(), &path).json(&body);
                async move { crate::common::Reply::of(request).await }
            };
            let body = |answers: &str, revision: i64| json!({"ticket": open.ticket, "revision": revision, "answers": answers});
            for answers in ["", "111", "1111111111111", "!!!!!!!!!!", "________33", "🙂🙂"] {
                let error = send(body(answers, 1)).await.refused(ErrorCode::InvalidAnswers);
                assert_eq!(error.field.as_deref(), Some("answers"));
            }
            send(body(&good.answers, 0))
                .await
                .refused(ErrorCode::InvalidField);
            assert_eq!(
                send(body(&good.answers, -1))
                    .await
                    .refused(ErrorCode::MalformedBody)
                    .field
                    .as_deref(),
                Some("revision")
            );
            send(json!({"ticket": open.ticket}))
                .await
                .refused(ErrorCode::MalformedBody);
            send(json!([])).await.refused(ErrorCode::MalformedBody);
            send(json!({"ticket": "x", "revision": 1, "answers": good.answers}))
                .await
                .refused(ErrorCode::InvalidTicket);
            let with_prediction =
                json!({"ticket": open.ticket, "revision": 1, "answers": good.answers, "prediction": 5});
            send(with_prediction).await.refused(ErrorCode::InvalidPrediction);
            let huge = json!({"ticket": "x".repeat(2_000_000), "revision": 1, "answers": ""});
            send(huge).await.refused(ErrorCode::BodyTooLarge);
            let plain = contestant
                .request(method.clone(), &path)
                .header("Content-Type", "text/plain")
                .body("{}");
            crate::common::Reply::of(plain)
                .await
                .refused(ErrorCode::UnsupportedMedia);
        }
    }
);
