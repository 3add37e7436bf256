//! `/staff/contests`: why drafts are refused, field by field.

use crate::both;
use crate::common::bodies::{draft, with};
use crate::common::organiser::organiser;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{ContestDraft, StaffContest};
use sea_orm::{EntityTrait, PaginatorTrait};
use serde_json::{Value, json};
use thiluat::db::entities::{contest, round};

both!(every_wrong_field_of_a_draft_is_named, |app| async move {
    let organiser = organiser(&app).await;
    let good = draft(&app, 5, 60);
    let section = |topic: Value, count: i32| json!([{ "topic": topic, "count": count }]);
    let wrong: Vec<(&str, Value, ErrorCode, &str)> = vec![
        ("/slug", json!("Pháp luật"), ErrorCode::InvalidField, "slug"),
        ("/title", json!("ab"), ErrorCode::InvalidField, "title"),
        ("/title", json!("a\u{0}bc"), ErrorCode::InvalidField, "title"),
        ("/organiser", json!(""), ErrorCode::MissingField, "organiser"),
        ("/min_age", json!(0), ErrorCode::InvalidField, "min_age"),
        ("/min_age", json!(-1), ErrorCode::MalformedBody, "min_age"),
        (
            "/guardian_below",
            json!(1),
            ErrorCode::InvalidField,
            "guardian_below",
        ),
        (
            "/guardian_below",
            json!(19),
            ErrorCode::InvalidField,
            "guardian_below",
        ),
        (
            "/judges",
            json!(["giamkhao", "khongco"]),
            ErrorCode::InvalidField,
            "judges.1",
        ),
        ("/judges", json!(["tochuc"]), ErrorCode::InvalidField, "judges.0"),
        (
            "/judges",
            json!(["giamkhao", "giamkhao"]),
            ErrorCode::InvalidField,
            "judges.1",
        ),
        (
            "/contact/phone",
            json!("113"),
            ErrorCode::InvalidField,
            "contact.phone",
        ),
        (
            "/contact/phone",
            json!("0912 345 678 gặp anh Nam"),
            ErrorCode::InvalidField,
            "contact.phone",
        ),
        (
            "/contact/email",
            json!("bantochuc"),
            ErrorCode::InvalidField,
            "contact.email",
        ),
        (
            "/contact/hours",
            json!("Sáng\nchiều"),
            ErrorCode::InvalidField,
            "contact.hours",
        ),
        ("/rounds", json!([]), ErrorCode::InvalidField, "rounds"),
        (
            "/rounds/0/title",
            json!(""),
            ErrorCode::MissingField,
            "rounds.0.title",
        ),
        (
            "/rounds/0/opens_at",
            json!("mai"),
            ErrorCode::InvalidWindow,
            "rounds.0.opens_at",
        ),
        (
            "/rounds/0/closes_at",
            json!("2026-01-01"),
            ErrorCode::InvalidWindow,
            "rounds.0.closes_at",
        ),
        (
            "/rounds/0/closes_at",
            good["rounds"][0]["opens_at"].clone(),
            ErrorCode::InvalidWindow,
            "rounds.0.closes_at",
        ),
        (
            "/rounds/0/bank",
            json!("khong-co"),
            ErrorCode::UnknownBank,
            "rounds.0.bank",
        ),
        (
            "/rounds/0/bank",
            json!("a\u{0}bc"),
            ErrorCode::UnknownBank,
            "rounds.0.bank",
        ),
        (
            "/rounds/0/bank_version",
            json!(7),
            ErrorCode::UnknownBank,
            "rounds.0.bank_version",
        ),
        (
            "/rounds/0/rules/time_limit_s",
            json!(5),
            ErrorCode::InvalidRules,
            "rounds.0.rules.time_limit_s",
        ),
        (
            "/rounds/0/rules/chain",
            json!([]),
            ErrorCode::InvalidRules,
            "rounds.0.rules.chain",
        ),
        (
            "/rounds/0/rules/prizes",
            json!([{ "name": "Nhất", "quota": 1, "amount_vnd": u64::MAX }]),
            ErrorCode::InvalidRules,
            "rounds.0.rules.prizes",
        ),
        (
            "/rounds/0/rules/blueprint/sections",
            json!([]),
            ErrorCode::InvalidRules,
            "rounds.0.rules.blueprint",
        ),
        (
            "/rounds/0/rules/blueprint/sections",
            json!([{ "count": 1, "points": 0 }]),
            ErrorCode::InvalidRules,
            "rounds.0.rules.blueprint.sections.0",
        ),
        (
            "/rounds/0/rules/blueprint/sections",
            section(json!("Chủ đề A"), 6),
            ErrorCode::BlueprintImpossible,
            "rounds.0.rules.blueprint.sections.0",
        ),
    ];
    for (pointer, value, code, field) in wrong {
        let refused = organiser
            .post(paths::STAFF_CONTESTS, &with(good.clone(), pointer, value.clone()))
            .await
            .refused(code);
        assert_eq!(refused.field.as_deref(), Some(field), "{value}");
    }
    let unknown = organiser
        .post(paths::STAFF_CONTESTS, &with(good.clone(), "/summry", json!("x")))
        .await;
    unknown.refused(ErrorCode::MalformedBody);
    let scarce = with(
        good.clone(),
        "/rounds/0/rules/blueprint/sections",
        section(json!("Chủ đề A"), 6),
    );
    let message = organiser
        .post(paths::STAFF_CONTESTS, &scarce)
        .await
        .refused(ErrorCode::BlueprintImpossible)
        .message;
    assert!(
        message.contains("“Chủ đề A”") && message.contains("cần 6") && message.contains("còn 5"),
        "{message}"
    );
    assert_eq!(
        contest::Entity::find()
            .count(&app.state.db.read)
            .await
            .expect("a count"),
        0
    );
    assert_eq!(
        round::Entity::find()
            .count(&app.state.db.read)
            .await
            .expect("a count"),
        0
    );

    let _: StaffContest = organiser.post(paths::STAFF_CONTESTS, &good).await.ok();
    let taken = organiser
        .post(paths::STAFF_CONTESTS, &good)
        .await
        .refused(ErrorCode::SlugTaken);
    assert_eq!(taken.field.as_deref(), Some("slug"));
});

both!(a_draft_can_be_checked_without_being_made, |app| async move {
    let organiser = organiser(&app).await;
    let check = format!("{}?check=true", paths::STAFF_CONTESTS);
    let good = with(draft(&app, 5, 60), "/title", json!("  Tìm hiểu Hiến pháp "));
    let checked: ContestDraft = organiser.post(&check, &good).await.ok();
    assert_eq!(checked.title, "Tìm hiểu Hiến pháp");
    // Everything is said at once: of the texts, of the contact, of the judges.
    let wrong = with(good, "/title", json!(""));
    let wrong = with(wrong, "/contact", json!({ "email": "bantochuc" }));
    let wrong = with(wrong, "/judges", json!(["khongco"]));
    let refused = organiser
        .post(&check, &wrong)
        .await
        .refused(ErrorCode::MissingField);
    let fields: Vec<&str> = refused
        .problems
        .iter()
        .map(|problem| problem.field.as_str())
        .collect();
    assert_eq!(fields, ["title", "contact.email", "judges.0"]);
    let made = contest::Entity::find().count(&app.state.db.read).await;
    assert_eq!(made.expect("contests"), 0);
});
