//! `/attempts/{attempt}/submission`: closing an attempt with its last sheet.

use crate::both;
use crate::common::contest::rules;
use contest_core::answers::AnswerSheet;
use contest_core::rounds::{Prediction, PredictionTarget};
use contest_core::wire::attempts::{Receipt, SendSheet, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use thiluat::db::entities::attempt;

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

both!(
    blanks_and_a_missing_prediction_are_refused_where_the_rules_say_so,
    |app| async move {
        let mut strict = rules();
        strict.answer_all = true;
        strict.prediction = Some(Prediction {
            question: "Có bao nhiêu người dự thi?".into(),
            target: PredictionTarget::People,
            before_disqualification: false,
        });
        let arranged = app.arrange(strict).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        assert!(open.answer_all && open.prediction.is_some());
        let path = paths::submission(open.attempt);
        let send = |right: usize, prediction: Option<i64>| {
            let sheet = AnswerSheet {
                prediction,
                ..app.sheet_with(arranged.round, open.attempt, right, 1)
            };
            let body = SendSheet::new(open.ticket.clone(), sheet);
            let (contestant, path) = (contestant.clone(), path.clone());
            async move { contestant.post(&path, &body).await }
        };
        send(9, Some(10)).await.refused(ErrorCode::BlanksNotAllowed);
        send(10, None).await.refused(ErrorCode::PredictionRequired);
        send(10, Some(-4)).await.refused(ErrorCode::InvalidPrediction);
        assert_eq!(
            send(10, Some(120))
                .await
                .ok::<Submitted>()
                .receipt
                .expect("a receipt")
                .score
                .points,
            1_000
        );
    }
);
