//! `/me/attempts`: which attempts count, which do not and why, and rounds in a row.

use crate::both;
use crate::common::bodies::moment;
use crate::common::contest::{Arranged, MINUTE, rules};
use crate::common::raw_redis::account_of;
use crate::common::results::{REASON, disqualify, finalise, settle};
use crate::common::{TestApp, Visitor};
use contest_core::ids::{ContestId, RoundId};
use contest_core::wire::accounts::{Consent, EnterContest, Role};
use contest_core::wire::attempts::History;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use thiluat::auth::session::Claims;
use thiluat::contests::{create, publish};

async fn history(contestant: &Visitor) -> History {
    contestant.get(paths::MY_ATTEMPTS).await.ok()
}

/// Returns, newest first, whether each attempt is replaced by another, and whether it is of a disqualified contestant.
fn marks(history: &History) -> Vec<(bool, bool)> {
    let marks = history.attempts.iter();
    marks.map(|past| (past.replaced, past.disqualified)).collect()
}

both!(attempts_that_do_not_count_are_marked, |app: TestApp| async move {
    let arranged = app.arrange(rules()).await;
    let contestant = app.contestant(&arranged, 1).await;
    let other = app.contestant(&arranged, 2).await;
    app.play(&other, arranged.round, 5).await;
    let mut last = None;
    for right in [4, 9, 6] {
        last = app.play(&contestant, arranged.round, right).await.receipt;
    }
    // The best counts.
    let before = history(&contestant).await;
    assert_eq!(marks(&before), [(true, false), (false, false), (true, false)]);
    app.close_round(arranged.round).await;
    let judge = app.sign_in("giamkhao").await;
    settle(&judge, arranged.round).await.ok::<RoundResults>();
    let account = account_of(&app, last.expect("a receipt").attempt).await;
    disqualify(&judge, arranged.round, account, REASON)
        .await
        .ok::<RoundResults>();
    // Until the result is published, only the judges know.
    assert_eq!(marks(&history(&contestant).await), marks(&before));
    finalise(&judge, arranged.round).await.ok::<RoundResults>();
    assert_eq!(
        marks(&history(&contestant).await),
        [(true, true), (false, true), (true, true)]
    );
    assert_eq!(marks(&history(&other).await), [(false, false)]);
    app.visitor()
        .get(paths::MY_ATTEMPTS)
        .await
        .refused(ErrorCode::SignInRequired);
    judge
        .get(paths::MY_ATTEMPTS)
        .await
        .refused(ErrorCode::StaffBarred);
});

/// A round lasts so long, and so long passes until the next.
const LASTS: i64 = 20 * MINUTE;
const PAUSE: i64 = 10 * MINUTE;

/// Publishes a contest of several rounds, one after the other; the first opens now.
async fn series(app: &TestApp, arranged: &Arranged, rounds: i64) -> (ContestId, Vec<RoundId>) {
    let (state, now) = (&app.state, app.now());
    let owner = Claims::new(arranged.organiser, Role::Organiser, now);
    let mut draft = app.staff_contest(arranged.contest).await.draft;
    draft.slug = "cuoc-thi-tuan".into();
    draft.title = "Cuộc thi tuần".into();
    let first = draft.rounds[0].clone();
    draft.rounds = (0..rounds)
        .map(|n| {
            let mut round = first.clone();
            let opens_at = now + n * (LASTS + PAUSE);
            round.title = format!("Tuần {}", n + 1);
            (round.opens_at, round.closes_at) = (moment(opens_at), moment(opens_at + LASTS));
            round
        })
        .collect();
    let made = create::insert(&state.db, &owner, draft, now)
        .await
        .expect("a contest");
    let seen = app.staff_contest(made).await;
    let parts = state.organising();
    publish::make_public(&parts, &owner, made, &seen.seen())
        .await
        .expect("published");
    state.reload().await.expect("the catalog");
    let contest = state.contests.catalog().contest(made).expect("the contest");
    (made, contest.rounds.iter().map(|round| round.id).collect())
}

async fn streaks(contestant: &Visitor) -> Vec<(String, u32)> {
    let streaks = history(contestant).await.streaks.into_iter();
    streaks
        .map(|streak| (streak.contest_title, streak.rounds))
        .collect()
}

both!(
    rounds_in_a_row_are_counted_up_to_the_newest,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        let (contest, rounds) = series(&app, &arranged, 4).await;
        let live = app
            .state
            .contests
            .catalog()
            .contest(contest)
            .expect("the contest");
        let entry = EnterContest {
            unit: None,
            guardian: None,
            consent: Consent {
                accepted: true,
                version: live.consent.version.clone(),
            },
        };
        let reply = contestant.post(&paths::entry(contest), &entry).await;
        assert!(reply.status.is_success(), "{}", reply.text());
        let in_a_row = |n| vec![("Cuộc thi tuần".to_owned(), n)];
        app.play(&contestant, rounds[0], 5).await;
        app.play(&contestant, rounds[0], 6).await;
        let none = streaks(&contestant).await.is_empty();
        assert!(none, "two attempts in one round are no streak");
        app.clock.advance(LASTS + PAUSE);
        assert!(streaks(&contestant).await.is_empty());
        app.play(&contestant, rounds[1], 5).await;
        assert_eq!(streaks(&contestant).await, in_a_row(2));
        app.clock.advance(LASTS + PAUSE);
        assert_eq!(
            streaks(&contestant).await,
            in_a_row(2),
            "there is time left to take part"
        );
        let receipt = app
            .play(&contestant, rounds[2], 5)
            .await
            .receipt
            .expect("a receipt");
        assert_eq!(streaks(&contestant).await, in_a_row(3));

        // A round from which somebody is disqualified does not count.
        app.close_round(rounds[2]).await;
        let judge = app.sign_in("giamkhao").await;
        settle(&judge, rounds[2]).await.ok::<RoundResults>();
        let account = account_of(&app, receipt.attempt).await;
        disqualify(&judge, rounds[2], account, REASON)
            .await
            .ok::<RoundResults>();
        assert_eq!(streaks(&contestant).await, in_a_row(3), "only judges know");
        finalise(&judge, rounds[2]).await.ok::<RoundResults>();
        assert!(streaks(&contestant).await.is_empty());
    }
);
