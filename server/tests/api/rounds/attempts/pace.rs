//! A pause between two starts, and so many starts on a day of Viet Nam: told beforehand, kept by Redis, and by the rows when
//! Redis has lost what it knew.

use crate::both;
use crate::common::contest::{Arranged, MINUTE, rules};
use crate::common::{TestApp, Visitor};
use contest_core::rounds::RoundRules;
use contest_core::time::{DAY_MS, Millis};
use contest_core::wire::attempts::MyRound;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, EntityTrait};
use thiluat::db::entities::round;

/// Moves the close of the round far ahead.
async fn open_for_days(app: &TestApp, arranged: &Arranged, days: i64) {
    let row = round::Entity::find_by_id(arranged.round)
        .one(&app.state.db.read)
        .await;
    let row = row.expect("rounds").expect("the round");
    let mut row: round::ActiveModel = row.into();
    row.closes_at = Set(app.now() + days * DAY_MS);
    row.update(&app.state.db.write).await.expect("moved");
    app.state.reload().await.expect("the catalog");
}

async fn told(visitor: &Visitor, arranged: &Arranged) -> Option<Millis> {
    let mine: MyRound = visitor.get(&paths::my_round(arranged.round)).await.ok();
    mine.next_at
}

/// Checks that a start is refused, and returns until when.
async fn refused(visitor: &Visitor, arranged: &Arranged) -> Millis {
    let reply = visitor.post(&paths::attempts(arranged.round), &()).await;
    let error = reply.refused(ErrorCode::AttemptsPaused);
    assert!(error.message.contains("ngày"), "{}", error.message);
    error.next_at.expect("a moment")
}

both!(
    a_pause_between_two_starts_is_kept_and_told,
    |app: TestApp| async move {
        let rested = RoundRules {
            rest_s: Some(1_800),
            ..rules()
        };
        let arranged = app.arrange(rested).await;
        let contestant = app.contestant(&arranged, 1).await;
        assert_eq!(told(&contestant, &arranged).await, None);
        let open = contestant.start(arranged.round).await;
        // The attempt that runs is resumed: that is no start.
        assert_eq!(contestant.start(arranged.round).await.attempt, open.attempt);
        let sheet = app.sheet_with(arranged.round, open.attempt, 5, 1);
        contestant.submit(&open, sheet).await;
        let next_at = open.started_at + 30 * MINUTE;
        assert_eq!(refused(&contestant, &arranged).await, next_at);
        assert_eq!(told(&contestant, &arranged).await, Some(next_at));
        // Another person is not held up.
        let other = app.contestant(&arranged, 2).await;
        other.start(arranged.round).await;

        app.clock.advance(29 * MINUTE);
        assert_eq!(refused(&contestant, &arranged).await, next_at);
        app.clock.advance(MINUTE);
        assert_eq!(told(&contestant, &arranged).await, None);
        let second = contestant.start(arranged.round).await;
        assert_eq!(second.number, 2);
        let sheet = app.sheet_with(arranged.round, second.attempt, 5, 1);
        contestant.submit(&second, sheet).await;
        // The round closes before the pause is over: no attempt is left.
        let path = paths::attempts(arranged.round);
        contestant
            .post(&path, &())
            .await
            .refused(ErrorCode::AttemptsExhausted);
    }
);

both!(
    a_day_has_so_many_starts_by_the_clock_of_viet_nam,
    |app: TestApp| async move {
        let daily = RoundRules {
            attempts: None,
            attempts_per_day: Some(2),
            ..rules()
        };
        let arranged = app.arrange(daily).await;
        open_for_days(&app, &arranged, 5).await;
        // An hour before midnight in Viet Nam, whatever day that is in UTC.
        let midnight = app.now().day_start() + 2 * DAY_MS;
        app.clock.advance((midnight - 60 * MINUTE).0 - app.now().0);
        let contestant = app.contestant(&arranged, 1).await;
        app.play(&contestant, arranged.round, 5).await;
        assert_eq!(told(&contestant, &arranged).await, None);
        app.play(&contestant, arranged.round, 6).await;
        assert_eq!(refused(&contestant, &arranged).await, midnight);
        assert_eq!(told(&contestant, &arranged).await, Some(midnight));
        app.clock.advance(midnight.0 - app.now().0);
        assert_eq!(told(&contestant, &arranged).await, None);
        app.play(&contestant, arranged.round, 7).await;
        app.play(&contestant, arranged.round, 8).await;
        assert_eq!(refused(&contestant, &arranged).await, midnight + DAY_MS);
    }
);

both!(the_pace_holds_when_redis_is_lost, |app: TestApp| async move {
    let paced = RoundRules {
        attempts: None,
        attempts_per_day: Some(2),
        rest_s: Some(600),
        ..rules()
    };
    let arranged = app.arrange(paced).await;
    open_for_days(&app, &arranged, 5).await;
    let midnight = app.now().day_start() + 2 * DAY_MS;
    app.clock.advance((midnight - 300 * MINUTE).0 - app.now().0);
    let contestant = app.contestant(&arranged, 1).await;
    let open = contestant.start(arranged.round).await;
    let sheet = app.sheet_with(arranged.round, open.attempt, 5, 1);
    contestant.submit(&open, sheet).await;
    app.wipe_redis().await;
    assert_eq!(
        refused(&contestant, &arranged).await,
        open.started_at + 10 * MINUTE
    );
    app.clock.advance(10 * MINUTE);
    app.play(&contestant, arranged.round, 6).await;
    app.clock.advance(60 * MINUTE);
    app.wipe_redis().await;
    assert_eq!(refused(&contestant, &arranged).await, midnight);
    app.clock.advance(midnight.0 - app.now().0);
    app.play(&contestant, arranged.round, 7).await;
});
