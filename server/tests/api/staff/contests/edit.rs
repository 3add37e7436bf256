//! `/staff/contests/{contest}`: changing a draft.

use crate::both;
use crate::common::bodies::{draft, moment, with};
use crate::common::contest::{Arranged, MINUTE, rules};
use crate::common::organiser::organiser;
use crate::common::{TestApp, Visitor};
use contest_core::ids::AccountId;
use contest_core::wire::accounts::Role;
use contest_core::wire::audit::{AuditLog, Audited, DraftPart};
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::Me;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde_json::{Value, json};
use thiluat::auth::session::Claims;

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

fn as_staff(app: &TestApp, account: AccountId, role: Role) -> Visitor {
    app.with_session(&Claims::new(account, role, app.now()))
}

both!(
    the_contact_of_a_published_contest_is_changed_and_consents_stay_readable,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let organiser = as_staff(&app, arranged.organiser, Role::Organiser);
        let path = paths::staff_contest(arranged.contest);
        let seen: StaffContest = organiser.get(&path).await.ok();
        let change = async |version: &str, contact: &Value| {
            let body = json!({ "version": version, "contact": contact });
            organiser.patch(&path, &body).await
        };
        let view = async || {
            let address = paths::contest(&seen.draft.slug);
            app.visitor().get(&address).await.ok::<ContestView>()
        };
        let early = app.contestant(&arranged, 1).await;
        let before = view().await;

        let new = json!({ "desk": "  Phòng Tư pháp mới ", "email": "moi@tuphap.example" });
        let changed: StaffContest = change(&seen.version, &new).await.ok();
        assert_eq!(changed.draft.contact.desk, "Phòng Tư pháp mới");
        let after = view().await;
        assert_eq!(after.contact, ["Phòng Tư pháp mới", "mailto:moi@tuphap.example"]);
        assert!(
            after.consent.text.contains("moi@tuphap.example"),
            "{}",
            after.consent.text
        );
        assert_ne!(after.consent.version, before.consent.version);
        // The response was lost, and the request is sent again.
        let again: StaffContest = change(&seen.version, &new).await.ok();
        assert_eq!(again.version, changed.version);
        // Whoever has seen the former one looks again.
        let other = json!({ "phone": "1900 1234" });
        change(&seen.version, &other)
            .await
            .refused(ErrorCode::DraftChanged);

        // Each reads the text to which they have consented.
        let arranged_later = Arranged {
            consent: after.consent.version.clone(),
            ..arranged
        };
        let late = app.contestant(&arranged_later, 2).await;
        for (visitor, consent) in [(&early, &before.consent), (&late, &after.consent)] {
            let me: Me = visitor.get(paths::ME).await.ok();
            assert_eq!(me.contests[0].consent_version, consent.version);
            assert_eq!(me.contests[0].consent_text.as_ref(), Some(&consent.text));
            assert_eq!(me.contests[0].contact, after.contact);
        }
        // Changed back and forth: every text stays.
        let former = json!(seen.draft.contact);
        let back: StaffContest = change(&changed.version, &former).await.ok();
        assert_eq!(view().await.consent, before.consent);
        change(&back.version, &new).await.ok::<StaffContest>();
        let me: Me = early.get(paths::ME).await.ok();
        assert_eq!(me.contests[0].consent_text.as_ref(), Some(&before.consent.text));

        let log: AuditLog = organiser.get(&paths::audit(arranged_later.contest)).await.ok();
        let edits = log.events.iter().filter_map(|event| event.what.clone());
        let edits: Vec<Audited> = edits
            .filter(|what| matches!(what, Audited::ContestEdited { .. }))
            .collect();
        let edit = Audited::ContestEdited {
            parts: vec![DraftPart::Contact],
            rounds: vec![],
            change: None,
        };
        assert_eq!(edits, [edit.clone(), edit.clone(), edit]);
    }
);

both!(
    a_contact_is_changed_by_its_owner_and_leads_to_somebody,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let owner = as_staff(&app, arranged.organiser, Role::Organiser);
        let path = paths::staff_contest(arranged.contest);
        let seen: StaffContest = owner.get(&path).await.ok();
        let body = |contact: Value| json!({ "version": seen.version, "contact": contact });
        let phone = body(json!({ "phone": "1900 1234" }));
        app.visitor()
            .patch(&path, &phone)
            .await
            .refused(ErrorCode::SignInRequired);
        let contestant = app.contestant(&arranged, 1).await;
        contestant
            .patch(&path, &phone)
            .await
            .refused(ErrorCode::Forbidden);
        let judge = as_staff(&app, arranged.judge, Role::Judge);
        judge.patch(&path, &phone).await.refused(ErrorCode::Forbidden);
        app.staff_account("organiser", "khac").await;
        let other = app.sign_in("khac").await;
        other.patch(&path, &phone).await.refused(ErrorCode::Forbidden);
        let nobody = owner
            .patch(&path, &body(json!({ "desk": "Phòng Tư pháp" })))
            .await;
        let refused = nobody.refused(ErrorCode::NotPublishable);
        assert_eq!(refused.field.as_deref(), Some("contact.phone"));
        let wrong = body(json!({ "phone": "113", "email": "bantochuc", "hours": "a".repeat(201) }));
        let wrong = owner.patch(&path, &wrong).await.refused(ErrorCode::InvalidField);
        let fields: Vec<&str> = wrong.problems.iter().map(|problem| &*problem.field).collect();
        assert_eq!(fields, ["contact.hours", "contact.phone", "contact.email"]);
        let now: StaffContest = owner.get(&path).await.ok();
        assert_eq!(now.draft, seen.draft);
    }
);

both!(all_that_is_wrong_with_a_draft_is_said_at_once, |app| async move {
    let organiser = organiser(&app).await;
    let mut wrong = draft(&app, 60, 5);
    for (place, value) in [
        ("/title", json!("ab")),
        ("/min_age", json!(0)),
        ("/contact", json!({ "phone": "113" })),
        ("/judges", json!(["giamkhao", "nguoila", "ai do"])),
        ("/rounds/0/title", json!("")),
        ("/rounds/0/bank", json!("khong-co")),
    ] {
        wrong = with(wrong, place, value);
    }
    let refused = organiser.post(paths::STAFF_CONTESTS, &wrong).await;
    let refused = refused.refused(ErrorCode::InvalidField);
    let fields: Vec<&str> = refused.problems.iter().map(|problem| &*problem.field).collect();
    assert_eq!(
        fields,
        [
            "title",
            "min_age",
            "contact.phone",
            "judges.1",
            "judges.2",
            "rounds.0.title",
            "rounds.0.closes_at",
            "rounds.0.bank",
        ]
    );
});
