//! `/staff/bank-versions/{version}/findings`, `…/changes` and `…/differences`, `/staff/banks/{bank}/versions`.

use crate::both;
use crate::common::bodies::draft;
use crate::common::organiser::{load_bank, organiser, sample_bank};
use crate::common::{TestApp, Visitor};
use contest_core::ids::BankVersionId;
use contest_core::wire::banks::{BankContent, BankList, BankSummary};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use contest_core::wire::workbench::{
    BankChange, BankChanged, BankDifferences, BankFindings, BankHistory, QuestionForm, Severity,
};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use thiluat::db::entities::{audit, bank_version};

/// Returns the newest version of the organiser's only bank.
async fn newest(organiser: &Visitor) -> BankSummary {
    let list: BankList = organiser.get(paths::BANKS).await.ok();
    list.banks[0].clone()
}

async fn content(organiser: &Visitor, version: BankVersionId) -> BankContent {
    organiser.get(&paths::bank_version(version)).await.ok()
}

async fn versions(app: &TestApp) -> u64 {
    let count = bank_version::Entity::find().count(&app.state.db.read).await;
    count.expect("a count")
}

/// Returns a change of the stem of the first question.
fn restated(content: &BankContent, stem: &str) -> BankChange {
    let question = &content.questions[0];
    BankChange::Replace {
        code: question.code.clone(),
        question: QuestionForm {
            stem: stem.into(),
            ..QuestionForm::from(question)
        },
    }
}

both!(
    findings_tell_what_is_weak_and_a_mend_makes_the_next_version,
    |app| async move {
        let organiser = organiser(&app).await;
        let mut bank = sample_bank();
        bank.questions[0].stem = "Ðiều nào nói về hòa giải viên?".into();
        bank.questions[1].options[1] = "Tất cả các phương án trên".into();
        bank.questions[2].options[0] = "Tất cả các phương án trên".into();
        load_bank(&organiser, &bank).await;
        let seen = newest(&organiser).await;
        let found: BankFindings = organiser.get(&paths::bank_findings(seen.version_id)).await.ok();
        let serious: Vec<_> = found
            .findings
            .iter()
            .filter(|finding| finding.severity == Severity::Serious)
            .map(|finding| (finding.rule.as_str(), finding.code.as_deref().unwrap_or("-")))
            .collect();
        assert_eq!(
            serious,
            [
                ("lint_ocr", "C000"),
                ("lint_above", "C001"),
                ("lint_above", "C002")
            ]
        );
        assert!(
            found.findings[0].reason.contains("“Ðiều”"),
            "{:?}",
            found.findings[0]
        );
        // No question has a legal basis: that is said once.
        let bases = found
            .findings
            .iter()
            .filter(|finding| finding.rule.starts_with("lint_no_basis"));
        assert_eq!(bases.count(), 1);

        let path = paths::bank_changes(seen.version_id);
        let mend = BankChange::Mend {
            rule: "lint_above".into(),
            code: None,
        };
        let before = versions(&app).await;
        let checked: BankChanged = organiser.post(&format!("{path}?check=true"), &mend).await.ok();
        assert_eq!((checked.saved.is_none(), checked.differences.len()), (true, 2));
        assert_eq!(versions(&app).await, before, "nothing is saved");
        let reply = organiser.post(&path, &mend).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        let saved = reply.ok::<BankChanged>().saved.expect("a version");
        let mended = content(&organiser, saved.version_id).await;
        let kept: Vec<bool> = mended
            .questions
            .iter()
            .take(4)
            .map(|question| question.keep_order)
            .collect();
        assert_eq!(kept, [false, true, true, false]);
        let again: BankFindings = organiser.get(&paths::bank_findings(saved.version_id)).await.ok();
        assert!(again.findings.iter().all(|finding| finding.rule != "lint_above"));

        // One question alone; what the rule has not found there stays.
        let path = paths::bank_changes(saved.version_id);
        for (code, changes) in [("C003", 0), ("C000", 1)] {
            let mend = BankChange::Mend {
                rule: "lint_ocr".into(),
                code: Some(code.into()),
            };
            let changed: BankChanged = organiser.post(&path, &mend).await.ok();
            assert_eq!(changed.differences.len(), changes, "{code}");
        }
        let saved = newest(&organiser).await;
        assert_eq!(
            content(&organiser, saved.version_id).await.questions[0].stem,
            "Điều nào nói về hòa giải viên?"
        );
        let events = audit::Entity::find().filter(audit::Column::Action.eq("bank.changed"));
        assert_eq!(events.count(&app.state.db.read).await.expect("a count"), 2);
    }
);

both!(a_question_is_added_changed_and_removed, |app| async move {
    let organiser = organiser(&app).await;
    let seen = newest(&organiser).await;
    let first = content(&organiser, seen.version_id).await;
    let add = BankChange::Add {
        question: QuestionForm {
            stem: "  Ai  bầu hòa giải viên?".into(),
            options: vec!["Hộ gia đình".into(), "Ủy ban".into(), String::new()],
            key: contest_core::questions::OptionSet(1),
            ..QuestionForm::default()
        },
    };
    let path = paths::bank_changes(seen.version_id);
    let reply = organiser.post(&path, &add).await;
    assert_eq!(reply.status, 201, "{}", reply.text());
    let saved = reply.ok::<BankChanged>().saved.expect("a version");
    assert_eq!(
        (saved.version, saved.questions),
        (seen.version + 1, seen.questions + 1)
    );
    // The reply was lost: the same once more makes no second version, even after others were made.
    let again = organiser.post(&path, &add).await;
    assert_eq!(again.status, 200);
    assert_eq!(again.ok::<BankChanged>().saved.as_ref(), Some(&saved));
    let second = content(&organiser, saved.version_id).await;
    let added = second.questions.last().expect("a question");
    assert_eq!(
        (added.stem.as_str(), added.options.len()),
        ("Ai bầu hòa giải viên?", 2)
    );
    assert!(first.questions.iter().all(|question| question.code != added.code));

    let path = paths::bank_changes(saved.version_id);
    let changed: BankChanged = organiser
        .post(&path, &restated(&second, "Ai ký quyết định?"))
        .await
        .ok();
    let third = changed.saved.expect("a version");
    let removed = BankChange::Remove {
        code: added.code.clone(),
    };
    let path = paths::bank_changes(third.version_id);
    let fourth = organiser
        .post(&path, &removed)
        .await
        .ok::<BankChanged>()
        .saved
        .expect("a version");
    assert_eq!(fourth.questions, seen.questions);
    let again = organiser.post(&paths::bank_changes(seen.version_id), &add).await;
    assert_eq!(again.ok::<BankChanged>().saved, Some(saved.clone()));
    assert_eq!(
        content(&organiser, seen.version_id).await.questions,
        first.questions,
        "a version never changes"
    );

    // Between the first and the last, only the stem has changed.
    let path = format!(
        "{}?from={}",
        paths::bank_differences(fourth.version_id),
        seen.version_id
    );
    let told: BankDifferences = organiser.get(&path).await.ok();
    assert_eq!(told.differences.len(), 1);
    assert_eq!(told.differences[0].was.as_ref(), Some(&first.questions[0]));
    assert_eq!(told.from.map(|from| from.version), Some(seen.version));
    let last: BankDifferences = organiser
        .get(&paths::bank_differences(fourth.version_id))
        .await
        .ok();
    assert!(last.differences[0].now.is_none(), "the one before had it");
    let first: BankDifferences = organiser
        .get(&paths::bank_differences(seen.version_id))
        .await
        .ok();
    assert!(first.from.is_none());
    let unknown = BankChange::Remove { code: "C999".into() };
    let path = paths::bank_changes(fourth.version_id);
    organiser.post(&path, &unknown).await.refused(ErrorCode::NotFound);
});

both!(
    what_is_wrong_with_a_question_is_said_at_its_fields,
    |app| async move {
        let organiser = organiser(&app).await;
        let seen = newest(&organiser).await;
        let first = content(&organiser, seen.version_id).await;
        let path = paths::bank_changes(seen.version_id);
        let question = QuestionForm {
            code: first.questions[3].code.clone(),
            stem: "".into(),
            options: vec!["Một".into(), "".into(), "Ba".into()],
            key: contest_core::questions::OptionSet(0b1_0001),
            ..QuestionForm::from(&first.questions[0])
        };
        let change = BankChange::Replace {
            code: first.questions[0].code.clone(),
            question,
        };
        let told = organiser
            .post(&path, &change)
            .await
            .refused(ErrorCode::InvalidField);
        let fields: Vec<&str> = told
            .problems
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(fields, ["code", "stem", "options.1"]);
        assert!(told.problems[1].message.contains("Thiếu nội dung"), "{told:?}");
        // The same question twice.
        let copy = BankChange::Add {
            question: QuestionForm {
                code: String::new(),
                ..QuestionForm::from(&first.questions[2])
            },
        };
        let told = organiser
            .post(&path, &copy)
            .await
            .refused(ErrorCode::InvalidField);
        assert_eq!(told.field.as_deref(), Some("stem"));
        assert!(told.message.contains(&first.questions[2].code), "{told:?}");
        assert_eq!(versions(&app).await, 1);
    }
);

both!(
    a_version_that_was_changed_meanwhile_is_not_changed_again,
    |app| async move {
        let organiser = organiser(&app).await;
        let seen = newest(&organiser).await;
        let first = content(&organiser, seen.version_id).await;
        let path = paths::bank_changes(seen.version_id);
        let theirs = restated(&first, "Ai sửa trước?");
        let yours = restated(&first, "Ai sửa sau?");
        let (one, other) = tokio::join!(organiser.post(&path, &theirs), organiser.post(&path, &yours));
        let (won, lost) = if one.status == 201 {
            (one, other)
        } else {
            (other, one)
        };
        assert_eq!(won.status, 201, "{}", won.text());
        lost.refused(ErrorCode::BankChanged);
        let check = format!("{path}?check=true");
        organiser
            .post(&check, &restated(&first, "Ai sửa cuối?"))
            .await
            .refused(ErrorCode::BankChanged);
        assert_eq!(versions(&app).await, 2);
        // Whoever has looked at the newest goes on from there.
        let newest = content(&organiser, seen.version_id).await.newest;
        let saved = won.ok::<BankChanged>().saved.expect("a version");
        assert_eq!(newest, saved.version_id);
        let second = content(&organiser, newest).await;
        let path = paths::bank_changes(newest);
        let reply = organiser.post(&path, &restated(&second, "Ai sửa cuối?")).await;
        assert_eq!(reply.status, 201, "{}", reply.text());
        // No difference, no version.
        let third = reply.ok::<BankChanged>().saved.expect("a version");
        let path = paths::bank_changes(third.version_id);
        let same = organiser.post(&path, &restated(&second, "Ai sửa cuối?")).await;
        assert_eq!(same.status, 200);
        assert_eq!(same.ok::<BankChanged>().saved, Some(third));
    }
);

both!(the_history_tells_what_draws_from_each_version, |app| async move {
    let organiser = organiser(&app).await;
    let seen = newest(&organiser).await;
    let made = organiser.post(paths::STAFF_CONTESTS, &draft(&app, 10, 60)).await;
    let contest: StaffContest = made.ok();
    let history = async || -> BankHistory { organiser.get(&paths::bank_history(seen.id)).await.ok() };
    let uses = |history: &BankHistory| -> Vec<(u32, bool, bool)> {
        let lines = history.versions.iter();
        let uses = lines.flat_map(|line| {
            line.uses
                .iter()
                .map(|used| (line.version, used.is_published, used.follows))
        });
        uses.collect()
    };
    let told = history().await;
    assert_eq!(uses(&told), [(1, false, true)]);
    assert_eq!(told.versions[0].loaded_by, "Cán bộ tochuc");
    let first = content(&organiser, seen.version_id).await;
    let path = paths::bank_changes(seen.version_id);
    let changed: BankChanged = organiser.post(&path, &restated(&first, "Ai sửa?")).await.ok();
    assert_eq!(uses(&history().await), [(2, false, true)], "a draft follows");
    let contest: StaffContest = organiser.get(&paths::staff_contest(contest.id)).await.ok();
    let published = organiser.publish_contest(&contest).await;
    assert!(published.status.is_success(), "{}", published.text());
    let second = changed.saved.expect("a version");
    let content = content(&organiser, second.version_id).await;
    let path = paths::bank_changes(second.version_id);
    organiser
        .post(&path, &restated(&content, "Ai sửa nữa?"))
        .await
        .ok::<BankChanged>();
    let told = history().await;
    assert_eq!(uses(&told), [(2, true, false)], "what is published stays");
    assert_eq!((told.versions.len(), told.versions[0].version), (3, 3));
    assert_eq!(told.versions[1].uses[0].round.as_deref(), Some("Vòng 1"));
});
