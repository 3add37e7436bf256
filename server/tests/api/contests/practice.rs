//! `/contests/{slug}/practice`: anybody may practise, and no key of a round is known before it is public.

use crate::both;
use crate::common::bodies::{draft, draft_with_practice, with};
use crate::common::contest::MINUTE;
use crate::common::organiser::{load_bank_as, organiser, practice_bank};
use crate::common::{TestApp, Visitor};
use contest_core::questions::{Bank, OptionSet, QuestionKind};
use contest_core::time::Millis;
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::practice::Practice;
use contest_core::wire::staff::StaffContest;
use reqwest::{Method, StatusCode};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::json;
use thiluat::contests::publish;
use thiluat::db::entities::round;

/// Returns an organiser and a published contest with practice, of which only the round is open.
async fn arranged(app: &TestApp) -> (Visitor, StaffContest) {
    let organiser = organiser(app).await;
    load_bank_as(&organiser, "luyen-tap", &practice_bank()).await;
    let draft = draft_with_practice(app, -5, 600);
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &draft).await.ok();
    let published = organiser.publish_contest(&made).await.ok();
    (organiser, published)
}

/// Returns another contest, not published yet, whose round draws from a bank of this organiser.
async fn another(app: &TestApp, organiser: &Visitor, bank: &str) -> StaffContest {
    let draft = with(draft(app, 30, 60), "/slug", json!("cuoc-thi-khac"));
    let draft = with(draft, "/rounds/0/bank", json!(bank));
    organiser.post(paths::STAFF_CONTESTS, &draft).await.ok()
}

/// Publishes a contest on another server: this one is not told.
async fn publish_elsewhere(app: &TestApp, owner: &str, contest: &StaffContest) {
    use contest_core::wire::accounts::Role;
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    use thiluat::auth::session::Claims;
    use thiluat::db::entities::account;
    let (db, now) = (&app.state.db, app.now());
    let row = account::Entity::find().filter(account::Column::Login.eq(owner));
    let row = row.one(&db.read).await.expect("accounts").expect("the owner");
    let claims = Claims::new(row.id, Role::Organiser, now);
    let published = publish::write_public(db, &claims, contest.id, &contest.seen(), now).await;
    published.expect("it is published");
}

fn practice() -> String {
    paths::practice("phap-luat")
}

async fn is_served(app: &TestApp) {
    let told: Practice = app.visitor().get(&practice()).await.ok();
    assert_eq!(told.questions.len(), 10);
}

/// Asks with and without the version that a browser has kept.
async fn is_withheld(app: &TestApp, etag: &str) {
    let mut visitor = app.visitor();
    let known = visitor
        .request(Method::GET, &practice())
        .header("If-None-Match", etag);
    assert_eq!(
        known.send().await.expect("a reply").status(),
        StatusCode::FORBIDDEN
    );
    let reply = visitor.get(&practice()).await;
    let refused = reply.refused(ErrorCode::PracticeWithheld);
    assert!(!reply.text().contains("Giải thích"), "{}", reply.text());
    assert_eq!(reply.headers["cache-control"], "no-store");
    // When it ends would tell which round has these questions.
    assert_eq!(
        refused.message,
        "Phần luyện tập đang tạm đóng. Mời bạn quay lại sau."
    );
    visitor.language = "en";
    let refused = visitor
        .get(&practice())
        .await
        .refused(ErrorCode::PracticeWithheld);
    assert_eq!(
        refused.message,
        "Practice is closed for now. Please come back later."
    );
}

async fn etag(app: &TestApp) -> String {
    let reply = app.visitor().get(&practice()).await;
    reply.headers["etag"].to_str().expect("text").to_owned()
}

both!(anybody_practises_and_caches_carry_it, |app| async move {
    let organiser = organiser(&app).await;
    load_bank_as(&organiser, "luyen-tap", &practice_bank()).await;
    let wanted = draft_with_practice(&app, -5, 60);
    let made: StaffContest = organiser.post(paths::STAFF_CONTESTS, &wanted).await.ok();
    let visitor = app.visitor();
    visitor.get(&practice()).await.refused(ErrorCode::NotFound);
    organiser.publish_contest(&made).await.ok::<StaffContest>();

    let reply = visitor.get(&practice()).await;
    assert_eq!(
        reply.headers["cache-control"],
        "public, max-age=1, must-revalidate"
    );
    let told: Practice = reply.ok();
    assert_eq!(
        (told.title.as_str(), told.time_limit_s),
        ("Tìm hiểu pháp luật", 300)
    );
    assert_eq!(told.blueprint.question_count(), 5);
    let question = &told.questions[8];
    assert_eq!(question.stem, "Để luyện tập: Câu hỏi số 8 về pháp luật?");
    assert_eq!((question.key, question.options.len()), (OptionSet(0b11), 4));
    assert_eq!(
        (question.topic.as_str(), question.explanation.as_str()),
        ("Chủ đề A", "Giải thích bí mật 8")
    );
    assert_eq!(told.questions[9].kind, QuestionKind::TrueFalse);
    assert!(!reply.text().contains("LT-00"), "codes are the organiser's");

    let etag = reply.headers["etag"].clone();
    let again = || {
        visitor
            .request(Method::GET, &practice())
            .header("If-None-Match", &etag)
    };
    assert_eq!(
        again().send().await.expect("a reply").status(),
        StatusCode::NOT_MODIFIED
    );
    let packed = visitor
        .request(Method::GET, &practice())
        .header("Accept-Encoding", "br");
    assert_eq!(
        packed.send().await.expect("a reply").headers()["content-encoding"],
        "br"
    );
    // Whatever else changes, it stays the same and is not made again.
    app.state.reload().await.expect("the catalog");
    assert_eq!(
        again().send().await.expect("a reply").status(),
        StatusCode::NOT_MODIFIED
    );

    let view: ContestView = visitor.get(&paths::contest("phap-luat")).await.ok();
    assert!(view.practice);
    let without = with(draft(&app, -5, 60), "/slug", json!("khong-luyen-tap"));
    let without: StaffContest = organiser.post(paths::STAFF_CONTESTS, &without).await.ok();
    organiser.publish_contest(&without).await.ok::<StaffContest>();
    let view: ContestView = visitor.get(&paths::contest("khong-luyen-tap")).await.ok();
    assert!(!view.practice);
    for slug in ["khong-luyen-tap", "khong-co"] {
        visitor
            .get(&paths::practice(slug))
            .await
            .refused(ErrorCode::NotFound);
    }
});

async fn withheld_while_it_shares(app: TestApp, bank: Option<Bank>) {
    let (organiser, contest) = arranged(&app).await;
    is_served(&app).await;
    let etag = etag(&app).await;
    // A round that was made later, of another organiser if it has a bank of its own.
    let (owner, owned, shared) = match bank {
        None => ("tochuc", organiser.clone(), "luyen-tap"),
        Some(bank) => {
            app.staff_account("organiser", "tochuc-khac").await;
            let other = app.sign_in("tochuc-khac").await;
            load_bank_as(&other, "trung-mot-cau", &bank).await;
            ("tochuc-khac", other, "trung-mot-cau")
        }
    };
    let other = another(&app, &owned, shared).await;
    is_served(&app).await;
    publish_elsewhere(&app, owner, &other).await;
    // What was read a moment ago serves for a second.
    app.clock.advance(1_000);
    is_withheld(&app, &etag).await;
    let shown: StaffContest = organiser.get(&paths::staff_contest(contest.id)).await.ok();
    let why = shown.practice.expect("practice").withheld.expect("a reason");
    assert!(why.starts_with("Một vòng thi có câu hỏi trùng"), "{why}");

    let close = other.rounds[0].closes_at;
    app.clock.advance(close.0 + 4_000 - app.now().0);
    is_withheld(&app, &etag).await;
    app.clock.advance(1_000);
    is_served(&app).await;
    let shown: StaffContest = organiser.get(&paths::staff_contest(contest.id)).await.ok();
    assert_eq!(shown.practice.expect("practice").withheld, None);
}

both!(practice_waits_for_a_round_of_its_bank, |app| {
    withheld_while_it_shares(app, None)
});

both!(practice_waits_for_a_round_with_one_of_its_questions, |app| {
    let mut bank = crate::common::organiser::sample_bank();
    bank.questions[0] = practice_bank().questions[3].clone();
    bank.questions[0].stem = bank.questions[0].stem.to_uppercase();
    bank.questions[0].options.reverse();
    bank.questions[0].key = OptionSet(0b1000);
    withheld_while_it_shares(app, Some(bank))
});

both!(
    practice_waits_for_an_extension_that_nobody_told_of,
    |app| async move {
        let (organiser, _) = arranged(&app).await;
        let other = another(&app, &organiser, "luyen-tap").await;
        organiser.publish_contest(&other).await.ok::<StaffContest>();
        let close = other.rounds[0].closes_at;
        app.clock.advance(close.0 - MINUTE - app.now().0);
        let row = round::ActiveModel {
            id: Set(other.rounds[0].id),
            closes_at: Set(close + 10 * MINUTE),
            ..Default::default()
        };
        row.update(&app.state.db.write).await.expect("extended");
        for (moment, withheld) in [(close + 5_000, true), (close + 10 * MINUTE + 5_000, false)] {
            app.clock.advance(Millis(moment.0 - app.now().0).0);
            match withheld {
                true => drop(
                    app.visitor()
                        .get(&practice())
                        .await
                        .refused(ErrorCode::PracticeWithheld),
                ),
                false => is_served(&app).await,
            }
        }
    }
);

both!(
    a_wrong_clock_opens_no_practice_that_shares_questions,
    |app| async move {
        let (organiser, _) = arranged(&app).await;
        app.clock.set_wrong(MINUTE);
        app.state.clock_skew.measure().await;
        // No round has these questions, so no clock matters.
        is_served(&app).await;
        app.clock.set_wrong(0);
        app.state.clock_skew.measure().await;
        let other = another(&app, &organiser, "luyen-tap").await;
        organiser.publish_contest(&other).await.ok::<StaffContest>();
        app.clock.advance(61 * MINUTE);
        is_served(&app).await;
        app.clock.set_wrong(MINUTE);
        app.clock.advance(2 * MINUTE);
        app.state.clock_skew.measure().await;
        let refused = app
            .visitor()
            .get(&practice())
            .await
            .refused(ErrorCode::Unavailable);
        assert!(refused.message.contains("đồng hồ"), "{refused:?}");
        app.clock.set_wrong(0);
        app.state.clock_skew.measure().await;
        is_served(&app).await;
    }
);
