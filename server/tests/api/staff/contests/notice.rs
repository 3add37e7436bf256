//! `/staff/contests/{contest}/notice`: what stands on all screens.

use crate::both;
use crate::common::TestApp;
use crate::common::bodies::moment;
use crate::common::contest::{MINUTE, rules};
use contest_core::wire::attempts::{Saved, SendSheet};
use contest_core::wire::audit::AuditLog;
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde_json::json;

both!(
    a_notice_reaches_the_page_and_the_papers_until_it_goes,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let organiser = app.sign_in("tochuc").await;
        let path = paths::notice(arranged.contest);
        let mut revision = 0;
        let mut heard = async || {
            revision += 1;
            let sheet = app.sheet_with(arranged.round, open.attempt, 4, revision);
            let body = SendSheet::new(open.ticket.clone(), sheet);
            let saved: Saved = contestant.put(&paths::sheet(open.attempt), &body).await.ok();
            saved.notice
        };
        assert_eq!(heard().await, None);
        let text = "Mất điện tại xã Bình Minh, thời gian sẽ được cộng thêm.";
        let shown: StaffContest = organiser.put(&path, &json!({ "text": text })).await.ok();
        assert_eq!(shown.notice.expect("a notice").text, text);
        assert_eq!(heard().await.as_deref(), Some(text));
        let view: ContestView = app.visitor().get(&paths::contest(&arranged.slug)).await.ok();
        assert_eq!(view.notice.as_deref(), Some(text));

        let soon = json!({ "text": "Ngắn gọn", "until": moment(app.now() + MINUTE) });
        organiser.put(&path, &soon).await.ok::<StaffContest>();
        organiser.put(&path, &soon).await.ok::<StaffContest>();
        assert_eq!(heard().await.as_deref(), Some("Ngắn gọn"));
        app.clock.advance(2 * MINUTE);
        assert_eq!(heard().await, None, "it went by itself");
        organiser
            .put(&path, &json!({ "text": text }))
            .await
            .ok::<StaffContest>();
        let down: StaffContest = organiser.put(&path, &json!({ "text": " " })).await.ok();
        assert_eq!((down.notice, heard().await), (None, None));

        let log: AuditLog = organiser.get(&paths::audit(arranged.contest)).await.ok();
        let versions = log.events.iter().filter(|event| event.action == "contest.notice");
        assert_eq!(versions.count(), 4, "a repeated request changes nothing");
        for body in [
            json!({ "text": "ộ".repeat(301) }),
            json!({ "text": text, "until": moment(app.now() - MINUTE) }),
        ] {
            organiser.put(&path, &body).await.refused(ErrorCode::InvalidField);
        }
    }
);
