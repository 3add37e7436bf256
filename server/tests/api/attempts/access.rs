//! An attempt is its contestant's alone, at every address below it.

use crate::both;
use crate::common::contest::rules;
use contest_core::wire::attempts::SendSheet;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;

both!(another_contestants_attempt_is_out_of_reach, |app| async move {
    let arranged = app.arrange(rules()).await;
    let owner = app.contestant(&arranged, 1).await;
    let thief = app.contestant(&arranged, 2).await;
    let open = owner.start(arranged.round).await;
    let thiefs = thief.start(arranged.round).await;
    let sheet = app.sheet_with(arranged.round, open.attempt, 9, 1);
    let stolen = SendSheet::new(open.ticket.clone(), sheet.clone());
    let crossed = SendSheet::new(thiefs.ticket, sheet.clone());
    thief
        .put(&paths::sheet(open.attempt), &stolen)
        .await
        .refused(ErrorCode::Forbidden);
    thief
        .put(&paths::sheet(open.attempt), &crossed)
        .await
        .refused(ErrorCode::InvalidTicket);
    thief
        .post(&paths::submission(open.attempt), &stolen)
        .await
        .refused(ErrorCode::Forbidden);
    thief
        .get(&paths::paper(open.attempt))
        .await
        .refused(ErrorCode::NotFound);
    thief
        .get(&paths::receipt(open.attempt))
        .await
        .refused(ErrorCode::NotFound);
    owner.submit(&open, sheet).await;
    thief
        .get(&paths::receipt(open.attempt))
        .await
        .refused(ErrorCode::Forbidden);
    let refused = thief.get(&paths::review(open.attempt)).await;
    let refused = refused.refused(ErrorCode::Forbidden);
    assert!(
        refused.message.contains("tài khoản khác"),
        "it says whose: {}",
        refused.message
    );
    let judge = app.sign_in("giamkhao").await;
    for call in [
        paths::receipt(open.attempt),
        paths::review(open.attempt),
        paths::paper(open.attempt),
        paths::my_round(arranged.round),
        paths::MY_ATTEMPTS.into(),
    ] {
        judge.get(&call).await.refused(ErrorCode::StaffBarred);
        app.visitor().get(&call).await.refused(ErrorCode::SignInRequired);
    }
    judge
        .put(&paths::sheet(open.attempt), &stolen)
        .await
        .refused(ErrorCode::StaffBarred);
    app.visitor()
        .post(&paths::submission(open.attempt), &stolen)
        .await
        .refused(ErrorCode::SignInRequired);
});
