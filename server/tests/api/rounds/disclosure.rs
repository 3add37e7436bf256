//! Scores and keys that contestants learn later: until then, every way to them is closed.

use crate::both;
use crate::common::boards::board;
use crate::common::contest::{Arranged, rules};
use crate::common::results::{finalise, settle};
use crate::common::soon::until;
use crate::common::{TestApp, Visitor};
use contest_core::rounds::{Disclosure, KeyShown, RoundRules, ScoreShown};
use contest_core::wire::attempts::{History, MyRoundInUnit, Receipt, Review, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::receipts::ReceiptCheck;
use contest_core::wire::results::RoundResults;
use serde_json::Value;

fn showing(score: ScoreShown, key: KeyShown) -> RoundRules {
    RoundRules {
        disclosure: Disclosure { score, key },
        ..rules()
    }
}

async fn receipt(visitor: &Visitor, submitted: &Submitted) -> Receipt {
    let attempt = submitted.receipt.as_ref().expect("a receipt").attempt;
    let again: Submitted = visitor.get(&paths::receipt(attempt)).await.ok();
    again.receipt.expect("a receipt")
}

/// Checks that nothing tells the score of an attempt with 7 points, or which of two attempts is the better one.
async fn nothing_is_told(app: &TestApp, arranged: &Arranged, visitor: &Visitor, submitted: &Submitted) {
    let receipt = receipt(visitor, submitted).await;
    assert!(receipt.withheld.is_some() && receipt.score.total == 0 && receipt.score.points == 0);
    assert_eq!(
        submitted.receipt.as_ref(),
        Some(&receipt),
        "the submission tells the same"
    );
    let history: History = visitor.get(paths::MY_ATTEMPTS).await.ok();
    for past in &history.attempts {
        assert_eq!((past.receipt.score.points, past.replaced), (0, false));
        assert!(past.receipt.withheld.is_some());
    }
    let mine: MyRoundInUnit = visitor.get(&paths::my_round(arranged.round)).await.ok();
    assert_eq!((mine.mine.rank, mine.mine.counted, mine.unit), (None, None, None));
    let shown = board(app, arranged.round).await;
    assert!(shown.standings.is_empty() && shown.withheld.is_some());
    for document in [
        paths::result_card(receipt.attempt),
        paths::certificate(receipt.attempt),
    ] {
        visitor.get(&document).await.refused(ErrorCode::ScoreWithheld);
    }
    let check: ReceiptCheck = app.visitor().get(&paths::receipt_check(&receipt.code)).await.ok();
    assert!(check.score.is_none() && check.signature_valid);
    let data: Value = visitor.get(paths::MY_DATA).await.ok();
    assert!(!data.to_string().contains("\"points\":700"), "{data}");
    visitor
        .get(&paths::review(receipt.attempt))
        .await
        .refused(ErrorCode::KeysNotPublic);
}

both!(
    a_score_that_is_announced_after_the_close_is_told_nowhere_before,
    |app: TestApp| async move {
        let arranged = app
            .arrange(showing(ScoreShown::AfterClose, KeyShown::AfterClose))
            .await;
        let contestant = app.contestant(&arranged, 1).await;
        let better = app.play(&contestant, arranged.round, 7).await;
        app.play(&contestant, arranged.round, 3).await;
        until("the attempts are on the board", async || {
            board(&app, arranged.round).await.people == 1
        })
        .await;
        nothing_is_told(&app, &arranged, &contestant, &better).await;

        app.close_round(arranged.round).await;
        until("the scores are told", async || {
            receipt(&contestant, &better).await.withheld.is_none()
        })
        .await;
        assert_eq!(receipt(&contestant, &better).await.score.points, 700);
        let mine: MyRoundInUnit = contestant.get(&paths::my_round(arranged.round)).await.ok();
        assert_eq!(mine.mine.rank, Some(1));
        until("the board is shown", async || {
            !board(&app, arranged.round).await.standings.is_empty()
        })
        .await;
        let history: History = contestant.get(paths::MY_ATTEMPTS).await.ok();
        assert!(history.attempts[0].replaced && !history.attempts[1].replaced);
    }
);

both!(
    score_and_key_that_wait_for_the_final_result_wait_for_it,
    |app: TestApp| async move {
        let arranged = app
            .arrange(showing(ScoreShown::AfterFinal, KeyShown::AfterFinal))
            .await;
        let contestant = app.contestant(&arranged, 1).await;
        let submitted = app.play(&contestant, arranged.round, 7).await;
        until("the attempt is on the board", async || {
            board(&app, arranged.round).await.people == 1
        })
        .await;
        app.close_round(arranged.round).await;
        nothing_is_told(&app, &arranged, &contestant, &submitted).await;

        let judge = app.sign_in("giamkhao").await;
        settle(&judge, arranged.round).await.ok::<RoundResults>();
        nothing_is_told(&app, &arranged, &contestant, &submitted).await;
        finalise(&judge, arranged.round).await.ok::<RoundResults>();
        let told = receipt(&contestant, &submitted).await;
        assert_eq!((told.score.points, told.withheld), (700, None));
        assert_eq!(board(&app, arranged.round).await.standings.len(), 1);
        let review = paths::review(told.attempt);
        until("the key is shown", async || {
            contestant.get(&review).await.status.is_success()
        })
        .await;
        let review: Review = contestant.get(&review).await.ok();
        assert!(review.questions.iter().all(|question| !question.key.is_empty()));
    }
);

both!(a_key_may_wait_longer_than_the_score, |app: TestApp| async move {
    let arranged = app
        .arrange(showing(ScoreShown::AtOnce, KeyShown::AfterFinal))
        .await;
    let contestant = app.contestant(&arranged, 1).await;
    let submitted = app.play(&contestant, arranged.round, 7).await;
    let receipt = submitted.receipt.expect("a receipt");
    assert_eq!((receipt.score.points, receipt.withheld), (700, None));
    app.close_round(arranged.round).await;
    let review = paths::review(receipt.attempt);
    let refused = contestant.get(&review).await.refused(ErrorCode::KeysNotPublic);
    assert!(
        refused.message.contains("kết quả chính thức"),
        "{}",
        refused.message
    );
});
