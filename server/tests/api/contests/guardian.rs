//! Entries of children in a contest that asks for a guardian's consent.

use crate::both;
use crate::common::bodies::{draft, register, with};
use crate::common::contest::{MINUTE, PASSWORD};
use crate::common::organiser::organiser;
use crate::common::{TestApp, Visitor};
use contest_core::time::Day;
use contest_core::wire::accounts::{Session, SignIn};
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use thiluat::clock::in_viet_nam;
use thiluat::db::entities::entry::{self, Relationship};

const DAY: i64 = 24 * 60 * MINUTE;

/// Publishes a contest without units that is open for three years.
async fn published(app: &TestApp, staff: &Visitor, slug: &str, guardian_below: Value) -> ContestView {
    let body = with(draft(app, -5, 3 * 366 * DAY / MINUTE), "/slug", json!(slug));
    let body = with(body, "/min_age", json!(10));
    let body = with(body, "/guardian_below", guardian_below);
    let made: StaffContest = staff.post(paths::STAFF_CONTESTS, &body).await.ok();
    staff.publish_contest(&made).await.ok::<StaffContest>();
    app.state.reload().await.expect("the catalog");
    app.visitor().get(&paths::contest(slug)).await.ok()
}

/// Returns the birthday of somebody who comes of this age in so many days.
fn birthday(app: &TestApp, age: i16, in_days: i64) -> Day {
    let day = in_viet_nam(app.now() + in_days * DAY);
    Day::new(day.year() - age, day.month() as u8, day.day().min(28) as u8).expect("a day")
}

/// Moves the clock to a day that every year and every month has.
fn to_a_plain_day(app: &TestApp) {
    while in_viet_nam(app.now()).day() > 20 {
        app.clock.advance(DAY);
    }
}

fn mother() -> Value {
    json!({ "name": "Trần  Thị Mai", "relationship": "mother", "phone": "0987 654 321", "accepted": true })
}

/// Returns what somebody of this age sends to register and enter.
fn registration(contest: &ContestView, phone: &str, born: Day) -> Value {
    let mut body = with(register(phone), "/date_of_birth", json!(born));
    body["consent"]["version"] = json!(contest.consent.version);
    body["entry"] = json!({ "contest": contest.id });
    body
}

fn entering(contest: &ContestView) -> Value {
    json!({ "consent": { "accepted": true, "version": contest.consent.version } })
}

fn fields(refused: &ApiError) -> Vec<&str> {
    refused
        .problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect()
}

async fn stored(app: &TestApp) -> Vec<entry::Model> {
    entry::Entity::find()
        .all(&app.state.db.read)
        .await
        .expect("entries")
}

both!(a_child_registers_only_with_a_guardian, |app| async move {
    to_a_plain_day(&app);
    let staff = organiser(&app).await;
    let contest = published(&app, &staff, "hoc-sinh", json!(16)).await;
    assert_eq!(contest.guardian_below, Some(16));
    assert!(
        contest.consent.text.contains("16 TUỔI"),
        "guardians read what they consent to"
    );
    let child = registration(&contest, "0912345678", birthday(&app, 16, 1));
    let refused = app.visitor().post(paths::ACCOUNTS, &child).await;
    let refused = refused.refused(ErrorCode::GuardianRequired);
    assert_eq!(refused.field.as_deref(), Some("guardian"));

    let wrong: &[(&str, Value, ErrorCode, &str)] = &[
        ("name", json!("M"), ErrorCode::InvalidName, "guardian.name"),
        ("phone", json!("113"), ErrorCode::InvalidPhone, "guardian.phone"),
        (
            "relationship",
            json!("teacher"),
            ErrorCode::MalformedBody,
            "guardian.relationship",
        ),
        (
            "accepted",
            json!(false),
            ErrorCode::GuardianConsentRequired,
            "guardian.accepted",
        ),
    ];
    for (key, value, code, field) in wrong {
        let mut guardian = mother();
        guardian[key] = value.clone();
        let body = with(child.clone(), "/guardian", guardian);
        let refused = app.visitor().post(paths::ACCOUNTS, &body).await.refused(*code);
        assert_eq!(refused.field.as_deref(), Some(*field));
    }
    let nothing = json!({ "name": "", "relationship": "father", "phone": "", "accepted": false });
    let refused = app
        .visitor()
        .post(paths::ACCOUNTS, &with(child.clone(), "/guardian", nothing))
        .await;
    let refused = refused.refused(ErrorCode::InvalidName);
    assert_eq!(
        fields(&refused),
        ["guardian.name", "guardian.phone", "guardian.accepted"]
    );
    assert_eq!(stored(&app).await, [], "nothing is half written");

    let visitor = app.visitor();
    let made = visitor
        .post(paths::ACCOUNTS, &with(child, "/guardian", mother()))
        .await;
    let session: Session = made.ok();
    assert_eq!(session.entries.len(), 1);
    for kept in ["Mai", "987654321", "mother"] {
        assert!(
            !made.text().contains(kept),
            "the session does not tell the guardian"
        );
    }
    let [entry] = &stored(&app).await[..] else {
        panic!("one entry");
    };
    assert_eq!(entry.guardian_name.as_deref(), Some("Trần Thị Mai"));
    assert_eq!(entry.guardian_relationship, Some(Relationship::Mother));
    assert_eq!(entry.guardian_phone.as_deref(), Some("+84987654321"));
});

both!(on_the_birthday_nobody_is_asked_any_more, |app| async move {
    to_a_plain_day(&app);
    let staff = organiser(&app).await;
    let contest = published(&app, &staff, "hoc-sinh", json!(16)).await;
    let today = registration(&contest, "0912345678", birthday(&app, 16, 0));
    // What is sent for somebody old enough is not kept.
    let made = app
        .visitor()
        .post(paths::ACCOUNTS, &with(today, "/guardian", mother()))
        .await;
    made.ok::<Session>();
    let [entry] = &stored(&app).await[..] else {
        panic!("one entry");
    };
    let guardian = (
        &entry.guardian_name,
        entry.guardian_relationship,
        &entry.guardian_phone,
    );
    assert_eq!(guardian, (&None, None, &None));
});

both!(the_age_on_the_day_of_entering_decides, |app| async move {
    to_a_plain_day(&app);
    let staff = organiser(&app).await;
    let asking = published(&app, &staff, "hoc-sinh", json!(16)).await;
    let open_to_all = published(&app, &staff, "moi-nguoi", Value::Null).await;
    assert_eq!(open_to_all.guardian_below, None);
    // Fifteen, registered where nobody is asked.
    let visitor = app.visitor();
    let body = registration(&open_to_all, "0912345678", birthday(&app, 16, 5));
    visitor.post(paths::ACCOUNTS, &body).await.ok::<Session>();
    let path = paths::entry(asking.id);
    let refused = visitor.post(&path, &entering(&asking)).await;
    let refused = refused.refused(ErrorCode::GuardianRequired);
    assert_eq!(refused.field.as_deref(), Some("guardian"));

    // Four days later the same person still needs one; two years later no more.
    app.clock.advance(4 * DAY);
    visitor
        .post(&path, &entering(&asking))
        .await
        .refused(ErrorCode::GuardianRequired);
    app.clock.advance(2 * 365 * DAY);
    let again = app.visitor();
    let sign_in = SignIn {
        login: "0912345678".into(),
        password: PASSWORD.into(),
    };
    again.post(paths::SESSION, &sign_in).await.ok::<Session>();
    let entered: Session = again.post(&path, &entering(&asking)).await.ok();
    assert_eq!(entered.entries.len(), 2);
    assert!(
        stored(&app)
            .await
            .iter()
            .all(|entry| entry.guardian_name.is_none())
    );
});

both!(a_child_with_an_account_enters_with_a_guardian, |app| async move {
    to_a_plain_day(&app);
    let staff = organiser(&app).await;
    let contest = published(&app, &staff, "hoc-sinh", json!(16)).await;
    let visitor = app.visitor();
    let body = with(
        register("0912345678"),
        "/date_of_birth",
        json!(birthday(&app, 12, -3)),
    );
    visitor.post(paths::ACCOUNTS, &body).await.ok::<Session>();
    let path = paths::entry(contest.id);
    let mut refusing = with(entering(&contest), "/guardian", mother());
    refusing["guardian"]["accepted"] = json!(false);
    refusing["consent"]["accepted"] = json!(false);
    let refused = visitor
        .post(&path, &refusing)
        .await
        .refused(ErrorCode::ConsentRequired);
    assert_eq!(fields(&refused), ["consent", "guardian.accepted"]);
    let body = with(entering(&contest), "/guardian", mother());
    let entered: Session = visitor.post(&path, &body).await.ok();
    // Sent again after a lost reply, with or without the guardian: nothing changes.
    let mut other = body.clone();
    other["guardian"]["name"] = json!("Lê Văn Ba");
    for again in [&body, &other, &entering(&contest)] {
        assert_eq!(visitor.post(&path, again).await.ok::<Session>(), entered);
    }
    let [entry] = &stored(&app).await[..] else {
        panic!("one entry");
    };
    assert_eq!(entry.guardian_name.as_deref(), Some("Trần Thị Mai"));
});

both!(a_page_knows_whom_to_ask_for_a_guardian, |app| async move {
    to_a_plain_day(&app);
    let staff = organiser(&app).await;
    let contest = published(&app, &staff, "moi-nguoi", Value::Null).await;
    for (phone, born, told) in [
        ("0912345671", birthday(&app, 18, 1), Some(17)),
        ("0912345672", birthday(&app, 18, 0), None),
    ] {
        let visitor = app.visitor();
        let made: Session = visitor
            .post(paths::ACCOUNTS, &registration(&contest, phone, born))
            .await
            .ok();
        assert_eq!(made.age, told);
        let read: Option<Session> = visitor.get(paths::SESSION).await.ok();
        assert_eq!(read.expect("signed in").age, told);
    }
});
