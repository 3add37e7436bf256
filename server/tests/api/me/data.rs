//! `GET /me/data`: the file is complete, and it is of one person.

use super::PHONE;
use crate::both;
use crate::common::TestApp;
use crate::common::contest::{name_of, rules};
use crate::common::results::{REASON, disqualify, finalise, settle};
use contest_core::wire::accounts::Session;
use contest_core::wire::attempts::SendSheet;
use contest_core::wire::me::{Me, MyData};
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, SetAsideReason};
use thiluat::clock::in_viet_nam;

both!(the_file_has_what_was_put_in, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let visitor = app.contestant(&arranged, 1).await;
    let other = app.contestant(&arranged, 2).await;
    let others = app.play(&other, arranged.round, 9).await;
    let mut sent = Vec::new();
    for right in [3, 7] {
        let open = visitor.start(arranged.round).await;
        let sheet = app.sheet_with(arranged.round, open.attempt, right, 1);
        let submitted = visitor.submit(&open, sheet.clone()).await;
        sent.push((sheet, submitted.receipt.expect("a receipt")));
    }
    let open = visitor.start(arranged.round).await;

    let reply = visitor.get(paths::MY_DATA).await;
    let disposition = reply.headers["content-disposition"].to_str().expect("ASCII");
    assert_eq!(disposition, "attachment; filename=\"du-lieu-cua-toi.json\"");
    assert_eq!(reply.headers["cache-control"], "no-store");
    let data: MyData = reply.ok();
    let me: Me = visitor.get(paths::ME).await.ok();
    assert_eq!(
        Me {
            now: me.now,
            ..data.me
        },
        me
    );
    assert_eq!(data.attempts.len(), 2);
    for (attempt, (sheet, receipt)) in data.attempts.iter().zip(&sent) {
        assert_eq!(attempt.receipt, *receipt);
        assert_eq!(attempt.sheet.answers, sheet.answers);
        assert_eq!((attempt.sheet.revision, attempt.sheet.prediction), (1, None));
        assert_eq!(attempt.contest_title.as_deref(), Some("Cuộc thi thử nghiệm"));
        assert_eq!(attempt.round_title.as_deref(), Some("Vòng 1"));
        assert_eq!(attempt.unit.as_deref(), Some("Tỉnh Thử Nghiệm › Xã Bình Minh"));
    }
    let starts: Vec<_> = data
        .open_starts
        .iter()
        .map(|start| (start.attempt, start.number))
        .collect();
    assert_eq!(starts, [(open.attempt, 3)]);
    let nothing = (data.set_aside, data.results, data.disqualifications);
    assert_eq!(nothing, Default::default());
    let text = reply.text();
    for of_other in [name_of(2), others.receipt.expect("a receipt").code] {
        assert!(!text.contains(&of_other), "{of_other}");
    }
    assert!(!text.contains("argon2"), "no hash of a password");
    let closed_at = in_viet_nam(sent[0].1.closed_at).strftime("%Y-%m-%dT%H:%M:%S");
    let read = format!("\"closed_at_viet_nam\": \"{closed_at}");
    assert!(
        text.contains(&read) && text.contains("+07:00\""),
        "{read}: {text}"
    );
    assert!(data.how_to_read.contains("mili giây"), "{}", data.how_to_read);

    // A sheet that arrives too late is kept, and is in the file too.
    app.close_round(arranged.round).await;
    let late = app.sheet_with(arranged.round, open.attempt, 10, 4);
    let body = SendSheet::new(open.ticket.clone(), late.clone());
    visitor.post(&paths::submission(open.attempt), &body).await;
    let data: MyData = visitor.get(paths::MY_DATA).await.ok();
    assert!(data.open_starts.is_empty());
    assert_eq!(data.attempts.len(), 3);
    let [kept] = data.set_aside.as_slice() else {
        panic!("{:?}", data.set_aside);
    };
    assert_eq!((kept.attempt, kept.reason), (open.attempt, SetAsideReason::Late));
    assert_eq!(
        kept.sheet.as_ref().map(|sheet| &sheet.answers),
        Some(&late.answers)
    );
});

both!(the_file_has_results_and_decisions, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let (first, second) = (
        app.contestant(&arranged, 1).await,
        app.contestant(&arranged, 2).await,
    );
    app.play(&first, arranged.round, 9).await;
    app.play(&second, arranged.round, 5).await;
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    let out = second.get(paths::SESSION).await.ok::<Session>().account;
    settle(&judge, arranged.round).await.ok::<RoundResults>();
    disqualify(&judge, arranged.round, out, REASON)
        .await
        .ok::<RoundResults>();
    finalise(&judge, arranged.round).await.ok::<RoundResults>();

    let data: MyData = first.get(paths::MY_DATA).await.ok();
    let result = &data.results[0];
    assert_eq!(
        (result.rank, result.people, result.prize.as_deref()),
        (Some(1), 1, Some("Giải Nhất"))
    );
    assert_eq!(data.disqualifications, []);
    // The person may read what was decided about them, on whichever device.
    let data: MyData = app.sign_in("0900000002").await.get(paths::MY_DATA).await.ok();
    assert_eq!(
        (data.results[0].rank, data.results[0].prize.as_deref()),
        (None, None)
    );
    assert_eq!(data.disqualifications[0].reason.as_deref(), Some(REASON));
    assert_eq!(data.disqualifications[0].round, arranged.round);
    assert_eq!(app.sign_in(PHONE).await.get(paths::MY_DATA).await.status, 200);
});
