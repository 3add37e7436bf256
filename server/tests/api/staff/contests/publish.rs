//! `/staff/contests/{contest}/publish`: from the draft to what everybody sees.

use crate::both;
use crate::common::bodies::{draft, with};
use crate::common::contest::MINUTE;
use crate::common::organiser::{load_bank, organiser, sample_bank};
use contest_core::rounds::Phase;
use contest_core::wire::audit::{AuditLog, Audited, DraftPart};
use contest_core::wire::contests::{ContestList, ContestView};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};
use serde_json::json;
use thiluat::db::entities::contest;

both!(a_contest_is_made_changed_published_and_seen, |app| async move {
    let organiser = organiser(&app).await;
    let reply = organiser.post(paths::STAFF_CONTESTS, &draft(&app, -5, 60)).await;
    assert_eq!(reply.status, 201);
    let made: StaffContest = reply.ok();
    assert!(!made.published && made.rounds.len() == 1 && made.entrants == 0);
    let path = paths::staff_contest(made.id);
    assert!(
        app.visitor()
            .get(paths::CONTESTS)
            .await
            .ok::<ContestList>()
            .contests
            .is_empty()
    );
    app.visitor()
        .get(&paths::contest("phap-luat"))
        .await
        .refused(ErrorCode::NotFound);

    let edited = with(draft(&app, -5, 60), "/title", json!("  Tìm hiểu Hiến pháp "));
    let edited = json!({ "version": made.version, "draft": edited });
    let edited: StaffContest = organiser.put(&path, &edited).await.ok();
    assert_eq!(edited.draft.title, "Tìm hiểu Hiến pháp");
    let published: StaffContest = organiser.publish_contest(&edited).await.ok();
    assert!(published.published);
    assert_eq!(published.rounds[0].phase, Phase::Open);

    let list: ContestList = app.visitor().get(paths::CONTESTS).await.ok();
    assert_eq!(
        (list.contests[0].slug.as_str(), list.contests[0].phase),
        ("phap-luat", Phase::Open)
    );
    let view: ContestView = app.visitor().get(&paths::contest("phap-luat")).await.ok();
    assert_eq!(view.rounds[0].secret, None);
    // One question of the bank has several right answers.
    let multiple = view.rounds[0].multiple_choice;
    assert!(multiple.exact && !multiple.partial, "{multiple:?}");
    assert!(view.consent.text.contains("Sở Tư pháp") && view.consent.version.len() == 12 && !view.has_units);

    let again = organiser.publish_contest(&edited).await;
    again.refused(ErrorCode::AlreadyPublished);
    organiser
        .put(
            &path,
            &json!({ "version": edited.version, "draft": draft(&app, -5, 60) }),
        )
        .await
        .refused(ErrorCode::AlreadyPublished);
    let log: AuditLog = organiser.get(&paths::audit(made.id)).await.ok();
    let actions: Vec<&str> = log.events.iter().map(|event| event.action.as_str()).collect();
    assert_eq!(
        actions,
        ["contest.published", "contest.edited", "contest.created"]
    );
    assert_eq!(log.events[0].actor_name, "Cán bộ tochuc");
});

both!(a_contest_that_is_over_is_not_published, |app| async move {
    let organiser = organiser(&app).await;
    let late: StaffContest = organiser
        .post(paths::STAFF_CONTESTS, &draft(&app, 5, 10))
        .await
        .ok();
    app.clock.advance(11 * MINUTE);
    let refused = organiser.publish_contest(&late).await;
    assert_eq!(
        refused.refused(ErrorCode::NotPublishable).field.as_deref(),
        Some("rounds.0.closes_at")
    );
});

both!(contestants_must_be_able_to_reach_somebody, |app| async move {
    let organiser = organiser(&app).await;
    let silent = with(
        draft(&app, -5, 60),
        "/contact",
        json!({ "desk": "Phòng Tư pháp" }),
    );
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &silent).await.ok();
    let refused = organiser
        .publish_contest(&made)
        .await
        .refused(ErrorCode::NotPublishable);
    assert_eq!(refused.field.as_deref(), Some("contact.phone"));
    assert!(refused.message.contains("email"), "{}", refused.message);
    // Whoever looks at the draft is told before.
    let seen: StaffContest = organiser.get(&paths::staff_contest(made.id)).await.ok();
    let missing: Vec<&str> = seen
        .missing
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(missing, ["contact.phone"]);
    app.clock.advance(2 * 60 * MINUTE);
    let late: StaffContest = organiser.get(&paths::staff_contest(made.id)).await.ok();
    let missing: Vec<&str> = late
        .missing
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(missing, ["contact.phone", "rounds.0.closes_at"]);
    app.clock.advance(-2 * 60 * MINUTE);

    let contact = json!({ "desk": " Phòng Tư pháp ", "email": "hoi@tuphap.example" });
    let edited = json!({ "version": made.version, "draft": with(silent, "/contact", contact) });
    let edited: StaffContest = organiser.put(&paths::staff_contest(made.id), &edited).await.ok();
    assert_eq!(edited.draft.contact.desk, "Phòng Tư pháp");
    organiser.publish_contest(&edited).await.ok::<StaffContest>();
    let view: ContestView = app.visitor().get(&paths::contest("phap-luat")).await.ok();
    assert_eq!(view.contact, ["Phòng Tư pháp", "mailto:hoi@tuphap.example"]);
    assert!(
        view.consent.text.contains("hoi@tuphap.example"),
        "{}",
        view.consent.text
    );
    let log: AuditLog = organiser.get(&paths::audit(made.id)).await.ok();
    let parts = vec![DraftPart::Contact];
    assert_eq!(
        log.events[1].what,
        Some(Audited::ContestEdited {
            parts,
            rounds: vec![],
            change: None
        })
    );
});

both!(
    a_contest_published_before_contacts_stays_as_it_was,
    |app| async move {
        let organiser = organiser(&app).await;
        let made: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, -5, 60))
            .await
            .ok();
        organiser.publish_contest(&made).await.ok::<StaffContest>();
        let mut row: contest::ActiveModel = contest::Entity::find_by_id(made.id)
            .one(&app.state.db.read)
            .await
            .expect("contests")
            .expect("the contest")
            .into();
        row.contact_phone = Set(String::new());
        row.update(&app.state.db.write)
            .await
            .expect("the row of an earlier release");
        app.state.reload().await.expect("the catalog");
        app.clock.advance(MINUTE);
        let view: ContestView = app.visitor().get(&paths::contest("phap-luat")).await.ok();
        assert!(view.contact.is_empty());
        assert!(
            view.consent.text.contains("nêu trong thể lệ"),
            "{}",
            view.consent.text
        );
        let seen: StaffContest = organiser.get(&paths::staff_contest(made.id)).await.ok();
        assert!(seen.published && seen.draft.contact.is_empty());
    }
);

both!(
    questions_that_nobody_has_seen_in_a_draft_are_not_published,
    |app| async move {
        let organiser = organiser(&app).await;
        let first: StaffContest = organiser
            .post(paths::STAFF_CONTESTS, &draft(&app, 5, 60))
            .await
            .ok();
        let mut bank = sample_bank();
        bank.questions[0].stem.push_str(" Sửa lại.");
        load_bank(&organiser, &bank).await;
        let refused = organiser
            .publish_contest(&first)
            .await
            .refused(ErrorCode::DraftChanged);
        assert_eq!(refused.field.as_deref(), Some("banks.0"));
        assert!(
            refused.message.contains("“ngan-hang” có phiên bản mới"),
            "{refused:?}"
        );
        // The draft names no version, so it is the same and now draws from the newer one.
        let path = paths::staff_contest(first.id);
        let second: StaffContest = organiser.get(&path).await.ok();
        assert_eq!(
            (&second.version, second.draft.rounds[0].bank_version),
            (&first.version, None)
        );
        assert_ne!(second.rounds[0].bank, first.rounds[0].bank);
        let published: StaffContest = organiser.publish_contest(&second).await.ok();
        assert_eq!(
            (published.rounds[0].bank, published.rounds[0].id),
            (second.rounds[0].bank, second.rounds[0].id)
        );
        assert_eq!(
            published.draft.rounds[0].bank_version,
            Some(2),
            "fixed from now on"
        );

        let named = with(draft(&app, 5, 60), "/slug", json!("ban-mot"));
        let named = with(named, "/rounds/0/bank_version", json!(1));
        let named: StaffContest = organiser.post(paths::STAFF_CONTESTS, &named).await.ok();
        assert_eq!(
            (named.rounds[0].bank, named.draft.rounds[0].bank_version),
            (first.rounds[0].bank, Some(1))
        );
        bank.questions[0].stem.push_str(" Lần nữa.");
        load_bank(&organiser, &bank).await;
        let published: StaffContest = organiser.publish_contest(&named).await.ok();
        assert_eq!(published.rounds[0].bank, named.rounds[0].bank);
    }
);
