//! The board of a round.

use crate::both;
use crate::common::contest::rules;
use contest_core::wire::boards::Board;

both!(the_board_shows_the_best_first_and_masks_names, |app| async move {
    let arranged = app.arrange(rules()).await;
    for (n, right) in [(1, 3), (2, 9), (3, 6)] {
        let contestant = app.contestant(&arranged, n).await;
        app.play(&contestant, arranged.round, right).await;
    }
    let board = loop {
        let board: Board = app
            .visitor()
            .get(&format!("/rounds/{}/board", arranged.round))
            .await
            .ok();
        if board.people == 3 {
            break board;
        }
        tokio::task::yield_now().await;
    };
    let points: Vec<u32> = board.entries.iter().map(|entry| entry.points).collect();
    assert_eq!(points, [900, 600, 300]);
    assert_eq!(board.entries[0].name, "Nguyễn Thị H***");
    assert_eq!(board.entries[0].unit.as_deref(), Some("Xã Bình Minh"));
    // The unit above counts the people of the one below.
    let units: Vec<(&str, u64)> = board
        .units
        .iter()
        .map(|unit| (unit.name.as_str(), unit.people))
        .collect();
    assert_eq!(units, [("Tỉnh Thử Nghiệm", 3), ("Xã Bình Minh", 3)]);
    assert!(board.provisional);
});
