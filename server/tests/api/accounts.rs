//! `/accounts`: registering.

use crate::both;
use crate::common::bodies::{register, with};
use crate::common::contest::rules;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use futures_util::future::join_all;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use thiluat::db::entities::account;

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
    let mut child = with(good.clone(), "/date_of_birth", json!("2020-01-01"));
    child["entry"] = json!({ "contest": arranged.contest, "unit": arranged.units[1] });
    let refused = app.visitor().post(paths::ACCOUNTS, &child).await;
    let refused = refused.refused(ErrorCode::TooYoung);
    assert_eq!(refused.field.as_deref(), Some("date_of_birth"));
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
