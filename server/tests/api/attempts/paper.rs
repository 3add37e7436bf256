//! `/attempts/{attempt}/paper`: going on with an attempt.

use crate::both;
use crate::common::contest::rules;
use contest_core::wire::attempts::{MyRound, OpenAttempt, SendSheet};
use contest_core::wire::paths;

both!(another_device_goes_on_where_the_first_stopped, |app| async move {
    let arranged = app.arrange(rules()).await;
    let phone = app.contestant(&arranged, 1).await;
    let open = phone.start(arranged.round).await;
    let sheet = app.sheet_with(arranged.round, open.attempt, 4, 7);
    let save = SendSheet::new(open.ticket.clone(), sheet.clone());
    assert!(
        phone
            .put(&paths::sheet(open.attempt), &save)
            .await
            .status
            .is_success()
    );
    let tablet = app.sign_in("0900000001").await;
    let mine: MyRound = tablet.get(&paths::my_round(arranged.round)).await.ok();
    assert_eq!(mine.open_attempt, Some(open.attempt));
    let resumed: OpenAttempt = tablet.get(&paths::paper(open.attempt)).await.ok();
    assert_eq!(
        (resumed.sheet, resumed.questions, resumed.deadline),
        (sheet, open.questions, open.deadline)
    );
});
