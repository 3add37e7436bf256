//! The board comes back after Redis was away or has lost the round.

use crate::both;
use crate::common::TestApp;
use crate::common::boards::board;
use crate::common::contest::rules;
use crate::common::soon::soon;
use crate::own_redis;
use contest_core::ids::RoundId;
use contest_core::wire::attempts::{MyRound, SendSheet};
use contest_core::wire::boards::Board;
use contest_core::wire::paths;
use reqwest::StatusCode;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use std::collections::HashSet;
use std::time::Duration;
use thiluat::db::entities::attempt;

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
        let board = board_with_standings(&app, arranged.round).await;
        assert_eq!(
            (board.people, board.attempts, board.standings[0].points),
            (1, 1, 600)
        );
    }
);

/// Looks at the board until somebody stands on it: Redis is told again once it is back.
async fn board_with_standings(app: &TestApp, round: RoundId) -> Board {
    soon("a standing", async || {
        let board = board(app, round).await;
        (!board.standings.is_empty()).then_some(board)
    })
    .await
}

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
        let mut expected = before.standings.clone();
        expected.push(after.standings.last().expect("thirteen").clone());
        assert_eq!(after.standings, expected);
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
        board_with_standings(&app, arranged.round).await
    };
    let without = rewrite(300, -1).await;
    assert_eq!(points(&without).len(), 1, "{without:?}");
    assert_eq!(without.standings[0].points, 700);
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
        let body = SendSheet::new(
            open.ticket.clone(),
            app.sheet_with(arranged.round, open.attempt, 5, 1),
        );
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
        .standings
        .iter()
        .map(|standing| (standing.points, standing.duration_ms))
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
