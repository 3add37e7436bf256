//! `/attempts/{attempt}/review`: keys and secrets stay hidden until every round that draws from the same questions has
//! closed, whichever server is asked and however little it has heard.

use crate::both;
use crate::common::bodies::moment;
use crate::common::contest::{Arranged, MINUTE, rules, sample_bank};
use crate::common::{Database, TestApp, Visitor, run_with};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::questions::Bank;
use contest_core::time::Millis;
use contest_core::wire::accounts::Role;
use contest_core::wire::attempts::{History, Review};
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use private_stores::redis_server::Redis;
use private_stores::{Signal, signal};
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::Set;
use serde_json::json;
use std::time::{Duration, Instant};
use thiluat::application::Application;
use thiluat::auth::session::Claims;
use thiluat::banks::load;
use thiluat::contests::{create, publish};
use thiluat::db::entities::round;
use uuid::Uuid;

/// Where a second round takes its questions from.
enum Questions {
    SameVersion,
    /// The same bank with other questions in it.
    OtherVersion(Bank),
    OtherBank(Bank),
}

/// Returns a bank that shares no question with the sample bank.
fn unrelated() -> Bank {
    let mut bank = sample_bank();
    for question in &mut bank.questions {
        question.stem = format!("Trong đề khác: {}", question.stem);
    }
    bank
}

/// Returns a bank that shares one question with the sample bank, written differently.
fn nearly_unrelated() -> Bank {
    let mut bank = unrelated();
    let same = sample_bank().questions[3].clone();
    bank.questions[0].stem = format!(" {} ", same.stem.to_uppercase());
    bank.questions[0].options = same.options.into_iter().rev().collect();
    bank.questions[0].explanation = "Khác".into();
    bank
}

/// Writes another contest with one round; the server is not notified.
async fn another_round(
    app: &TestApp,
    arranged: &Arranged,
    questions: Questions,
    (opens_at, closes_at): (Millis, Millis),
    published: bool,
) -> RoundId {
    let (state, now) = (&app.state, app.now());
    let owner = Claims::new(arranged.organiser, Role::Organiser, now);
    let mut draft = app.staff_contest(arranged.contest).await.draft;
    draft.slug = format!("khac-{}", Uuid::now_v7().simple());
    let round = &mut draft.rounds[0];
    (round.opens_at, round.closes_at) = (moment(opens_at), moment(closes_at));
    let content = match questions {
        Questions::SameVersion => None,
        Questions::OtherVersion(content) => Some(content),
        Questions::OtherBank(content) => {
            round.bank.clone_from(&draft.slug);
            Some(content)
        }
    };
    if let Some(content) = content {
        let stored = load::store(&state.db, &owner, &round.bank, content, now).await;
        round.bank_version = Some(stored.expect("a version").1.version as u32);
    }
    let made = create::insert(&state.db, &owner, draft, now).await;
    let seen = app.staff_contest(made.expect("a contest")).await;
    if published {
        let published = publish::write_public(&state.db, &owner, seen.id, &seen.seen(), now).await;
        published.expect("it is published");
    }
    seen.rounds[0].id
}

/// Returns a contestant with a recorded attempt in a round that closes in an hour.
async fn played(app: &TestApp) -> (Arranged, Visitor, AttemptId) {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let submitted = app.play(&contestant, arranged.round, 8).await;
    let attempt = submitted.receipt.expect("a receipt").attempt;
    (arranged, contestant, attempt)
}

fn closes_at(app: &TestApp, round: RoundId) -> Millis {
    app.state.round(round).expect("the round").window.closes_at
}

async fn secret(app: &TestApp, arranged: &Arranged) -> Option<String> {
    let path = paths::contest(&arranged.slug);
    let view: ContestView = app.visitor().get(&path).await.ok();
    view.rounds[0].secret.clone()
}

async fn all_is_shown(app: &TestApp, arranged: &Arranged, contestant: &Visitor, attempt: AttemptId) {
    let review = contestant.get(&paths::review(attempt)).await;
    assert_eq!(review.ok::<Review>().questions.len(), 10);
    assert!(secret(app, arranged).await.is_some());
    let history: History = contestant.get(paths::MY_ATTEMPTS).await.ok();
    assert!(history.attempts[0].review_open);
}

async fn nothing_is_shown(
    app: &TestApp,
    arranged: &Arranged,
    contestant: &Visitor,
    attempt: AttemptId,
) -> String {
    let review = contestant.get(&paths::review(attempt)).await;
    let refused = review.refused(ErrorCode::KeysNotPublic);
    assert!(!review.text().contains("Giải thích bí mật"));
    assert_eq!(secret(app, arranged).await, None);
    let history: History = contestant.get(paths::MY_ATTEMPTS).await.ok();
    assert!(!history.attempts[0].review_open);
    refused.message
}

/// Closes the round while another one, with these questions, closes an hour later.
async fn waits_for_the_other(app: TestApp, questions: Questions) {
    let (arranged, mut contestant, attempt) = played(&app).await;
    let close = closes_at(&app, arranged.round);
    let other = (close + 30 * MINUTE, close + 60 * MINUTE);
    app.close_round(arranged.round).await;
    another_round(&app, &arranged, questions, other, true).await;
    let said = nothing_is_shown(&app, &arranged, &contestant, attempt).await;
    assert!(said.starts_with("Còn vòng thi khác dùng chung câu hỏi"), "{said}");
    contestant.language = "en";
    let said = nothing_is_shown(&app, &arranged, &contestant, attempt).await;
    assert!(said.contains("uses the same questions"), "{said}");
    // The other round is open.
    app.clock.advance(other.0.0 + 5_000 - app.now().0);
    nothing_is_shown(&app, &arranged, &contestant, attempt).await;
    app.clock.advance(other.1.0 + 5_000 - app.now().0);
    all_is_shown(&app, &arranged, &contestant, attempt).await;
}

both!(keys_wait_for_a_round_with_the_same_bank, |app| {
    waits_for_the_other(app, Questions::SameVersion)
});

both!(keys_wait_for_a_round_with_another_version_of_the_bank, |app| {
    waits_for_the_other(app, Questions::OtherVersion(unrelated()))
});

both!(
    keys_wait_for_a_round_with_one_equal_question_of_another_bank,
    |app| { waits_for_the_other(app, Questions::OtherBank(nearly_unrelated())) }
);

both!(
    keys_wait_neither_for_other_questions_nor_for_a_draft,
    |app| async move {
        let (arranged, contestant, attempt) = played(&app).await;
        let close = closes_at(&app, arranged.round);
        let other = (close, close + 60 * MINUTE);
        another_round(&app, &arranged, Questions::OtherBank(unrelated()), other, true).await;
        another_round(&app, &arranged, Questions::SameVersion, other, false).await;
        let said = nothing_is_shown(&app, &arranged, &contestant, attempt).await;
        assert!(said.starts_with("Vòng thi chưa kết thúc."), "{said}");
        app.close_round(arranged.round).await;
        all_is_shown(&app, &arranged, &contestant, attempt).await;
    }
);

both!(
    an_extension_that_nobody_told_of_is_seen_before_anything_is_shown,
    |app| async move {
        let (arranged, contestant, attempt) = played(&app).await;
        let close = closes_at(&app, arranged.round);
        let row = round::ActiveModel {
            id: Set(arranged.round),
            closes_at: Set(close + 30 * MINUTE),
            ..Default::default()
        };
        row.update(&app.state.db.write).await.expect("extended");
        app.clock.advance(close.0 + 5_000 - app.now().0);
        let review = contestant.get(&paths::review(attempt)).await;
        review.refused(ErrorCode::KeysNotPublic);
        assert_eq!(secret(&app, &arranged).await, None);
        app.clock.advance(30 * MINUTE);
        all_is_shown(&app, &arranged, &contestant, attempt).await;
    }
);

mod an_extension_reaches_a_node_while_redis_is_away {
    use super::*;

    mod own_redis {
        use super::*;

        #[test]
        fn sqlite() {
            two_servers(Database::Sqlite);
        }

        #[test]
        fn postgres() {
            two_servers(Database::Postgres);
        }
    }
}

/// Starts a second server on the stores of the first. Both share one test clock.
async fn beside(app: &TestApp, folder: &std::path::Path) -> Application {
    let mut config = (*app.state.config).clone();
    config.database_url = app.state.config.database();
    let secret = std::fs::read_to_string(config.data_dir.join("secret")).expect("a secret");
    config.secret = secret.trim().into();
    config.data_dir = folder.join("data");
    Application::build(config, app.clock.clone())
        .await
        .expect("a second server")
}

fn two_servers(database: Database) {
    let redis = Redis::start().expect("Redis");
    let settings = format!("redis_url = \"{}\"\n", redis.url());
    run_with(database, &settings, |app| async move {
        let folder = tempfile::tempdir().expect("a folder");
        let second = beside(&app, folder.path()).await;
        let (handle, url, state) = (
            second.handle(),
            format!("http://{}", second.address),
            second.state.clone(),
        );
        let served = actix_web::rt::spawn(second.run());
        let (arranged, contestant, attempt) = played(&app).await;
        let organiser = app.sign_in("tochuc").await;
        let known = || state.round(arranged.round).map(|round| round.window.closes_at);
        until(Duration::from_secs(5), async || known().is_ok()).await;
        let (window, close) = (
            app.state.round(arranged.round).expect("it").window,
            known().expect("it"),
        );
        signal(redis.pid(), Signal::KILL).expect("killed");
        app.leaves_pending("Redis stays away");

        // Whole seconds, because forms send nothing finer.
        let later = Millis((close.0 + 30 * MINUTE) / 1_000 * 1_000);
        let body = json!({ "opens_at": moment(window.opens_at), "closes_at": moment(later) });
        let path = paths::window(arranged.round);
        let moved: StaffContest = organiser.patch(&path, &body).await.ok();
        assert_eq!(moved.rounds[0].closes_at, later);
        let elsewhere = app.visitor().at(&url);
        until(Duration::from_secs(5), async || {
            let path = paths::contest(&arranged.slug);
            let view: ContestView = elsewhere.get(&path).await.ok();
            view.rounds[0].closes_at == later
        })
        .await;
        // At the old close nobody sees the review; at the new one everybody does, while Redis is still away.
        let review = paths::review(attempt);
        for server in [&app.url, &url] {
            app.clock.advance((close.0 + 5_000 - app.now().0).max(0));
            let refused = contestant.at(server).get(&review).await;
            refused.refused(ErrorCode::KeysNotPublic);
        }
        for server in [&app.url, &url] {
            app.clock.advance((later.0 + 5_000 - app.now().0).max(0));
            let shown = contestant.at(server).get(&review).await;
            assert_eq!(shown.ok::<Review>().questions.len(), 10);
        }
        handle.stop(true).await;
        served.await.expect("the server's task").expect("the server");
        drop(redis);
    });
}

/// Repeats the check until it holds.
async fn until(patience: Duration, mut so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + patience;
    while !so().await {
        assert!(Instant::now() < end, "not within {patience:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
