//! The practice of a contest: how it is written, and why it is refused.

use crate::both;
use crate::common::bodies::{draft_with_practice, with};
use crate::common::organiser::{load_bank, load_bank_as, organiser, practice_bank, sample_bank};
use contest_core::wire::audit::{AuditLog, Audited, DraftPart};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use serde_json::{Value, json};

both!(every_wrong_field_of_practice_is_named, |app| async move {
    let organiser = organiser(&app).await;
    load_bank_as(&organiser, "luyen-tap", &practice_bank()).await;
    let good = draft_with_practice(&app, 5, 60);
    let sections = |section: Value| json!({ "sections": [section] });
    for (field, value, code, place) in [
        ("bank", json!("khong-co"), ErrorCode::UnknownBank, "practice.bank"),
        ("bank", json!(""), ErrorCode::UnknownBank, "practice.bank"),
        (
            "bank_version",
            json!(2),
            ErrorCode::UnknownBank,
            "practice.bank_version",
        ),
        (
            "time_limit_s",
            json!(29),
            ErrorCode::InvalidRules,
            "practice.time_limit_s",
        ),
        (
            "blueprint",
            json!({ "sections": [] }),
            ErrorCode::InvalidRules,
            "practice.blueprint",
        ),
        (
            "blueprint",
            sections(json!({ "count": 1, "points": 0 })),
            ErrorCode::InvalidRules,
            "practice.blueprint.sections.0",
        ),
        (
            "blueprint",
            sections(json!({ "topic": "Chủ đề A", "count": 6 })),
            ErrorCode::BlueprintImpossible,
            "practice.blueprint.sections.0",
        ),
        ("minutes", json!(5), ErrorCode::MalformedBody, "practice"),
    ] {
        let wrong = with(good.clone(), &format!("/practice/{field}"), value);
        let refused = organiser.post(paths::STAFF_CONTESTS, &wrong).await.refused(code);
        let named = refused.field.unwrap_or_default();
        assert!(named.starts_with(place), "{field}: {named}: {}", refused.message);
    }
    organiser
        .post(paths::STAFF_CONTESTS, &good)
        .await
        .ok::<StaffContest>();
});

both!(practice_has_no_question_of_the_rounds, |app| async move {
    let organiser = organiser(&app).await;
    let mut bank = practice_bank();
    load_bank_as(&organiser, "luyen-tap", &bank).await;
    let good = draft_with_practice(&app, 5, 60);
    let same = with(good.clone(), "/practice/bank", json!("ngan-hang"));
    let refused = organiser.post(paths::STAFF_CONTESTS, &same).await;
    let refused = refused.refused(ErrorCode::PracticeSharesQuestions);
    assert_eq!(refused.field.as_deref(), Some("practice.bank"));
    assert!(
        refused
            .message
            .starts_with("Vòng 1 lấy câu hỏi từ chính ngân hàng “ngan-hang”"),
        "{refused:?}"
    );

    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &good).await.ok();
    // The questions come later: the draft names no version.
    for (at, of) in [(2, 5), (7, 0)] {
        let same = sample_bank().questions[of].clone();
        bank.questions[at].stem = format!("{} ", same.stem.to_lowercase());
        bank.questions[at].options = same.options;
    }
    load_bank_as(&organiser, "luyen-tap", &bank).await;
    let codes = "Vòng 1 có 2 câu hỏi trùng với ngân hàng luyện tập: LT-007 (= C000), LT-002 (= C005).";
    let newest: StaffContest = organiser.get(&paths::staff_contest(made.id)).await.ok();
    let edit = json!({ "version": newest.version, "draft": with(good.clone(), "/title", json!("Tên khác")) });
    let path = paths::staff_contest(made.id);
    for reply in [
        organiser
            .post(paths::STAFF_CONTESTS, &with(good, "/slug", json!("ban-hai")))
            .await,
        organiser.put(&path, &edit).await,
        organiser.publish_contest(&newest).await,
    ] {
        let refused = reply.refused(ErrorCode::PracticeSharesQuestions);
        assert!(refused.message.starts_with(codes), "{}", refused.message);
        assert_eq!(refused.field.as_deref(), Some("practice.bank"));
    }
    let shown: StaffContest = organiser.get(&path).await.ok();
    assert!(!shown.published && shown.draft.title == "Tìm hiểu pháp luật");
});

both!(practice_is_edited_published_and_audited, |app| async move {
    let organiser = organiser(&app).await;
    load_bank_as(&organiser, "luyen-tap", &practice_bank()).await;
    let wanted = draft_with_practice(&app, 5, 60);
    let without = {
        let mut body = wanted.clone();
        body.as_object_mut().expect("an object").remove("practice");
        body
    };
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &without).await.ok();
    assert_eq!((&made.draft.practice, &made.practice), (&None, &None));
    let path = paths::staff_contest(made.id);
    let edit = json!({ "version": made.version, "draft": wanted });
    let edited: StaffContest = organiser.put(&path, &edit).await.ok();
    assert_ne!(edited.version, made.version);
    let practice = edited.draft.practice.as_ref().expect("practice");
    assert_eq!(
        (practice.bank.as_str(), practice.bank_version),
        ("luyen-tap", None)
    );
    assert_eq!(
        (practice.time_limit_s, practice.blueprint.question_count()),
        (300, 5)
    );

    // A version that nobody has looked at is not published.
    let mut bank = practice_bank();
    bank.questions[0].explanation.push_str(" Sửa lại.");
    load_bank_as(&organiser, "luyen-tap", &bank).await;
    let refused = organiser.publish_contest(&edited).await;
    let refused = refused.refused(ErrorCode::DraftChanged);
    assert_eq!(refused.field.as_deref(), Some("practice"));
    assert!(
        refused.message.contains("“luyen-tap” có phiên bản mới"),
        "{refused:?}"
    );
    let newest: StaffContest = organiser.get(&path).await.ok();
    assert_ne!(newest.practice, edited.practice);
    let published: StaffContest = organiser.publish_contest(&newest).await.ok();
    assert_eq!(published.draft.practice.expect("practice").bank_version, Some(2));
    // From now on it is as it is: a newer version of either bank changes nothing.
    bank.questions[0].explanation.push_str(" Lần nữa.");
    load_bank_as(&organiser, "luyen-tap", &bank).await;
    let mut other = sample_bank();
    other.questions[0].explanation.push_str(" Sửa lại.");
    load_bank(&organiser, &other).await;
    let shown: StaffContest = organiser.get(&path).await.ok();
    assert_eq!(shown.practice, newest.practice);
    let edit = json!({ "version": shown.version, "draft": without });
    organiser
        .put(&path, &edit)
        .await
        .refused(ErrorCode::AlreadyPublished);

    let log: AuditLog = organiser.get(&paths::audit(made.id)).await.ok();
    let parts = log.events.iter().find_map(|event| match &event.what {
        Some(Audited::ContestEdited { parts, rounds, .. }) => Some((parts.clone(), rounds.clone())),
        _ => None,
    });
    assert_eq!(parts, Some((vec![DraftPart::Practice], Vec::new())));
});
