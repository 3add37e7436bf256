//! What comes too late finds that something else was there first.

use crate::both;
use crate::common::TestApp;
use crate::common::boards::board;
use crate::common::contest::{Arranged, rules};
use crate::common::raw_redis::{account_of, ask, key};
use crate::common::soon::until;
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::{OpenAttempt, SendSheet, Submitted};
use contest_core::wire::paths;
use live::board::{Decided, Recorded};
use live::keys::Shard;
use reqwest::StatusCode;
use thiluat::boards::shown::Shown;
use thiluat::recording::rows::recorded_attempt;

async fn shard_of(app: &TestApp, arranged: &Arranged, open: &OpenAttempt) -> Shard {
    let account = account_of(app, open.attempt).await;
    app.state.live.shard_of(arranged.round, account)
}

async fn is_frozen(app: &TestApp, shard: Shard, attempt: AttemptId) -> bool {
    let traces = app.state.live.traces(shard, attempt).await.expect("Redis");
    traces.pending.is_some()
}

both!(
    a_sweep_that_saw_an_attempt_open_leaves_what_was_frozen_since,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let (account, shard) = (
            account_of(&app, open.attempt).await,
            shard_of(&app, &arranged, &open).await,
        );
        let held = app.hold_database().await;
        let body = SendSheet::new(
            open.ticket.clone(),
            app.sheet_with(arranged.round, open.attempt, 5, 1),
        );
        let path = paths::submission(open.attempt);
        let accepted = contestant.post(&path, &body).await;
        assert_eq!(accepted.status, StatusCode::ACCEPTED);
        assert!(is_frozen(&app, shard, open.attempt).await);
        // The state seen by a sweep that has just read which attempts are due.
        let id = open.attempt.0.simple().to_string();
        let due = key(&app, arranged.round, account, "due");
        let _: i64 = ask(&app, "ZADD", &[&due, "1", &id]).await;
        until("the sweep has looked at it", async || {
            ask::<Option<f64>>(&app, "ZSCORE", &[&due, &id]).await.is_none()
        })
        .await;
        assert!(
            is_frozen(&app, shard, open.attempt).await,
            "what is frozen is gone"
        );
        held.release().await;
        until("there is a receipt", async || {
            let path = paths::receipt(open.attempt);
            let told: Submitted = contestant.get(&path).await.ok();
            told.receipt.is_some_and(|receipt| receipt.score.points == 500)
        })
        .await;
    }
);

both!(
    only_what_stands_as_it_was_found_is_given_up,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let shard = shard_of(&app, &arranged, &open).await;
        let live = &app.state.live;
        // A phone has opened it again meanwhile.
        for why in [None, Some("unreadable")] {
            assert!(!live.give_up(shard, open.attempt, "", why).await.expect("Redis"));
        }
        let traces = live.traces(shard, open.attempt).await.expect("Redis");
        assert!(traces.open.is_some() && traces.due.is_some() && traces.stuck.is_none());
    }
);

both!(
    a_correction_leaves_the_standing_of_an_attempt_that_it_has_not_read,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let first = contestant.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, first.attempt, 3, 1);
        assert!(contestant.submit(&first, sheet).await.receipt.is_some());
        let read = recorded(&app, &arranged, &first).await;
        // Recorded while the correction is on its way.
        let second = contestant.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, second.attempt, 7, 1);
        assert!(contestant.submit(&second, sheet).await.receipt.is_some());

        let shard = shard_of(&app, &arranged, &first).await;
        let best = app.state.round(arranged.round).expect("the round").best_counts();
        let corrected = app.state.live.correct(shard, best, &read).await;
        corrected.expect("Redis");
        assert_eq!(points(&app, &arranged).await, [700]);
        // Given both attempts, the correction makes the standing again.
        let mut both = recorded(&app, &arranged, &first).await;
        both.join(recorded(&app, &arranged, &second).await);
        app.state.live.correct(shard, best, &both).await.expect("Redis");
        assert_eq!(points(&app, &arranged).await, [700]);
    }
);

/// Returns an attempt in the form that the board takes.
async fn recorded(app: &TestApp, arranged: &Arranged, open: &OpenAttempt) -> Recorded {
    let round = app.state.round(arranged.round).expect("the round");
    let record = recorded_attempt(&app.state.db, open.attempt).await;
    let record = record.expect("rows").expect("a row");
    let shown = Shown::of(&record, "A").json();
    Recorded {
        account: record.account,
        number: record.number,
        unit: record.unit,
        choice: record.choice(round.rules.counted),
        sort_key: record.sort_key,
        shown,
        attempts: vec![Decided {
            attempt: record.attempt,
            revision: record.sheet.revision,
            closed_at: record.closed_at,
        }],
    }
}

async fn points(app: &TestApp, arranged: &Arranged) -> Vec<u32> {
    let board = board(app, arranged.round).await;
    board.standings.iter().map(|standing| standing.points).collect()
}
