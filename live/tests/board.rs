//! A contestant with more attempts than one call takes.

use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId, Uuid};
use contest_core::time::Millis;
use live::Live;
use live::board::{Decided, Recorded};
use live::redis_child::RedisChild;

const ATTEMPTS: u16 = 2_500;

/// What the board shows: the unit is found in it when the standing goes.
fn shown_of(unit: UnitId, points: u8) -> String {
    format!("{{\"u\":\"{}\",\"points\":{points}}}", unit.0)
}

/// All attempts of a contestant; the one at index `counts` counts.
fn recorded(account: AccountId, unit: UnitId, attempts: &[AttemptId], counts: usize, points: u8) -> Recorded {
    let attempt = attempts[counts];
    let sort_key = [&[255 - points], attempt.0.as_bytes().as_slice()].concat();
    Recorded {
        account,
        number: ATTEMPTS,
        unit: Some(unit),
        choice: sort_key.clone(),
        sort_key,
        shown: shown_of(unit, points),
        attempts: attempts
            .iter()
            .map(|attempt| Decided {
                attempt: *attempt,
                revision: 1,
                closed_at: Millis(1),
            })
            .collect(),
    }
}

#[tokio::test]
async fn thousands_of_attempts_are_one_standing_and_are_corrected_as_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let child = RedisChild::start(folder.path()).await.expect("redis-server");
    let live = Live::open(&child.address, 1, None).await.expect("a server");
    let (round, account) = (RoundId(Uuid::now_v7()), AccountId(Uuid::now_v7()));
    let (unit, shard) = (UnitId(Uuid::now_v7()), live.shard_of(round, account));
    let attempts: Vec<AttemptId> = (0..ATTEMPTS).map(|_| AttemptId(Uuid::now_v7())).collect();
    let shown = async || {
        let board = live.board(round, 10).await.expect("a board");
        let shown: Vec<String> = board.top.into_iter().map(|(_, shown)| shown).collect();
        assert_eq!((board.people, board.attempts), (1, u64::from(ATTEMPTS)));
        assert_eq!(board.units[&unit], 1);
        shown
    };
    let last = usize::from(ATTEMPTS) - 1;
    let all = [recorded(account, unit, &attempts, last, 90)];
    for _ in 0..2 {
        live.recorded(shard, true, &all).await.expect("recorded");
        assert_eq!(shown().await, [shown_of(unit, 90)]);
    }
    // The attempt that counted is worth less now, so another one counts: first one from another call, then one from the
    // same.
    for (counts, points) in [(0, 60), (1, 50), (last, 40), (1_000, 70)] {
        let corrected = recorded(account, unit, &attempts, counts, points);
        live.correct(shard, true, &corrected).await.expect("corrected");
        assert_eq!(shown().await, [shown_of(unit, points)]);
    }
    let mine = live.mine(shard, account).await.expect("Redis");
    assert_eq!(mine.used, ATTEMPTS);
}
