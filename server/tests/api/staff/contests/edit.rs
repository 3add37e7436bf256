//! `/staff/contests/{contest}`: changing a draft.

use crate::both;
use crate::common::bodies::{draft, moment, with};
use crate::common::contest::MINUTE;
use crate::common::organiser::organiser;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde_json::json;

both!(
    a_draft_that_has_changed_meanwhile_is_not_overwritten,
    |app| async move {
        let organiser = organiser(&app).await;
        // Made once: its moments follow the clock.
        let base = draft(&app, 5, 60);
        let seen: StaffContest = organiser.post(paths::STAFF_CONTESTS, &base).await.ok();
        let path = paths::staff_contest(seen.id);
        let titled = |title: &str| with(base.clone(), "/title", json!(title));
        let edit = async |version: &str, title: &str| {
            let body = json!({ "version": version, "draft": titled(title) });
            organiser.put(&path, &body).await
        };
        let first: StaffContest = edit(&seen.version, "Từ cửa sổ thứ nhất").await.ok();
        assert_ne!(first.version, seen.version);
        edit(&seen.version, "Từ cửa sổ thứ hai")
            .await
            .refused(ErrorCode::DraftChanged);
        organiser
            .publish_contest(&seen)
            .await
            .refused(ErrorCode::DraftChanged);
        // The reply to the first was lost, and it is sent again.
        let again: StaffContest = edit(&seen.version, "Từ cửa sổ thứ nhất").await.ok();
        assert_eq!(
            (again.version, again.draft, again.rounds),
            (first.version.clone(), first.draft, first.rounds)
        );
        // Who has looked at what is there now may replace it.
        let second: StaffContest = edit(&first.version, "Từ cửa sổ thứ hai").await.ok();
        assert_eq!(second.draft.title, "Từ cửa sổ thứ hai");

        // A round that is moved changes the draft too.
        let round = &second.rounds[0];
        let window =
            json!({ "opens_at": moment(round.opens_at + MINUTE), "closes_at": moment(round.closes_at) });
        let moved = organiser.patch(&paths::window(round.id), &window).await;
        let moved: StaffContest = moved.ok();
        edit(&second.version, "Không thấy giờ mới")
            .await
            .refused(ErrorCode::DraftChanged);

        let titles: Vec<String> = (0..8).map(|n| format!("Cùng một lúc {n}")).collect();
        let edits = titles.iter().map(|title| edit(&moved.version, title));
        let replies = futures_util::future::join_all(edits).await;
        let saved: Vec<usize> = (0..8).filter(|n| replies[*n].status.is_success()).collect();
        assert_eq!(saved.len(), 1, "{saved:?}");
        for (n, reply) in replies.iter().enumerate() {
            if n != saved[0] {
                reply.refused(ErrorCode::DraftChanged);
            }
        }
        let stored: StaffContest = organiser.get(&path).await.ok();
        assert_eq!(stored.draft.title, titles[saved[0]]);
        organiser.publish_contest(&stored).await.ok::<StaffContest>();
    }
);
