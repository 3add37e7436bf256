//! A whole attempt, from the start to the review, and what is not shown on the way.

use crate::both;
use crate::common::contest::rules;
use contest_core::wire::attempts::{ClosedBy, History, MyRound, Review, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

both!(a_whole_attempt_from_start_to_review, |app| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let before: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
    assert_eq!(
        (before.attempts_used, before.rank, before.entered),
        (0, None, true)
    );
    let open = contestant.start(arranged.round).await;
    assert_eq!(open.questions.len(), 10);
    assert_eq!(open.deadline.0 - open.started_at.0, 600_000);
    let submitted = contestant
        .submit(&open, app.sheet_with(arranged.round, open.attempt, 8, 1))
        .await;
    let receipt = submitted.receipt.expect("a receipt");
    assert_eq!(
        (receipt.score.points, receipt.score.max_points, receipt.closed_by),
        (800, 1_000, ClosedBy::Contestant)
    );
    let after: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
    assert_eq!((after.attempts_used, after.rank, after.people), (1, Some(1), 1));
    let again: Submitted = contestant.get(&paths::receipt(open.attempt)).await.ok();
    assert_eq!(again.receipt.as_ref(), Some(&receipt));
    let review = paths::review(open.attempt);
    contestant.get(&review).await.refused(ErrorCode::KeysNotPublic);
    app.close_round(arranged.round).await;
    let review: Review = contestant.get(&review).await.ok();
    assert_eq!(review.questions.iter().map(|q| q.points).sum::<u32>(), 800);
    assert!(
        review
            .questions
            .iter()
            .all(|q| q.explanation.starts_with("Giải thích"))
    );
    let history: History = contestant.get(paths::MY_ATTEMPTS).await.ok();
    assert_eq!(history.attempts.len(), 1);
    assert!(history.attempts[0].review_open);
});

both!(no_key_leaves_the_server_before_the_close, |app| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let open = contestant.start(arranged.round).await;
    let mut seen = contestant
        .post(&paths::attempts(arranged.round), &())
        .await
        .text();
    contestant
        .submit(&open, app.sheet_with(arranged.round, open.attempt, 5, 1))
        .await;
    for path in [
        paths::CONTESTS.to_owned(),
        paths::contest(&arranged.slug),
        paths::board(arranged.round),
        paths::my_round(arranged.round),
        paths::receipt(open.attempt),
        paths::MY_ATTEMPTS.into(),
    ] {
        seen += &contestant.get(&path).await.text();
    }
    let secret = app.state.round(arranged.round).expect("the round").secret;
    for hidden in ["bí mật", "\"key\"", "explanation", &hex::encode(secret)] {
        assert!(!seen.contains(hidden), "{hidden} was sent before the close");
    }
});
