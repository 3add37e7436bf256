//! `/receipts/{code}`: whoever holds a code may check it, and learns nothing about anybody.

use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use contest_core::wire::attempts::Receipt;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::receipts::{CheckedScore, ReceiptCheck};
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use thiluat::db::entities::attempt;
use thiluat::recording::receipt_codes;

async fn check(app: &TestApp, code: &str) -> ReceiptCheck {
    app.visitor().get(&paths::receipt_check(code)).await.ok()
}

async fn change(app: &TestApp, receipt: &Receipt, column: attempt::Column, value: impl Into<Expr>) {
    attempt::Entity::update_many()
        .col_expr(column, value.into())
        .filter(attempt::Column::Id.eq(receipt.attempt))
        .exec(&app.state.db.write)
        .await
        .expect("a change by hand");
}

both!(points_are_told_only_after_the_close, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let receipt = app
        .play(&contestant, arranged.round, 8)
        .await
        .receipt
        .expect("a receipt");
    let path = paths::receipt_check(&receipt.code);
    let reply = app.visitor().get(&path).await;
    let text = reply.text();
    let open: ReceiptCheck = reply.ok();
    assert_eq!(open.score, None);
    assert_eq!(
        (open.code.as_str(), open.closed_at),
        (receipt.code.as_str(), receipt.closed_at)
    );
    assert_eq!(open.sheet_hash, receipt.sheet_hash);
    assert!(open.signature_valid);
    assert!(open.recorded_at >= open.closed_at);
    assert_eq!(open.contest_slug, arranged.slug);
    assert_eq!(open.round_title, "Vòng 1");
    // The signature covers the points: with the public key, anybody could find them by trying.
    let attempt = receipt.attempt.to_string();
    for secret in ["Nguyễn", "Xã Bình Minh", &receipt.signature, &attempt] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }

    app.close_round(arranged.round).await;
    let closed = check(&app, &receipt.code).await;
    let score = CheckedScore {
        points: 800,
        max_points: 1_000,
        signature: receipt.signature.clone(),
    };
    assert_eq!(closed.score, Some(score));
    assert_eq!(
        (closed.recorded_at, closed.signature_valid),
        (open.recorded_at, true)
    );
});

both!(a_code_is_found_however_it_is_typed, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let code = app
        .play(&contestant, arranged.round, 3)
        .await
        .receipt
        .expect("a receipt")
        .code;
    for typed in [
        code.to_lowercase(),
        code.replace('-', ""),
        code.replace('-', " "),
        code.replace('0', "o").replace('1', "l"),
        code.replace('1', "I"),
    ] {
        assert_eq!(check(&app, &typed).await.code, code, "{typed}");
    }
    let visitor = app.visitor();
    for wrong in [&code[..13], "x", "UUUU-UUUU-UUUU", &format!("{code}{code}")] {
        let refusal = visitor
            .get(&paths::receipt_check(wrong))
            .await
            .refused(ErrorCode::InvalidReceiptCode);
        assert_eq!(refusal.field.as_deref(), Some("code"), "{wrong}");
        assert!(refusal.message.contains("7F3K-9QAB-2MXR"), "{}", refusal.message);
    }
    let refusal = visitor
        .get(&paths::receipt_check("0000-0000-0001"))
        .await
        .refused(ErrorCode::UnknownReceipt);
    assert!(
        refusal.message.starts_with("Không có biên nhận nào"),
        "{}",
        refusal.message
    );
});

both!(answers_changed_by_hand_are_noticed, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let receipt = app
        .play(&contestant, arranged.round, 3)
        .await
        .receipt
        .expect("a receipt");
    assert!(check(&app, &receipt.code).await.signature_valid);
    change(
        &app,
        &receipt,
        attempt::Column::Answers,
        Expr::value("0000000000"),
    )
    .await;
    let changed = check(&app, &receipt.code).await;
    assert!(!changed.signature_valid);
    assert_eq!(
        changed.sheet_hash, receipt.sheet_hash,
        "the hash is that of the receipt"
    );
});

both!(
    receipts_of_earlier_releases_are_found_once_their_codes_are_filled_in,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let mut codes = Vec::new();
        for n in 1..=3 {
            let contestant = app.contestant(&arranged, n).await;
            let receipt = app
                .play(&contestant, arranged.round, 3)
                .await
                .receipt
                .expect("a receipt");
            // The server itself fills in nothing while a round is open.
            change(&app, &receipt, attempt::Column::ReceiptCode, Expr::value(0_i64)).await;
            codes.push(receipt.code);
        }
        for code in [codes[0].as_str(), "0000-0000-0000"] {
            let path = paths::receipt_check(code);
            app.visitor().get(&path).await.refused(ErrorCode::UnknownReceipt);
        }
        assert_eq!(receipt_codes::fill(&app.state.db).await.expect("filled in"), 3);
        assert_eq!(receipt_codes::fill(&app.state.db).await.expect("filled in"), 0);
        for code in codes {
            assert_eq!(check(&app, &code).await.code, code);
        }
    }
);
