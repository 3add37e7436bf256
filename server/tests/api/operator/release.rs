//! The memory of Redis follows the rounds that are played: final rounds leave it after some days, and stay out.

use crate::common::boards::board;
use crate::common::contest::rules;
use crate::common::raw_redis::ask;
use crate::common::soon::until;
use crate::common::{TestApp, Visitor};
use crate::own_redis;
use contest_core::ids::RoundId;
use contest_core::wire::attempts::{MyRound, SendSheet};
use contest_core::wire::boards::{Board, WinnerList};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;

const DAY: i64 = 86_400_000;

/// Returns all keys of a round in Redis.
async fn keys_of(app: &TestApp, round: RoundId) -> Vec<String> {
    ask(app, "KEYS", &[&format!("tl:{{{}.*", round.0.simple())]).await
}

async fn seen(app: &TestApp, contestant: &Visitor, round: RoundId) -> (Board, MyRound, WinnerList) {
    let mut mine: MyRound = contestant.get(&paths::my_round(round)).await.ok();
    mine.now = contest_core::time::Millis(0);
    let winners = app.visitor().get(&paths::winners(round)).await.ok();
    (board(app, round).await, mine, winners)
}

own_redis!(
    what_is_final_leaves_redis_after_a_week_and_stays_away,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let contestant = app.contestant(&arranged, 1).await;
        app.play(&contestant, round, 7).await;
        let second = app.contestant(&arranged, 2).await;
        let open = second.start(round).await;
        app.close_round(round).await;
        let judge = app.sign_in("giamkhao").await;
        let settlement = paths::settlement(round);
        until("everything is recorded", async || {
            judge.job(&settlement, &()).await.status.is_success()
        })
        .await;
        judge.publish(round).await.ok::<RoundResults>();
        let before = seen(&app, &contestant, round).await;
        assert_eq!((before.0.people, before.1.rank), (2, Some(1)));

        let days = app.state.config.live_state_days;
        let recovery = &app.state.recovery;
        let release = async || recovery.release_final_rounds(days).await.expect("released");
        app.clock.advance(i64::from(days) * DAY - 60_000);
        assert_eq!(release().await, 0, "a week is not over");
        assert_ne!(keys_of(&app, round).await, Vec::<String>::new());
        app.clock.advance(DAY);
        assert_eq!(release().await, 1);
        assert_eq!(keys_of(&app, round).await, Vec::<String>::new());

        // Readers see the same as before, and nothing comes back.
        assert_eq!(seen(&app, &contestant, round).await, before);
        recovery.sweep(true).await.expect("a sweep");
        recovery.catch_up().await.expect("a look");
        assert_eq!(keys_of(&app, round).await, Vec::<String>::new());
        assert_eq!(release().await, 0);

        // A phone that was off all week sends its answers. They leave traces, which the next look removes.
        let body = SendSheet::new(open.ticket.clone(), app.sheet_with(round, open.attempt, 9, 1));
        let late = second.post(&paths::submission(open.attempt), &body).await;
        late.refused(ErrorCode::LateSheetKept);
        until("its traces are gone", async || {
            release().await;
            keys_of(&app, round).await.is_empty()
        })
        .await;
        assert_eq!(seen(&app, &contestant, round).await, before);
    }
);

own_redis!(
    a_final_round_of_this_week_is_not_built_again,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let contestant = app.contestant(&arranged, 1).await;
        app.play(&contestant, arranged.round, 7).await;
        app.close_round(arranged.round).await;
        let judge = app.sign_in("giamkhao").await;
        let settlement = paths::settlement(arranged.round);
        judge.job(&settlement, &()).await.ok::<RoundResults>();
        judge.publish(arranged.round).await.ok::<RoundResults>();
        let before = seen(&app, &contestant, arranged.round).await;
        app.wipe_redis().await;
        app.state.recovery.sweep(true).await.expect("a sweep");
        app.state.recovery.catch_up().await.expect("a look");
        assert_eq!(seen(&app, &contestant, arranged.round).await, before);
        assert_eq!(keys_of(&app, arranged.round).await, Vec::<String>::new());
    }
);
