//! `/accounts`: registering.

use crate::both;
use crate::common::bodies::{register, with};
use crate::common::contest::rules;
use contest_core::wire::accounts::Session;
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

both!(all_wrong_fields_are_named_at_once, |app| async move {
    let arranged = app.arrange(rules()).await;
    let mut wrong = register("0212345678");
    wrong["name"] = json!("A");
    wrong["date_of_birth"] = json!("2999-01-01");
    wrong["password"] = json!("ngắn");
    wrong["consent"]["accepted"] = json!(false);
    wrong["entry"] = json!({ "contest": arranged.contest });
    let mut visitor = app.visitor();
    let refused = visitor.post(paths::ACCOUNTS, &wrong).await;
    // The first is where a page of an earlier release looks for it.
    let refused = refused.refused(ErrorCode::InvalidName);
    assert_eq!(refused.field.as_deref(), Some("name"));
    let named: Vec<(ErrorCode, &str)> = refused
        .problems
        .iter()
        .map(|problem| (problem.code, problem.field.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            (ErrorCode::InvalidName, "name"),
            (ErrorCode::InvalidDateOfBirth, "date_of_birth"),
            (ErrorCode::InvalidPhone, "phone"),
            (ErrorCode::WeakPassword, "password"),
            (ErrorCode::ConsentRequired, "consent"),
            (ErrorCode::UnitRequired, "entry.unit"),
        ]
    );
    assert_eq!(refused.problems[0].message, refused.message);
    assert!(
        refused.problems[3].message.contains("ít nhất 8"),
        "it says what to do"
    );
    visitor.language = "en";
    let english = visitor
        .post(paths::ACCOUNTS, &wrong)
        .await
        .refused(ErrorCode::InvalidName);
    assert!(english.problems[5].message.contains("choose your unit"));

    // A single problem needs no list.
    let one = with(register("0912345678"), "/name", json!("A"));
    let refused = app.visitor().post(paths::ACCOUNTS, &one).await;
    assert_eq!(refused.refused(ErrorCode::InvalidName).problems, []);
});

both!(
    a_form_with_mistakes_does_not_tell_whose_number_is_taken,
    |app| async move {
        app.visitor()
            .post(paths::ACCOUNTS, &register("0912345678"))
            .await
            .ok::<Session>();
        let again = app.visitor().post(paths::ACCOUNTS, &register("0912345678")).await;
        again.refused(ErrorCode::PhoneTaken);
        let probing = with(register("0912345678"), "/password", json!("12345678"));
        let refused = app.visitor().post(paths::ACCOUNTS, &probing).await;
        assert_eq!(refused.refused(ErrorCode::WeakPassword).problems, []);
    }
);

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
