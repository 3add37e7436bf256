//! What the board shows, live and final.

use crate::both;
use crate::common::contest::rules;
use contest_core::answers::AnswerSheet;
use contest_core::ranking::TieBreak;
use contest_core::rounds::{Prediction, PredictionTarget};
use contest_core::wire::attempts::MyRound;
use contest_core::wire::boards::{Board, WinnerList};
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults};

both!(the_board_shows_the_best_first_and_masks_names, |app| async move {
    let arranged = app.arrange(rules()).await;
    for (n, right) in [(1, 3), (2, 9), (3, 6)] {
        let contestant = app.contestant(&arranged, n).await;
        app.play(&contestant, arranged.round, right).await;
    }
    let board = loop {
        let board: Board = app.visitor().get(&paths::board(arranged.round)).await.ok();
        if board.people == 3 {
            break board;
        }
        tokio::task::yield_now().await;
    };
    let points: Vec<u32> = board.standings.iter().map(|standing| standing.points).collect();
    assert_eq!(points, [900, 600, 300]);
    assert_eq!(board.standings[0].name, "Nguyễn Thị H***");
    assert_eq!(board.standings[0].unit.as_deref(), Some("Xã Bình Minh"));
    // The upper unit counts the people of the lower one.
    let units: Vec<(&str, u64)> = board
        .units
        .iter()
        .map(|unit| (unit.name.as_str(), unit.people))
        .collect();
    assert_eq!(units, [("Tỉnh Thử Nghiệm", 3), ("Xã Bình Minh", 3)]);
    assert!(board.provisional);
});

both!(
    the_board_tells_when_somebody_submitted_where_that_decides,
    |app| async move {
        let mut rules = rules();
        rules.chain = vec![TieBreak::MostPoints, TieBreak::EarliestSubmission];
        let arranged = app.arrange(rules).await;
        let first = app.contestant(&arranged, 1).await;
        let submitted = app.play(&first, arranged.round, 9).await;
        let shown = |board: &Board| {
            board
                .standings
                .iter()
                .map(|one| one.closed_at)
                .collect::<Vec<_>>()
        };
        let board = loop {
            let board: Board = app.visitor().get(&paths::board(arranged.round)).await.ok();
            if board.people == 1 {
                break board;
            }
            tokio::task::yield_now().await;
        };
        assert_eq!(shown(&board), [Some(submitted.closed_at)]);
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        judge
            .job(&paths::settlement(arranged.round), &())
            .await
            .ok::<RoundResults>();
        judge.publish(arranged.round).await.ok::<RoundResults>();
        let board: Board = app.visitor().get(&paths::board(arranged.round)).await.ok();
        assert_eq!(shown(&board), [Some(submitted.closed_at)]);
        let list: WinnerList = app.visitor().get(&paths::winners(arranged.round)).await.ok();
        assert_eq!(list.winners[0].closed_at, Some(submitted.closed_at));
    }
);

both!(
    the_final_board_counts_the_prediction_in_and_leaves_the_disqualified_out,
    |app| async move {
        let mut rules = rules();
        rules.chain = vec![
            TieBreak::MostPoints,
            TieBreak::NearestPrediction,
            TieBreak::ShortestDuration,
        ];
        rules.prediction = Some(Prediction {
            question: "Có bao nhiêu người dự thi?".into(),
            target: PredictionTarget::People,
            before_disqualification: true,
        });
        let arranged = app.arrange(rules).await;
        let mut contestants = Vec::new();
        for (n, prediction) in [(1, 500), (2, 7), (3, 3)] {
            let contestant = app.contestant(&arranged, n).await;
            let open = contestant.start(arranged.round).await;
            let sheet = AnswerSheet {
                prediction: Some(prediction),
                ..app.sheet_with(arranged.round, open.attempt, 8, 1)
            };
            contestant.submit(&open, sheet).await;
            contestants.push(contestant);
        }
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let settled: RoundResults = judge.job(&paths::settlement(arranged.round), &()).await.ok();
        let first = settled.settlement.expect("settled").standings.remove(0);
        assert_eq!(first.name, "Nguyễn Thị Ba");
        let disqualify = Disqualify {
            accounts: vec![first.account],
            reason: "Thi hộ người khác.".into(),
        };
        judge
            .job(&paths::disqualifications(arranged.round), &disqualify)
            .await
            .ok::<RoundResults>();
        judge.publish(arranged.round).await.ok::<RoundResults>();
        let board: Board = app.visitor().get(&paths::board(arranged.round)).await.ok();
        let names: Vec<&str> = board
            .standings
            .iter()
            .map(|standing| standing.name.as_str())
            .collect();
        assert_eq!(names, ["Nguyễn Thị H***", "Nguyễn Thị M***"]);
        assert!(!board.provisional);
        let mut ranks = Vec::new();
        for contestant in &contestants {
            let mine: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
            ranks.push(mine.rank);
        }
        assert_eq!(ranks, [Some(2), Some(1), None]);
    }
);
