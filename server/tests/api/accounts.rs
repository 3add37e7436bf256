//! Registering, signing in, signing out, and reading who is signed in.

use crate::both;
use crate::common::bodies::{register, with};
use crate::common::contest::{MINUTE, PASSWORD, rules};
use contest_core::wire::accounts::{Role, Session, SignIn};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use thiluat::auth::staff;
use thiluat::db::entities::{account, entry};

both!(who_registers_is_signed_in_until_signing_out, |app| async move {
    let visitor = app.visitor();
    visitor
        .get(paths::SESSION)
        .await
        .refused(ErrorCode::SignInRequired);
    let made: Session = visitor
        .post(paths::ACCOUNTS, &register("0912 345 678"))
        .await
        .ok();
    assert_eq!(
        (made.role, made.name.as_str()),
        (Role::Contestant, "Trần Văn Bình")
    );
    assert_eq!(visitor.get(paths::SESSION).await.ok::<Session>(), made);
    assert_eq!(visitor.delete(paths::SESSION).await.status, 204);
    visitor
        .get(paths::SESSION)
        .await
        .refused(ErrorCode::SignInRequired);
    for login in ["0912345678", "+84 912.345.678"] {
        let sign_in = SignIn {
            login: login.into(),
            password: PASSWORD.into(),
        };
        assert_eq!(
            app.visitor().post(paths::SESSION, &sign_in).await.ok::<Session>(),
            made
        );
    }
});

both!(every_wrong_field_is_named, |app| async move {
    let arranged = app.arrange(rules()).await;
    let consent = json!(arranged.consent);
    let good = with(register("0912345678"), "/consent/version", consent);
    let wrong: &[(&str, Value, ErrorCode, &str)] = &[
        ("/name", json!("A"), ErrorCode::InvalidName, "name"),
        ("/name", json!("An <b>"), ErrorCode::InvalidName, "name"),
        ("/name", json!("An\u{0}h"), ErrorCode::InvalidName, "name"),
        (
            "/date_of_birth",
            json!("2999-01-01"),
            ErrorCode::InvalidDateOfBirth,
            "date_of_birth",
        ),
        (
            "/date_of_birth",
            json!("1850-01-01"),
            ErrorCode::InvalidDateOfBirth,
            "date_of_birth",
        ),
        (
            "/date_of_birth",
            json!("1990-02-30"),
            ErrorCode::MalformedBody,
            "date_of_birth",
        ),
        ("/phone", json!("0212345678"), ErrorCode::InvalidPhone, "phone"),
        ("/phone", json!(""), ErrorCode::InvalidPhone, "phone"),
        ("/password", json!("ngắn"), ErrorCode::WeakPassword, "password"),
        (
            "/password",
            json!("12345678"),
            ErrorCode::WeakPassword,
            "password",
        ),
        (
            "/password",
            json!("0912345678"),
            ErrorCode::WeakPassword,
            "password",
        ),
        (
            "/consent/accepted",
            json!(false),
            ErrorCode::ConsentRequired,
            "consent",
        ),
    ];
    for (pointer, value, code, field) in wrong {
        let refused = app
            .visitor()
            .post(paths::ACCOUNTS, &with(good.clone(), pointer, value.clone()))
            .await
            .refused(*code);
        assert_eq!(refused.field.as_deref(), Some(*field), "{value}");
    }
    let unknown = "00000000-0000-7000-8000-000000000000";
    let entries = [
        (
            json!({ "contest": arranged.contest }),
            ErrorCode::UnitRequired,
            "entry.unit",
        ),
        (
            json!({ "contest": arranged.contest, "unit": unknown }),
            ErrorCode::UnknownUnit,
            "entry.unit",
        ),
        (
            json!({ "contest": unknown }),
            ErrorCode::NotFound,
            "entry.contest",
        ),
    ];
    for (entry, code, field) in entries {
        let mut body = good.clone();
        body["entry"] = entry;
        assert_eq!(
            app.visitor()
                .post(paths::ACCOUNTS, &body)
                .await
                .refused(code)
                .field
                .as_deref(),
            Some(field)
        );
    }
    let mut old = with(good, "/consent/version", json!("thu-0"));
    old["entry"] = json!({ "contest": arranged.contest, "unit": arranged.units[1] });
    app.visitor()
        .post(paths::ACCOUNTS, &old)
        .await
        .refused(ErrorCode::ConsentRequired);
    let contestants = account::Entity::find().filter(account::Column::Role.eq("contestant"));
    assert_eq!(
        contestants.count(&app.state.db.read).await.expect("a count"),
        0,
        "nothing is half written"
    );
});

both!(
    one_phone_number_is_one_account_however_many_register_at_once,
    |app| async move {
        let notations = ["0912345678", "+84912345678", "0912 345 678", "0912.345.678"];
        let visitors: Vec<_> = (0..24).map(|_| app.visitor()).collect();
        let bodies: Vec<_> = (0..24).map(|n| register(notations[n % 4])).collect();
        let replies = join_all(
            visitors
                .iter()
                .zip(&bodies)
                .map(|(v, body)| v.post(paths::ACCOUNTS, body)),
        )
        .await;
        let made = replies.iter().filter(|reply| reply.status == 201).count();
        assert_eq!(made, 1);
        for reply in replies.iter().filter(|reply| reply.status != 201) {
            let field = reply.refused(ErrorCode::PhoneTaken).field;
            assert_eq!(field.as_deref(), Some("phone"));
        }
    }
);

both!(
    a_wrong_password_and_an_unknown_login_look_the_same,
    |app| async move {
        app.staff_account("organiser", "tochuc").await;
        let mut seen = Vec::new();
        for login in ["tochuc", "khongco", "0987654321", "a\u{0}b", &"x".repeat(300)] {
            let sign_in = SignIn {
                login: login.into(),
                password: "sai mật khẩu".into(),
            };
            seen.push(
                app.visitor()
                    .post(paths::SESSION, &sign_in)
                    .await
                    .refused(ErrorCode::WrongCredentials),
            );
        }
        assert!(seen.iter().all(|error| *error == seen[0]));
        let sign_in = SignIn {
            login: " ToChuc ".into(),
            password: PASSWORD.into(),
        };
        assert_eq!(
            app.visitor()
                .post(paths::SESSION, &sign_in)
                .await
                .ok::<Session>()
                .role,
            Role::Organiser
        );
    }
);

both!(
    guessing_is_slowed_down_and_forgiven_after_five_minutes,
    |app| async move {
        app.staff_account("organiser", "tochuc").await;
        let wrong = SignIn {
            login: "tochuc".into(),
            password: "sai mật khẩu".into(),
        };
        let right = SignIn {
            login: "tochuc".into(),
            password: PASSWORD.into(),
        };
        for _ in 0..10 {
            app.visitor()
                .post(paths::SESSION, &wrong)
                .await
                .refused(ErrorCode::WrongCredentials);
        }
        let reply = app.visitor().post(paths::SESSION, &right).await;
        reply.refused(ErrorCode::TooManyRequests);
        assert!(reply.headers.contains_key("retry-after"));
        app.clock.advance(5 * MINUTE);
        assert!(
            app.visitor()
                .post(paths::SESSION, &right)
                .await
                .status
                .is_success()
        );
    }
);

both!(a_new_password_ends_the_sessions, |app| async move {
    app.staff_account("organiser", "tochuc").await;
    let organiser = app.sign_in("tochuc").await;
    let new = staff::set_password(
        &app.state.db.write,
        &app.state.passwords,
        "tochuc",
        "mật khẩu khác 8",
    )
    .await;
    new.expect("a new password");
    app.state.reload().await.expect("revocations");
    organiser
        .get(paths::SESSION)
        .await
        .refused(ErrorCode::SignInRequired);
});

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
