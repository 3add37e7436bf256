//! While a wiped Redis is being rebuilt, contestants go on at once and within their limits, and nobody takes a partial
//! board for the whole.

use crate::bed::{Bed, Server, run, until};
use crate::common::Database;
use crate::common::contest::{Arranged, rules};
use crate::common::places::place_told;
use crate::contestants::{Person, QUICK, person, sheet};
use crate::faults;
use crate::ledger::{SOON, agree, board, recorded, starts};
use crate::proxy::Mode;
use contest_core::ids::RoundId;
use contest_core::ranking::Counted;
use contest_core::rounds::RoundRules;
use contest_core::wire::attempts::{MyRoundInUnit, OpenAttempt};
use contest_core::wire::boards::Board;
use contest_core::wire::errors::{ApiError, ErrorCode};
use contest_core::wire::paths;
use futures_util::future::join_all;
use std::time::{Duration, Instant};
use uuid::Uuid;

/// The longest a start may take if it waits for nothing.
const AT_ONCE: Duration = Duration::from_secs(2);

fn limit(attempts: u16) -> RoundRules {
    RoundRules {
        attempts: Some(attempts),
        ..rules()
    }
}

/// Starts once, with a key of its own; nothing is retried.
async fn start_at_once(person: &Person, server: &Server, round: RoundId) -> OpenAttempt {
    let since = Instant::now();
    let reply = person.try_start(server, round, Some(Uuid::now_v7())).await;
    let took = since.elapsed();
    assert!(took < AT_ONCE, "a start waited for {took:?}");
    reply.expect("an answer").ok()
}

async fn is_exhausted_at_once(person: &Person, server: &Server, round: RoundId) {
    let since = Instant::now();
    let reply = person.try_start(server, round, Some(Uuid::now_v7())).await;
    let took = since.elapsed();
    assert!(took < AT_ONCE, "a refusal waited for {took:?}");
    let _told: ApiError = reply.expect("an answer").refused(ErrorCode::AttemptsExhausted);
}

/// Returns a person who has submitted one attempt with this many right answers, once it is on every board.
async fn submitted(bed: &Bed, arranged: &Arranged, right: usize) -> Person {
    let person = person(bed, arranged).await;
    let open = person.start(bed.first(), arranged.round).await;
    person
        .submit(bed.first(), &open, &sheet(bed, &open, right, 1))
        .await;
    agree(bed, &person, &open, right as u32 * 100, SOON).await;
    person
}

/// Returns what can be compared of two boards: whether it is marked, people, attempts, points.
fn seen(board: &Board) -> (bool, u64, u64, Vec<u32>) {
    let points = board.standings.iter().map(|entry| entry.points).collect();
    (board.rebuilding, board.people, board.attempts, points)
}

async fn boards_become(bed: &Bed, person: &Person, round: RoundId, expected: (bool, u64, u64, Vec<u32>)) {
    for server in &bed.servers {
        until(SOON, "the board is as it should be", async || {
            let found = seen(&board(server, person, round).await?);
            if found == expected {
                Ok(())
            } else {
                Err(format!("{found:?}"))
            }
        })
        .await;
    }
}

faults!(contestants_go_on_before_the_board_is_back, async |bed: &Bed| {
    let arranged = bed.arrange(limit(1)).await;
    let round = arranged.round;
    let through = submitted(bed, &arranged, 5).await;
    let busy = person(bed, &arranged).await;
    let fresh = person(bed, &arranged).await;
    let running = busy.start(bed.first(), round).await;
    boards_become(bed, &through, round, (false, 1, 1, vec![500])).await;

    let held = bed.wipe_and_hold_rebuild(&arranged).await;
    is_exhausted_at_once(&through, bed.other(), round).await;
    let paper = paths::paper(running.attempt);
    let asked = busy.get(bed.other(), &paper).await.expect("an answer");
    let _told: ApiError = asked.refused(ErrorCode::Unavailable);
    let again = start_at_once(&busy, bed.other(), round).await;
    assert_eq!(
        (again.attempt, again.number, again.deadline),
        (running.attempt, 1, running.deadline),
        "the open attempt is taken up"
    );
    let new = start_at_once(&fresh, bed.first(), round).await;
    assert_eq!(new.number, 1);
    let same = start_at_once(&fresh, bed.other(), round).await;
    assert_eq!(same.attempt, new.attempt, "it is resumed on every server");
    busy.saved(bed.other(), &running, sheet(bed, &running, 3, 1))
        .await;
    let receipt = busy
        .submit(bed.first(), &running, &sheet(bed, &running, 7, 2))
        .await;
    assert!(receipt.receipt.is_some(), "recorded at once");
    is_exhausted_at_once(&busy, bed.other(), round).await;

    for server in &bed.servers {
        let about = |told: MyRoundInUnit| {
            let (place, mine) = (place_told(&told), told.mine);
            (
                mine.attempts_used,
                mine.open_attempt,
                mine.rank,
                mine.people,
                place,
            )
        };
        assert_eq!(about(through.told(server, round).await), (1, None, None, 0, None));
        assert_eq!(about(busy.told(server, round).await), (1, None, None, 0, None));
        let open = Some(new.attempt);
        assert_eq!(about(fresh.told(server, round).await), (1, open, None, 0, None));
    }
    boards_become(bed, &through, round, (true, 1, 1, vec![500])).await;
    held.release().await;

    boards_become(bed, &through, round, (false, 2, 2, vec![700, 500])).await;
    for (person, rank) in [(&through, 2), (&busy, 1)] {
        let told = person.told(bed.other(), round).await;
        let mine = &told.mine;
        assert_eq!((mine.attempts_used, mine.rank, mine.people), (1, Some(rank), 2));
        assert_eq!(place_told(&told), Some((rank, 2)), "both play for one unit");
    }
    let same = start_at_once(&fresh, bed.other(), round).await;
    assert_eq!(same.attempt, new.attempt);
    is_exhausted_at_once(&through, bed.first(), round).await;
    assert_eq!(recorded(bed, round).await, 2);
    assert_eq!(starts(bed, round).await.len(), 3, "one start each");
});

// Each wipe also removes the list of contestants who were restored individually.
faults!(a_second_wipe_before_the_board_is_back, async |bed: &Bed| {
    let arranged = bed.arrange(limit(2)).await;
    let through = submitted(bed, &arranged, 5).await;
    for _ in 0..2 {
        let held = bed.wipe_and_hold_rebuild(&arranged).await;
        let open = start_at_once(&through, bed.other(), arranged.round).await;
        assert_eq!(open.number, 2, "one attempt was used before");
        held.release().await;
    }
    let held = bed.wipe_and_hold_rebuild(&arranged).await;
    let open = start_at_once(&through, bed.first(), arranged.round).await;
    through.submit(bed.first(), &open, &sheet(bed, &open, 6, 1)).await;
    is_exhausted_at_once(&through, bed.other(), arranged.round).await;
    held.release().await;
    boards_become(bed, &through, arranged.round, (false, 1, 2, vec![600])).await;
});

// A number in use would be noticed when the start is recorded. Here nothing can be recorded, so Redis must know by
// itself.
faults!(
    the_limit_holds_while_nothing_can_be_recorded,
    async |bed: &Bed| {
        let arranged = bed.arrange(limit(1)).await;
        let through = submitted(bed, &arranged, 5).await;
        let rebuild = bed.wipe_and_hold_rebuild(&arranged).await;
        let database = bed.hold_database().await;
        is_exhausted_at_once(&through, bed.other(), arranged.round).await;
        database.release().await;
        rebuild.release().await;
        assert_eq!(starts(bed, arranged.round).await.len(), 1);
    }
);

// Nothing was lost, and the board is what it was.
faults!(
    the_mark_goes_when_redis_can_be_reached_again,
    async |bed: &Bed| {
        let arranged = bed.arrange(limit(1)).await;
        let through = submitted(bed, &arranged, 5).await;
        for (mode, is_marked) in [(Mode::Closed, true), (Mode::Pass, false)] {
            for server in &bed.servers {
                server.to_redis().set(mode);
            }
            boards_become(bed, &through, arranged.round, (is_marked, 1, 1, vec![500])).await;
        }
    }
);

/// A server that has shown the board shows it at once; one that has not says that there is none.
#[test]
fn a_server_that_never_had_the_board_shows_none() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let through = person(bed, &arranged).await;
        let open = through.start(bed.first(), arranged.round).await;
        through.submit(bed.first(), &open, &sheet(bed, &open, 5, 1)).await;
        until(SOON, "the board of one server", async || {
            match board(bed.first(), &through, arranged.round).await? {
                board if board.people == 1 => Ok(()),
                board => Err(format!("{board:?}")),
            }
        })
        .await;
        let held = bed.wipe_and_hold_rebuild(&arranged).await;
        // While a snapshot is fresh, nothing is asked.
        tokio::time::sleep(Duration::from_millis(1_200)).await;
        let since = Instant::now();
        let shown = board(bed.first(), &through, arranged.round)
            .await
            .expect("a board");
        assert_eq!(seen(&shown), (true, 1, 1, vec![500]));
        let took = since.elapsed();
        assert!(took < AT_ONCE, "the board from before waited for {took:?}");
        let path = paths::board(arranged.round);
        // However many ask, they wait together and not one after another.
        let asking = (0..5).map(|_| through.get(bed.other(), &path));
        for reply in join_all(asking).await {
            let _told: ApiError = reply.expect("an answer").refused(ErrorCode::Unavailable);
        }
        let took = since.elapsed();
        assert!(took < QUICK, "{took:?}");
        held.release().await;
    });
}

/// The attempts of each contestant have these numbers of right answers, in turn; one of them counts.
async fn counts_after_a_wipe(bed: &Bed, counted: Counted, right: [usize; 3], points: u32) {
    let arranged = bed.arrange(RoundRules { counted, ..limit(3) }).await;
    let somebody = person(bed, &arranged).await;
    for (n, right) in right.into_iter().enumerate() {
        let open = somebody.start(bed.first(), arranged.round).await;
        somebody
            .submit(bed.first(), &open, &sheet(bed, &open, right, 1))
            .await;
        until(SOON, "a row", async || {
            match recorded(bed, arranged.round).await {
                found if found == n as u64 + 1 => Ok(()),
                found => Err(format!("{found}")),
            }
        })
        .await;
    }
    let expected = (false, 1, 3, vec![points]);
    boards_become(bed, &somebody, arranged.round, expected.clone()).await;
    bed.wipe().await;
    // The board from before shows the same; only the mark tells them apart.
    until(SOON, "the rank is known again", async || {
        match somebody.mine(bed.other(), arranged.round).await {
            mine if (mine.rank, mine.people, mine.attempts_used) == (Some(1), 1, 3) => Ok(()),
            mine => Err(format!("{mine:?}")),
        }
    })
    .await;
    tokio::time::sleep(Duration::from_millis(1_200)).await;
    boards_become(bed, &somebody, arranged.round, expected).await;
}

faults!(the_best_of_three_is_on_a_rebuilt_board, async |bed: &Bed| {
    counts_after_a_wipe(bed, Counted::Best, [3, 7, 5], 700).await;
});

faults!(the_last_of_three_is_on_a_rebuilt_board, async |bed: &Bed| {
    counts_after_a_wipe(bed, Counted::Last, [7, 3, 5], 500).await;
});

faults!(the_first_of_three_is_on_a_rebuilt_board, async |bed: &Bed| {
    counts_after_a_wipe(bed, Counted::First, [5, 7, 3], 500).await;
});
