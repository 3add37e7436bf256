//! Board, winners and own rank of a final round are read from the database alone: Redis may forget the round, and keeps
//! nothing of it.

use crate::both;
use crate::common::boards::board;
use crate::common::contest::rules;
use crate::common::results::{REASON, disqualify, finalise, settle};
use crate::common::{TestApp, Visitor};
use contest_core::ids::RoundId;
use contest_core::wire::attempts::MyRound;
use contest_core::wire::boards::WinnerList;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use live::inspect::Counts;

async fn mine(contestant: &Visitor, round: RoundId) -> MyRound {
    contestant.get(&paths::my_round(round)).await.ok()
}

/// Returns a contestant's standing without the time of the request.
fn standing(mine: &MyRound) -> (u16, Option<u64>, u64, bool) {
    (
        mine.attempts_used,
        mine.rank,
        mine.people,
        mine.open_attempt.is_some(),
    )
}

both!(
    redis_may_forget_a_round_that_is_final,
    |app: TestApp| async move {
        let arranged = app.arrange(rules()).await;
        let round = arranged.round;
        let mut contestants = Vec::new();
        for n in 1..=4 {
            let contestant = app.contestant(&arranged, n).await;
            for right in 0..=(n % 3) {
                app.play(&contestant, round, (n + right) as usize).await;
            }
            contestants.push(contestant);
        }
        let provisional = board(&app, round).await;
        let judge = app.sign_in("giamkhao").await;
        app.close_round(round).await;
        let settled: RoundResults = settle(&judge, round).await.ok();
        let first = settled.settlement.expect("a settlement").standings[0].account;
        disqualify(&judge, round, first, REASON)
            .await
            .ok::<RoundResults>();
        finalise(&judge, round).await.ok::<RoundResults>();
        let winners = paths::winners(round);
        let before: WinnerList = app.visitor().get(&winners).await.ok();
        let board_before = board(&app, round).await;
        // Counted as the live board has counted: attempts, and people per unit.
        assert_eq!(board_before.attempts, provisional.attempts);
        assert_eq!(board_before.units, provisional.units);
        assert_eq!(board_before.standings.len(), 3, "one is disqualified");
        let mut standings = Vec::new();
        for contestant in &contestants {
            standings.push(standing(&mine(contestant, round).await));
        }
        let used: Vec<u16> = standings.iter().map(|standing| standing.0).collect();
        assert_eq!(used, [2, 3, 1, 2]);
        assert_eq!(
            standings.iter().filter(|standing| standing.1.is_none()).count(),
            1
        );
        for contestant in &contestants {
            let mine = mine(contestant, round).await;
            assert_eq!(mine.people, 3);
            assert_eq!(mine.disqualified, mine.rank.is_none());
            // The disqualified have no prize; here everybody else has one.
            assert_eq!(mine.prize.is_some(), mine.rank.is_some(), "{mine:?}");
            assert!(mine.counted.is_some());
        }

        app.wipe_redis().await;
        assert_eq!(board(&app, round).await, board_before);
        for (contestant, before) in contestants.iter().zip(&standings) {
            assert_eq!(standing(&mine(contestant, round).await), *before);
        }
        assert_eq!(app.visitor().get(&winners).await.ok::<WinnerList>(), before);
        // The server does this by itself.
        app.state.recovery.sweep(true).await.expect("a sweep");
        app.state.recovery.catch_up().await.expect("a look");
        let shards = app.state.live.counts(round, app.now()).await.expect("Redis");
        assert!(
            shards.iter().all(|shard| *shard == Counts::default()),
            "{shards:?}"
        );
    }
);
