//! A start opens one attempt or resumes it, within the limit, or is refused.

use crate::both;
use crate::common::bodies::moment;
use crate::common::contest::{Arranged, MINUTE, rules};
use crate::common::raw_redis::{account_of, ask, key};
use crate::common::{Reply, TestApp, Visitor};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::rounds::{Disclosure, Phase, RoundRules, ScoreShown};
use contest_core::time::{Day, Millis};
use contest_core::wire::accounts::{Consent, Entry, Register};
use contest_core::wire::attempts::{MyRound, OpenAttempt};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use futures_util::future::join_all;
use reqwest::Method;
use serde_json::json;
use std::collections::HashSet;
use uuid::Uuid;

const DAY: i64 = 24 * 60 * MINUTE;

/// Returns the day so many years before a moment; of the last days of a month, the 28th.
fn years_before(moment: Millis, years: i16) -> Day {
    let day = thiluat::clock::in_viet_nam(moment);
    let (year, month) = (day.year() - years, day.month() as u8);
    Day::new(year, month, day.day().min(28) as u8).expect("a day")
}

both!(
    sixty_four_starts_at_once_open_one_attempt_and_the_limit_holds,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        // Three attempts are left. Each is opened once, however many devices ask with keys of their own.
        for number in 1..=3 {
            let starts = (0..64).map(|_| start_with(&contestant, &arranged, Uuid::now_v7()));
            let opened: Vec<OpenAttempt> = join_all(starts).await.iter().map(Reply::ok).collect();
            let attempts: HashSet<AttemptId> = opened.iter().map(|open| open.attempt).collect();
            assert_eq!(attempts.len(), 1);
            assert!(opened.iter().all(|open| open.number == number));
            let sheet = app.sheet_with(arranged.round, opened[0].attempt, 1, 1);
            assert!(contestant.submit(&opened[0], sheet).await.receipt.is_some());
        }
        let starts = (0..64).map(|_| start_with(&contestant, &arranged, Uuid::now_v7()));
        for reply in join_all(starts).await {
            reply.refused(ErrorCode::AttemptsExhausted);
        }
    }
);

both!(
    starting_again_resumes_and_the_same_key_answers_the_same_attempt,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let resumed = join_all((0..16).map(|_| contestant.start(arranged.round))).await;
        let attempts: HashSet<AttemptId> = resumed.iter().map(|open| open.attempt).collect();
        assert_eq!(attempts.len(), 1);
        let sheet = app.sheet_with(arranged.round, resumed[0].attempt, 1, 1);
        assert!(contestant.submit(&resumed[0], sheet).await.receipt.is_some());
        let key = Uuid::now_v7();
        let keyed = join_all((0..16).map(|_| start_with(&contestant, &arranged, key))).await;
        let keyed: Vec<OpenAttempt> = keyed.iter().map(Reply::ok).collect();
        let attempts: HashSet<AttemptId> = keyed.iter().map(|open| open.attempt).collect();
        assert_eq!(attempts.len(), 1);
        let mine: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
        assert_eq!(mine.attempts_used, 2);
        // The key of a closed attempt opens no other.
        let sheet = app.sheet_with(arranged.round, keyed[0].attempt, 1, 1);
        assert!(contestant.submit(&keyed[0], sheet).await.receipt.is_some());
        start_with(&contestant, &arranged, key)
            .await
            .refused(ErrorCode::AttemptClosed);
    }
);

async fn start_with(contestant: &Visitor, arranged: &Arranged, key: Uuid) -> Reply {
    let path = paths::attempts(arranged.round);
    let request = contestant.request(Method::POST, &path);
    Reply::of(request.header("Idempotency-Key", key.to_string())).await
}

both!(
    the_last_number_of_a_round_without_a_limit,
    |app: TestApp| async move {
        let without_limit = RoundRules {
            attempts: None,
            disclosure: Disclosure {
                score: ScoreShown::AfterClose,
                ..Disclosure::default()
            },
            ..rules()
        };
        let arranged = app.arrange(without_limit).await;
        let contestant = app.contestant(&arranged, 1).await;
        let open = contestant.start(arranged.round).await;
        let account = account_of(&app, open.attempt).await;
        let sheet = app.sheet_with(arranged.round, open.attempt, 3, 1);
        assert!(contestant.submit(&open, sheet).await.receipt.is_some());
        let used = key(&app, arranged.round, account, "used");
        let who = account.0.simple().to_string();
        let _: i64 = ask(&app, "HSET", &[&used, &who, "65534"]).await;
        let last = contestant.start(arranged.round).await;
        assert_eq!(last.number, 65_535);
        let sheet = app.sheet_with(arranged.round, last.attempt, 4, 1);
        assert!(contestant.submit(&last, sheet).await.receipt.is_some());
        let path = paths::attempts(arranged.round);
        contestant
            .post(&path, &())
            .await
            .refused(ErrorCode::AttemptsExhausted);
    }
);

both!(
    starting_is_refused_outside_the_window_too_young_or_not_entered,
    |app| async move {
        let arranged = app.arrange(rules()).await;
        let path = paths::attempts(arranged.round);
        app.visitor()
            .post(&path, &())
            .await
            .refused(ErrorCode::SignInRequired);
        app.sign_in("tochuc")
            .await
            .post(&path, &())
            .await
            .refused(ErrorCode::StaffBarred);
        let stranger = app.visitor();
        let register = |n: u32, date_of_birth: Day, entry: Option<Entry>| Register {
            name: crate::common::contest::name_of(n),
            date_of_birth,
            phone: format!("03{n:08}"),
            password: crate::common::contest::PASSWORD.into(),
            consent: Consent {
                accepted: true,
                version: arranged.consent.clone(),
            },
            guardian: None,
            entry,
        };
        assert!(
            stranger
                .post(paths::ACCOUNTS, &register(1, years_before(app.now(), 30), None))
                .await
                .status
                .is_success()
        );
        stranger.post(&path, &()).await.refused(ErrorCode::NotEntered);
        let child = app.visitor();
        let entry = Entry {
            contest: arranged.contest,
            unit: Some(arranged.units[1]),
        };
        let soon_old_enough = years_before(app.now() + 30 * DAY, 14);
        let body = register(2, soon_old_enough, Some(entry));
        let refused = child.post(paths::ACCOUNTS, &body).await;
        refused.refused(ErrorCode::TooYoung);
        // Whoever comes of age before the last round closes may enter, and starts from then on.
        let organiser = app.sign_in("tochuc").await;
        let opened = app.staff_contest(arranged.contest).await.rounds[0].opens_at;
        let close_in = async |left: i64| {
            let window = json!({ "opens_at": moment(opened), "closes_at": moment(app.now() + left) });
            let moved = organiser.patch(&paths::window(arranged.round), &window).await;
            assert!(moved.status.is_success(), "{}", moved.text());
            app.state.reload().await.expect("the catalog");
        };
        close_in(40 * DAY).await;
        assert!(child.post(paths::ACCOUNTS, &body).await.status.is_success());
        child.post(&path, &()).await.refused(ErrorCode::TooYoung);
        close_in(60 * MINUTE).await;
        let contestant = app.contestant(&arranged, 1).await;
        contestant
            .post(&paths::attempts(RoundId(Uuid::now_v7())), &())
            .await
            .refused(ErrorCode::NotFound);
        contestant
            .post(&paths::attempts("none"), &())
            .await
            .refused(ErrorCode::MalformedPath);
        let odd = contestant
            .request(Method::POST, &path)
            .header("Idempotency-Key", "mine");
        let refused = crate::common::Reply::of(odd)
            .await
            .refused(ErrorCode::InvalidField);
        assert_eq!(refused.field.as_deref(), Some("Idempotency-Key"));
        app.close_round(arranged.round).await;
        contestant.post(&path, &()).await.refused(ErrorCode::RoundClosed);
        let mine: MyRound = contestant.get(&paths::my_round(arranged.round)).await.ok();
        assert_eq!(mine.phase, Phase::Closed);
    }
);
