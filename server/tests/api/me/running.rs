//! `/me/running`: the attempts whose time runs, as a phone asks that did not begin them.

use crate::both;
use crate::common::Visitor;
use crate::common::contest::{MINUTE, rules};
use contest_core::wire::attempts::{RunningAttempt, RunningAttempts};
use contest_core::wire::paths;

async fn running(visitor: &Visitor) -> Vec<RunningAttempt> {
    let told: RunningAttempts = visitor.get(paths::MY_RUNNING).await.ok();
    told.attempts
}

both!(a_second_phone_learns_of_the_running_attempt, |app| async move {
    let arranged = app.arrange(rules()).await;
    let phone = app.contestant(&arranged, 1).await;
    let other = app.contestant(&arranged, 2).await;
    assert_eq!(running(&phone).await, []);
    let open = phone.start(arranged.round).await;
    let second = app.sign_in("0900000001").await;
    let expected = RunningAttempt {
        contest_slug: arranged.slug.clone(),
        round: arranged.round,
        attempt: open.attempt,
        deadline: open.deadline,
    };
    assert_eq!(running(&second).await, [expected]);
    assert_eq!(running(&other).await, [], "another person's");
    phone
        .submit(&open, app.sheet_with(arranged.round, open.attempt, 5, 1))
        .await;
    assert_eq!(running(&second).await, [], "it is submitted");
});

both!(an_attempt_whose_time_is_over_runs_no_more, |app| async move {
    let arranged = app.arrange(rules()).await;
    let phone = app.contestant(&arranged, 1).await;
    let open = phone.start(arranged.round).await;
    app.clock.advance(open.deadline.0 - app.now().0 - MINUTE);
    assert_eq!(running(&phone).await.len(), 1);
    app.clock.advance(MINUTE);
    assert_eq!(running(&phone).await, []);
});
