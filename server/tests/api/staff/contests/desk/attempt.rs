//! `GET …/desk/attempts/{attempt}`.

use super::{PHONE, account, audited};
use crate::both;
use crate::common::TestApp;
use crate::common::contest::rules;
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::{ClosedBy, SendSheet};
use contest_core::wire::audit::Audited;
use contest_core::wire::desk::{DeskEvents, DeskState, Happened};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use uuid::Uuid;

both!(
    an_attempt_is_told_from_its_start_to_its_receipt,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.contestant(&arranged, 1).await;
        let open = visitor.start(arranged.round).await;
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;
        let path = paths::desk_attempt(arranged.contest, open.attempt);
        let sheet = |right, revision| {
            let sheet = app.sheet_with(arranged.round, open.attempt, right, revision);
            SendSheet::new(open.ticket.clone(), sheet)
        };
        let saved = visitor.put(&paths::sheet(open.attempt), &sheet(3, 4)).await;
        assert!(saved.status.is_success(), "{}", saved.text());
        let running: DeskEvents = desk.get(&path).await.ok();
        assert_eq!(
            (running.account, running.attempt.state),
            (who, DeskState::Running)
        );
        let said: Vec<_> = running.events.iter().map(|event| event.what.clone()).collect();
        let started = Happened::Started {
            deadline: open.deadline,
        };
        assert_eq!(said, [started.clone(), Happened::Saved { revision: 4 }]);
        assert_eq!(running.sheet_hash, None);

        let submitted = visitor.submit(&open, sheet(6, 9).sheet).await;
        let receipt = submitted.receipt.expect("a receipt");
        let reply = desk.get(&path).await;
        let text = reply.text();
        assert!(
            !text.contains("points"),
            "scores are told before the close: {text}"
        );
        let told: DeskEvents = reply.ok();
        assert_eq!(
            (told.round_title.as_str(), told.attempt.code.as_ref()),
            ("Vòng 1", Some(&receipt.code))
        );
        assert_eq!(
            (told.sheet_hash.as_ref(), told.is_genuine),
            (Some(&receipt.sheet_hash), Some(true))
        );
        let kinds: Vec<_> = told.events.iter().map(|event| event.what.clone()).collect();
        let closed = Happened::Closed {
            by: ClosedBy::Contestant,
            revision: 9,
            answered: 6,
            total: 10,
        };
        assert!(kinds.contains(&Happened::LastChange { revision: 9 }));
        assert!(
            kinds.contains(&closed) && kinds.contains(&Happened::Recorded),
            "{kinds:?}"
        );
        assert_eq!(kinds[0], started);
        assert!(told.events.is_sorted_by_key(|event| event.at));

        app.close_round(arranged.round).await;
        let closed: DeskEvents = desk.get(&path).await.ok();
        assert_eq!(closed.attempt.score.map(|score| score.points), Some(600));
        let last = audited(&desk, arranged.contest).await.pop().expect("an event");
        assert_eq!(
            last.what,
            Some(Audited::DeskAttemptOpened {
                attempt: open.attempt
            })
        );
        let unknown = paths::desk_attempt(arranged.contest, AttemptId(Uuid::now_v7()));
        desk.get(&unknown).await.refused(ErrorCode::NotFound);
    }
);

both!(what_came_too_late_is_told, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let visitor = app.contestant(&arranged, 1).await;
    let open = visitor.start(arranged.round).await;
    app.clock.advance((open.deadline.0 - app.now().0) + 60_000);
    let sheet = app.sheet_with(arranged.round, open.attempt, 6, 9);
    let body = SendSheet::new(open.ticket.clone(), sheet);
    visitor
        .post(&paths::submission(open.attempt), &body)
        .await
        .refused(ErrorCode::LateSheetKept);
    let desk = app.sign_in("tochuc").await;
    let path = paths::desk_attempt(arranged.contest, open.attempt);
    let told: DeskEvents = desk.get(&path).await.ok();
    assert!(told.attempt.has_late_sheet);
    assert_eq!(told.attempt.closed_by, Some(ClosedBy::Deadline));
    let late = told.events.iter().find_map(|event| match &event.what {
        Happened::LateSheet { evidence } => Some((event.at, *evidence)),
        _ => None,
    });
    let (at, evidence) = late.expect("the late sheet");
    assert_eq!((at, evidence.deadline), (evidence.arrived_at, open.deadline));
});
