//! `/attempts/{attempt}/receipt`: closed attempts have one, as soon as the database has them.

use crate::both;
use crate::common::contest::rules;
use contest_core::wire::attempts::{ClosedBy, SendSheet, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use reqwest::StatusCode;
use std::time::Duration;

both!(
    there_is_no_receipt_before_the_database_has_committed,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let held = app.hold_database().await;
        let body = SendSheet::new(
            open.ticket.clone(),
            app.sheet_with(arranged.round, open.attempt, 5, 1),
        );
        let accepted = contestant.post(&paths::submission(open.attempt), &body).await;
        assert_eq!(accepted.status, StatusCode::ACCEPTED);
        let accepted: Submitted = accepted.ok();
        assert_eq!(accepted.receipt, None);
        let asked = contestant.get(&paths::receipt(open.attempt)).await;
        assert_eq!(asked.status, StatusCode::ACCEPTED);
        assert_eq!(asked.ok::<Submitted>(), accepted);
        held.release().await;
        // The closing time counts, however late the database comes back.
        let recorded = async {
            loop {
                let asked: Submitted = contestant.get(&paths::receipt(open.attempt)).await.ok();
                assert_eq!(asked.closed_at, accepted.closed_at);
                if let Some(receipt) = asked.receipt {
                    return receipt;
                }
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        let receipt = tokio::time::timeout(Duration::from_secs(10), recorded).await;
        assert_eq!(receipt.expect("a receipt within 10 s").score.points, 500);
    }
);

both!(
    the_server_closes_overdue_attempts_at_their_deadline,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, open.attempt, 6, 1);
        let saved = SendSheet::new(open.ticket.clone(), sheet);
        assert!(
            contestant
                .put(&paths::sheet(open.attempt), &saved)
                .await
                .status
                .is_success()
        );
        contestant
            .get(&paths::receipt(open.attempt))
            .await
            .refused(ErrorCode::AttemptStillOpen);
        app.clock.advance(3_600_000);
        app.state.recovery.sweep(true).await.expect("swept");
        let closed: Submitted = contestant.get(&paths::receipt(open.attempt)).await.ok();
        let receipt = closed.receipt.expect("a receipt");
        assert_eq!(
            (receipt.closed_by, receipt.closed_at, receipt.score.points),
            (ClosedBy::Deadline, open.deadline, 600)
        );
    }
);
