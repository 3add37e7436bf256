//! `/contests/{contest}/entry`: entering a contest.

use crate::both;
use crate::common::bodies::{register, with};
use crate::common::contest::{MINUTE, PASSWORD, rules};
use contest_core::wire::accounts::{Session, SignIn};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::{ConnectionTrait, EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use thiluat::db::entities::entry;

both!(entering_is_idempotent_and_locks_the_unit, |app| async move {
    let arranged = app.arrange(rules()).await;
    let visitor = app.visitor();
    let _: Session = visitor.post(paths::ACCOUNTS, &register("0912345678")).await.ok();
    let path = paths::entry(arranged.contest);
    let consent = json!({ "accepted": true, "version": arranged.consent });
    let enter = |unit: Value| json!({ "unit": unit, "consent": consent });
    let lower = enter(json!(arranged.units[1]));
    visitor
        .post(&path, &enter(Value::Null))
        .await
        .refused(ErrorCode::UnitRequired);
    let no = with(lower.clone(), "/consent/accepted", json!(false));
    visitor.post(&path, &no).await.refused(ErrorCode::ConsentRequired);
    let entered: Session = visitor.post(&path, &lower).await.ok();
    assert_eq!(entered.entries[0].unit, Some(arranged.units[1]));
    assert_eq!(visitor.post(&path, &lower).await.ok::<Session>(), entered);
    assert_eq!(
        visitor.get(paths::SESSION).await.ok::<Session>(),
        entered,
        "the cookie carries the entry"
    );
    let refused = visitor
        .post(&path, &enter(json!(arranged.units[0])))
        .await
        .refused(ErrorCode::Forbidden);
    assert_eq!(refused.field.as_deref(), Some("unit"));
    assert_eq!(
        entry::Entity::find()
            .count(&app.state.db.read)
            .await
            .expect("a count"),
        1
    );
    app.visitor()
        .post(&path, &lower)
        .await
        .refused(ErrorCode::SignInRequired);
    app.sign_in("tochuc")
        .await
        .post(&path, &lower)
        .await
        .refused(ErrorCode::StaffBarred);
    app.clock.advance(61 * MINUTE);
    let late = app.visitor();
    let _: Session = late.post(paths::ACCOUNTS, &register("0912345679")).await.ok();
    late.post(&path, &lower).await.refused(ErrorCode::RoundClosed);
});

both!(an_entry_made_on_another_device_counts_here, |app| async move {
    let arranged = app.arrange(rules()).await;
    let (phone, computer) = (app.visitor(), app.visitor());
    let _: Session = phone.post(paths::ACCOUNTS, &register("0912345678")).await.ok();
    let sign_in = SignIn {
        login: "0912345678".into(),
        password: PASSWORD.into(),
    };
    let _: Session = computer.post(paths::SESSION, &sign_in).await.ok();
    let consent = json!({ "accepted": true, "version": arranged.consent });
    let body = json!({ "unit": arranged.units[0], "consent": consent });
    let _: Session = phone.post(&paths::entry(arranged.contest), &body).await.ok();
    computer.start(arranged.round).await;
});

both!(
    a_session_that_has_ended_elsewhere_enters_nothing,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let visitor = app.visitor();
        let _: Session = visitor.post(paths::ACCOUNTS, &register("0912345678")).await.ok();
        // As another server does it: this one has not been told.
        let revoke = "UPDATE accounts SET session_version = session_version + 1 WHERE role = 'contestant'";
        app.state
            .db
            .write
            .execute_unprepared(revoke)
            .await
            .expect("revoked");
        let body = json!({
            "unit": arranged.units[1],
            "consent": { "accepted": true, "version": arranged.consent },
        });
        visitor
            .post(&paths::entry(arranged.contest), &body)
            .await
            .refused(ErrorCode::SignInRequired);
        let entries = entry::Entity::find().count(&app.state.db.read).await;
        assert_eq!(entries.expect("a count"), 0);
    }
);
