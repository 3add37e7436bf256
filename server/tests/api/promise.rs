//! The promise: no limit is exceeded, no accepted answer is lost, nothing happens twice.

use crate::both;
use crate::common::boards::board;
use crate::common::contest::{Arranged, rules};
use crate::common::soon::soon;
use crate::common::{Reply, TestApp, Visitor};
use crate::own_redis;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::wire::attempts::{MyRound, OpenAttempt, Receipt, SendSheet, Submitted};
use contest_core::wire::boards::Board;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use futures_util::future::join_all;
use reqwest::{Method, StatusCode};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};
use std::collections::HashSet;
use std::time::Duration;
use thiluat::db::entities::{attempt, round};
use uuid::Uuid;

both!(
    sixty_four_starts_at_once_open_one_attempt_and_the_limit_holds,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        // Three attempts are left. Each is opened once, however many devices ask with keys of their own.
        for number in 1..=3 {
            let starts = (0..64).map(|_| start_with(&contestant, &arranged, Uuid::now_v7()));
            let opened: Vec<OpenAttempt> = join_all(starts).await.iter().map(Reply::ok).collect();
            let attempts: HashSet<AttemptId> = opened.iter().map(|open| open.attempt).collect();
            assert_eq!(attempts.len(), 1);
            assert!(opened.iter().all(|open| open.number == number));
            let sheet = app.sheet_with(arranged.round, opened[0].attempt, 1, 1);
            assert!(contestant.submit(&opened[0], sheet).await.receipt.is_some());
        }
        let starts = (0..64).map(|_| start_with(&contestant, &arranged, Uuid::now_v7()));
        for reply in join_all(starts).await {
            reply.refused(ErrorCode::AttemptsExhausted);
        }
    }
);

both!(
    starting_again_resumes_and_the_same_key_answers_the_same_attempt,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let resumed = join_all((0..16).map(|_| contestant.start(arranged.round))).await;
        let attempts: HashSet<AttemptId> = resumed.iter().map(|open| open.attempt).collect();
        assert_eq!(attempts.len(), 1);
        let sheet = app.sheet_with(arranged.round, resumed[0].attempt, 1, 1);
        assert!(contestant.submit(&resumed[0], sheet).await.receipt.is_some());
        let key = Uuid::now_v7();
        let keyed = join_all((0..16).map(|_| start_with(&contestant, &arranged, key))).await;
        let keyed: Vec<OpenAttempt> = keyed.iter().map(Reply::ok).collect();
        let attempts: HashSet<AttemptId> = keyed.iter().map(|open| open.attempt).collect();
        assert_eq!(attempts.len(), 1);
        let mine: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
        assert_eq!(mine.attempts_used, 2);
        // The key of a closed attempt opens no other.
        let sheet = app.sheet_with(arranged.round, keyed[0].attempt, 1, 1);
        assert!(contestant.submit(&keyed[0], sheet).await.receipt.is_some());
        start_with(&contestant, &arranged, key)
            .await
            .refused(ErrorCode::AttemptClosed);
    }
);

async fn start_with(contestant: &Visitor, arranged: &Arranged, key: Uuid) -> Reply {
    let path = paths::attempts(arranged.round);
    let request = contestant.request(Method::POST, &path);
    Reply::of(request.header("Idempotency-Key", key.to_string())).await
}

both!(
    fifty_equal_submissions_make_one_row_and_fifty_equal_receipts,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, open.attempt, 7, 1);
        let submissions = join_all((0..50).map(|_| contestant.submit(&open, sheet.clone()))).await;
        let receipts: Vec<Receipt> = submissions
            .into_iter()
            .map(|s| s.receipt.expect("a receipt"))
            .collect();
        assert!(receipts.iter().all(|receipt| *receipt == receipts[0]));
        assert_eq!(receipts[0].score.points, 700);
        let rows = attempt::Entity::find().filter(attempt::Column::RoundId.eq(arranged.round));
        assert_eq!(rows.count(&app.state.db.read).await.expect("a count"), 1);
        // A later submission with another sheet still gets the first receipt.
        let other = app.sheet_with(arranged.round, open.attempt, 2, 9);
        assert_eq!(
            contestant.submit(&open, other).await.receipt.as_ref(),
            Some(&receipts[0])
        );
    }
);

both!(a_lower_revision_never_overwrites, |app| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let open = contestant.start(arranged.round).await;
    let save = |right: usize, revision: u32| {
        let sheet = app.sheet_with(arranged.round, open.attempt, right, revision);
        let body = SendSheet {
            ticket: open.ticket.clone(),
            sheet,
            acknowledged: None,
        };
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
        let send = |right: usize, revision: u32| SendSheet {
            ticket: open.ticket.clone(),
            sheet: app.sheet_with(arranged.round, open.attempt, right, revision),
            acknowledged: None,
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
        let send = |right: usize, revision: u32| SendSheet {
            ticket: open.ticket.clone(),
            sheet: app.sheet_with(arranged.round, open.attempt, right, revision),
            acknowledged: None,
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
    there_is_no_receipt_before_the_database_has_committed,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let held = app.hold_database().await;
        let body = SendSheet {
            ticket: open.ticket.clone(),
            sheet: app.sheet_with(arranged.round, open.attempt, 5, 1),
            acknowledged: None,
        };
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

own_redis!(
    a_submission_is_recorded_while_redis_is_down_and_the_board_gets_it_later,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        app.kill_redis().await;
        let sheet = app.sheet_with(arranged.round, open.attempt, 6, 1);
        let submitted = contestant.submit(&open, sheet.clone()).await;
        let receipt = submitted.receipt.expect("a receipt");
        assert_eq!(receipt.score.points, 600);
        assert_eq!(contestant.submit(&open, sheet).await.receipt, Some(receipt));
        app.close_round(arranged.round).await;
        let board = board_with_entries(&app, arranged.round).await;
        assert_eq!(
            (board.people, board.attempts, board.entries[0].points),
            (1, 1, 600)
        );
    }
);

/// Looks at the board until somebody stands on it: Redis is told again once it is back.
async fn board_with_entries(app: &TestApp, round: RoundId) -> Board {
    soon("an entry", async || {
        let board = board(app, round).await;
        (!board.entries.is_empty()).then_some(board)
    })
    .await
}

both!(the_audit_log_cannot_be_changed, |app| async move {
    let organiser = app.staff_account("organiser", "tochuc").await;
    let event = thiluat::db::audit::AuditEvent {
        actor: organiser,
        contest: None,
        subject: "thu".into(),
        what: contest_core::wire::audit::Audited::UnitsLoaded { units: 1 },
    };
    let db = &app.state.db.write;
    thiluat::db::audit::record(db, app.now(), event)
        .await
        .expect("an entry");
    for change in ["UPDATE audit_log SET detail = 'khác'", "DELETE FROM audit_log"] {
        let refused = db.execute_unprepared(change).await.expect_err("refused");
        assert!(refused.to_string().contains("append-only"), "{refused}");
    }
});

both!(
    wiping_redis_loses_no_recorded_attempt_and_the_board_comes_back,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        for n in 1..=12 {
            let contestant = app.contestant(&arranged, n).await;
            for attempt in 0..=(n % 3) {
                app.play(&contestant, arranged.round, ((n * 7 + attempt * 3) % 11) as usize)
                    .await;
            }
        }
        let contestant = app.contestant(&arranged, 99).await;
        let open = contestant.start(arranged.round).await;
        let before = board(&app, arranged.round).await;
        assert_eq!(before.people, 12);
        app.wipe_redis().await;
        // The open attempt goes on with its ticket.
        let submitted = contestant
            .submit(&open, app.sheet_with(arranged.round, open.attempt, 0, 1))
            .await;
        assert!(submitted.receipt.is_some());
        let after = board(&app, arranged.round).await;
        assert_eq!(after.people, 13);
        assert_eq!(after.attempts, before.attempts + 1);
        let mut expected = before.entries.clone();
        expected.push(after.entries.last().expect("thirteen").clone());
        assert_eq!(after.entries, expected);
        assert_eq!(recomputed(&app, arranged.round).await, points(&after));
        // The number of attempts used is not forgotten either.
        let mine: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
        assert_eq!(mine.attempts_used, 1);
    }
);

both!(a_damaged_row_keeps_no_other_from_coming_back, |app| async move {
    let arranged = app.arrange(rules()).await;
    for (n, right) in [(1, 3), (2, 7)] {
        let contestant = app.contestant(&arranged, n).await;
        app.play(&contestant, arranged.round, right).await;
    }
    let rewrite = async |from: i32, to: i32| {
        let written = attempt::Entity::update_many()
            .col_expr(attempt::Column::Points, to.into())
            .filter(attempt::Column::Points.eq(from))
            .exec(&app.state.db.write)
            .await;
        assert_eq!(written.expect("a row").rows_affected, 1);
        app.wipe_redis().await;
        board_with_entries(&app, arranged.round).await
    };
    let without = rewrite(300, -1).await;
    assert_eq!(points(&without).len(), 1, "{without:?}");
    assert_eq!(without.entries[0].points, 700);
    let whole = rewrite(-1, 300).await;
    assert_eq!(whole.people, 2);
});

both!(
    what_redis_forgot_before_the_commit_comes_to_the_board_after_it,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let held = app.hold_database().await;
        let body = SendSheet {
            ticket: open.ticket.clone(),
            sheet: app.sheet_with(arranged.round, open.attempt, 5, 1),
            acknowledged: None,
        };
        let accepted = contestant.post(&paths::submission(open.attempt), &body).await;
        assert_eq!(accepted.status, StatusCode::ACCEPTED);
        // The attempt is closed there and not yet recorded; a Redis that takes its place knows nothing of it.
        app.wipe_redis().await;
        assert_eq!(board(&app, arranged.round).await.people, 0);
        held.release().await;
        let complete = async {
            while board(&app, arranged.round).await.people == 0 {
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), complete)
            .await
            .expect("on the board within 10 s");
        let board = board(&app, arranged.round).await;
        assert_eq!((board.attempts, points(&board)[0].0), (1, 500));
    }
);

fn points(board: &Board) -> Vec<(u32, u64)> {
    board
        .entries
        .iter()
        .map(|entry| (entry.points, entry.duration_ms))
        .collect()
}

/// Computes the board from the database alone, with the core's ranking.
async fn recomputed(app: &TestApp, round: RoundId) -> Vec<(u32, u64)> {
    let rows = attempt::Entity::find()
        .filter(attempt::Column::RoundId.eq(round))
        .all(&app.state.db.read)
        .await;
    let mut rows = rows.expect("rows");
    rows.sort_by(|a, b| a.sort_key.cmp(&b.sort_key));
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(row.account_id));
    rows.iter()
        .map(|row| (row.points as u32, row.closed_at.since(row.started_at)))
        .collect()
}
