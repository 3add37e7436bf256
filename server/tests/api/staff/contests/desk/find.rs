//! `POST …/desk/search`.

use super::{PHONE, REASON, account, another_contest, audited, found, full, search};
use crate::both;
use crate::common::TestApp;
use crate::common::contest::{PASSWORD, name_of, rules};
use crate::common::crowd::{Play, Player, crowd};
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::Audited;
use contest_core::wire::desk::{CorrectPerson, DeskFound, DeskPerson, DeskReason, SoughtBy};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use serde_json::json;
use thiluat::db::entities::{account as accounts, entry};
use thiluat::desk::fill_names;

both!(
    people_are_found_by_phone_name_and_receipt_and_the_log_names_nobody,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let first = app.contestant(&arranged, 1).await;
        app.contestant(&arranged, 2).await;
        app.contestant(&arranged, 3).await;
        let receipt = app
            .play(&first, arranged.round, 5)
            .await
            .receipt
            .expect("a receipt");
        let desk = app.sign_in("tochuc").await;

        let reply = search(&desk, arranged.contest, " 0900 000 001 ").await;
        let text = reply.text();
        assert!(
            !text.contains(&name_of(1)) && !text.contains("00000001"),
            "{text}"
        );
        let by_phone: DeskFound = reply.ok();
        assert_eq!(
            (by_phone.by, by_phone.people.len(), by_phone.more),
            (SoughtBy::Phone, 1, false)
        );
        let one = &by_phone.people[0];
        assert_eq!(one.name, "Nguyễn Thị M***");
        assert_eq!(one.phone, "*** *** 001");
        assert_eq!(one.unit.as_deref(), Some("Tỉnh Thử Nghiệm › Xã Bình Minh"));

        for text in [&receipt.code, &receipt.code.to_lowercase().replace('-', " ")] {
            let by_code = found(&desk, arranged.contest, text).await;
            assert_eq!(
                (by_code.by, &by_code.people),
                (SoughtBy::Receipt, &by_phone.people),
                "{text}"
            );
        }
        for text in [
            &name_of(1),
            "NGUYEN THI MOT",
            "nguyễn thị mộ",
            "Thị Một",
            "mot",
            "mo",
        ] {
            let by_name = found(&desk, arranged.contest, text).await;
            assert_eq!(
                (by_name.by, &by_name.people),
                (SoughtBy::Name, &by_phone.people),
                "{text}"
            );
        }
        assert_eq!(found(&desk, arranged.contest, "nguyen thi").await.people.len(), 3);
        for text in ["0912345678", "7F3K-9QAB-2MXR", "Trần Thị Một", "hai ba"] {
            let nobody = found(&desk, arranged.contest, text).await;
            assert!(nobody.people.is_empty() && !nobody.more, "{text}");
        }
        for text in ["", "a", "12345", "Lan 2"] {
            let refused = search(&desk, arranged.contest, text)
                .await
                .refused(ErrorCode::InvalidField);
            assert_eq!(refused.field.as_deref(), Some("text"));
            assert!(refused.message.contains("mã biên nhận"), "{}", refused.message);
        }

        let events = audited(&desk, arranged.contest).await;
        let said: Vec<_> = events.iter().filter_map(|event| event.what.clone()).collect();
        let searched = |by, found| Audited::DeskSearched {
            by,
            found,
            more: false,
        };
        assert_eq!(said.len(), 14);
        assert_eq!(said[0], searched(SoughtBy::Phone, 1));
        assert_eq!(said[1], searched(SoughtBy::Receipt, 1));
        assert_eq!(said[9], searched(SoughtBy::Name, 3));
        assert_eq!(said[10], searched(SoughtBy::Phone, 0));
        assert_eq!(events[0].subject, one.account.to_string());
        assert_eq!(events[0].contestant.as_deref(), Some("Nguyễn Thị M***"));
        assert_eq!(events[9].subject, arranged.contest.to_string());
        assert_eq!(events[9].contestant, None);
        assert_eq!(events[0].actor_name, "Cán bộ tochuc");
        let log = desk.get(&paths::audit(arranged.contest)).await.text();
        for secret in ["Một", "mot", "00000001", &receipt.code] {
            assert!(!log.contains(secret), "{secret}: {log}");
        }
    }
);

both!(twenty_are_shown_and_more_is_said, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let players = |name: &str, n: usize| {
        (0..n)
            .map(|_| Player::new(name, &[Play::of(5, 30_000)]))
            .collect::<Vec<_>>()
    };
    crowd(&app, &arranged, &players("Trần Văn An", 20)).await;
    let desk = app.sign_in("tochuc").await;
    let twenty = found(&desk, arranged.contest, "trần văn an").await;
    assert_eq!((twenty.people.len(), twenty.more), (20, false));
    crowd(&app, &arranged, &players("Lê Văn An", 1)).await;
    let twenty = found(&desk, arranged.contest, "văn an").await;
    assert_eq!((twenty.people.len(), twenty.more), (20, true));
    let one = found(&desk, arranged.contest, "lê văn").await;
    assert_eq!((one.people.len(), one.more), (1, false));
});

both!(
    people_of_other_contests_are_not_there,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let (other, other_desk) = another_contest(&app, &arranged).await;
        let visitor = app.contestant(&other, 1).await;
        let receipt = app
            .play(&visitor, other.round, 5)
            .await
            .receipt
            .expect("a receipt");
        let desk = app.sign_in("tochuc").await;
        for text in [PHONE, &receipt.code, &name_of(1)] {
            assert!(
                found(&desk, arranged.contest, text).await.people.is_empty(),
                "{text}"
            );
            assert_eq!(
                found(&other_desk, other.contest, text).await.people.len(),
                1,
                "{text}"
            );
        }
        let theirs = account(&other_desk, other.contest, PHONE).await;
        let reason = json!({ "reason": REASON });
        let correction = json!({ "version": "", "reason": REASON, "name": "Lê Thị Mai" });
        for (asker, contest, code) in [
            (&desk, arranged.contest, ErrorCode::NotFound),
            (&desk, other.contest, ErrorCode::Forbidden),
        ] {
            asker
                .get(&paths::desk_person(contest, theirs))
                .await
                .refused(code);
            asker
                .post(&paths::desk_full(contest, theirs), &reason)
                .await
                .refused(code);
            asker
                .post(&paths::desk_code(contest, theirs), &reason)
                .await
                .refused(code);
            asker
                .patch(&paths::desk_person(contest, theirs), &correction)
                .await
                .refused(code);
            asker
                .get(&paths::desk_attempt(contest, receipt.attempt))
                .await
                .refused(code);
        }
        // Staff are nobody's contestants.
        let staff = paths::desk_code(arranged.contest, arranged.judge);
        desk.post(&staff, &reason).await.refused(ErrorCode::NotFound);
    }
);

both!(names_follow_their_owners, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let visitor = app.contestant(&arranged, 1).await;
    let desk = app.sign_in("tochuc").await;
    visitor
        .patch(paths::ME, &json!({ "name": "Lê Thị Hoa Mai" }))
        .await
        .ok::<Session>();
    assert_eq!(found(&desk, arranged.contest, "hoa mai").await.people.len(), 1);
    assert!(
        found(&desk, arranged.contest, &name_of(1))
            .await
            .people
            .is_empty()
    );

    // An entry of an earlier release.
    let removed = entry::Entity::update_many()
        .col_expr(entry::Column::NameKey, Expr::value(""))
        .col_expr(entry::Column::GivenKey, Expr::value(""))
        .filter(entry::Column::ContestId.eq(arranged.contest))
        .exec(&app.state.db.write)
        .await;
    removed.expect("a change by hand");
    let fill = async || {
        fill_names::fill(&app.state.db, arranged.contest)
            .await
            .expect("filled in")
    };
    fill().await;
    assert_eq!(fill().await, 0);
    let who = account(&desk, arranged.contest, PHONE).await;
    assert_eq!(
        found(&desk, arranged.contest, "hoa mai").await.people[0].account,
        who
    );

    // What the desk has written of somebody goes with them.
    let seen = full(&desk, arranged.contest, who).await;
    let body = CorrectPerson {
        version: seen.version,
        reason: "Lê Thị Hoa Mai gọi điện".into(),
        name: Some("Lê Thị Mai Hoa".into()),
        ..CorrectPerson::default()
    };
    let path = paths::desk_person(arranged.contest, who);
    desk.patch(&path, &body).await.ok::<DeskPerson>();
    assert_eq!(found(&desk, arranged.contest, "mai hoa").await.people.len(), 1);
    let log = desk.get(&paths::audit(arranged.contest)).await.text();
    assert!(log.contains("Hoa Mai gọi điện"), "{log}");
    let visitor = app.sign_in(PHONE).await;
    let erased = visitor
        .delete_with(paths::ME, &json!({ "password": PASSWORD }))
        .await;
    assert_eq!(erased.status, 204);
    for text in ["mai hoa", "thi sinh", PHONE] {
        assert!(
            found(&desk, arranged.contest, text).await.people.is_empty(),
            "{text}"
        );
    }
    let log = desk.get(&paths::audit(arranged.contest)).await.text();
    assert!(!log.contains("Mai"), "{log}");
    let reason = json!({ "reason": REASON });
    desk.post(&paths::desk_code(arranged.contest, who), &reason)
        .await
        .refused(ErrorCode::NotFound);
});

both!(
    whom_an_earlier_release_has_erased_is_forgotten,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        app.contestant(&arranged, 1).await;
        let desk = app.sign_in("tochuc").await;
        let who = account(&desk, arranged.contest, PHONE).await;
        full(&desk, arranged.contest, who).await;
        // It knows nothing of the desk.
        let now = app.clock.now();
        let erased = accounts::Entity::update_many()
            .col_expr(accounts::Column::ErasedAt, Expr::value(Some(now)))
            .filter(accounts::Column::Id.eq(who))
            .exec(&app.state.db.write)
            .await;
        assert_eq!(erased.expect("a change by hand").rows_affected, 1);
        // Nothing new is kept of them.
        let reason = DeskReason {
            reason: REASON.into(),
        };
        let path = paths::desk_full(arranged.contest, who);
        desk.post(&path, &reason).await.refused(ErrorCode::NotFound);
        let log = async || desk.get(&paths::audit(arranged.contest)).await.text();
        assert!(log().await.contains(REASON));
        fill_names::forget_erased(&app.state.db, now)
            .await
            .expect("forgotten");
        assert!(!log().await.contains(REASON));
        let by_name = found(&desk, arranged.contest, &name_of(1)).await;
        assert!(by_name.people.is_empty());
    }
);
