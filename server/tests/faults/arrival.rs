//! A submission that arrived in time is never refused and never timed late, however long a store then keeps the server
//! waiting: its time of arrival counts.

use crate::bed::{Bed, Server, run, until};
use crate::common::Database;
use crate::common::contest::{Arranged, rules};
use crate::contestants::{Person, person, sheet};
use crate::faults;
use crate::ledger::{SOON, agree};
use crate::proxy::Mode;
use contest_core::rounds::GRACE_MS;
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, OpenAttempt, Submitted};
use live::calls::CloseOutcome;
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::state::State;

/// The time left to the phone before the end of the grace; every stall here lasts longer.
const LEFT_MS: i64 = 1_500;
/// The longest a submission may take to arrive on this machine.
const ON_ITS_WAY_MS: i64 = 1_400;

/// When the submission is sent.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sent {
    Early,
    /// After the deadline, and before the end of the grace.
    AtTheLastMoment,
}

struct Play {
    arranged: Arranged,
    person: Person,
    open: OpenAttempt,
}

/// A contestant has started and has saved three right answers.
async fn begin(bed: &Bed) -> Play {
    let arranged = bed.arrange(rules()).await;
    let person = person(bed, &arranged).await;
    let open = person.start(bed.first(), arranged.round).await;
    person.saved(bed.first(), &open, sheet(bed, &open, 3, 1)).await;
    Play {
        arranged,
        person,
        open,
    }
}

impl Play {
    /// Submits seven right answers while something is wrong. The server must accept quickly, as of the arrival.
    async fn submit(&self, bed: &Bed, server: &Server, sent: Sent) -> Submitted {
        if sent == Sent::AtTheLastMoment {
            let last = self.open.deadline + GRACE_MS - LEFT_MS;
            bed.clock.advance(last.0 - bed.clock.now().0);
        }
        let before = bed.clock.now();
        let submitted = self
            .person
            .submit(server, &self.open, &sheet(bed, &self.open, 7, 2))
            .await;
        self.is_arrival(submitted.closed_at, before, sent);
        submitted
    }

    fn is_arrival(&self, closed_at: Millis, before: Millis, sent: Sent) {
        if sent == Sent::AtTheLastMoment {
            assert_eq!(
                closed_at, self.open.deadline,
                "in the grace: closed at the deadline"
            );
        } else {
            let late = closed_at.0 - before.0;
            assert!(
                (0..=ON_ITS_WAY_MS).contains(&late),
                "closed {late} ms after it was sent: the server's waiting is not the contestant's time"
            );
        }
    }

    /// Checks that in the end everything says seven right answers, closed by the contestant when the submission
    /// arrived.
    async fn counts(&self, bed: &Bed, submitted: &Submitted) {
        let receipt = agree(bed, &self.person, &self.open, 700, SOON * 3).await;
        assert_eq!(
            receipt.closed_at, submitted.closed_at,
            "the time that was told first"
        );
        assert_eq!(receipt.closed_by, ClosedBy::Contestant);
    }
}

async fn while_the_rebuild_is_held(bed: &Bed, sent: Sent) {
    let play = begin(bed).await;
    let held = bed.wipe_and_hold_rebuild(&play.arranged).await;
    let submitted = play.submit(bed, bed.first(), sent).await;
    // Longer than the time left, so that a server that reads the clock again finds it too late.
    tokio::time::sleep(Duration::from_millis(2 * LEFT_MS as u64)).await;
    held.release().await;
    play.counts(bed, &submitted).await;
}

/// Another server, whose clock is ahead by as much as servers wait for, closes the attempt.
async fn closes_early(bed: &Bed, play: &Play) {
    let State {
        live,
        recovery,
        contests,
        ..
    } = &bed.other().app.state;
    let round = contests.round(play.arranged.round).expect("the round");
    let shard = live.shard_of(round.id, play.person.account);
    let found = live.attempt(shard, play.open.attempt).await.expect("Redis");
    let (facts, _) = found.expect("it runs");
    let now = play.open.deadline + OVER_AFTER_MS + 1;
    let closed = recovery.close_at_deadline(&round, &facts, now, None).await;
    let CloseOutcome::Closed(frozen) = closed.expect("Redis") else {
        panic!("it is not closed");
    };
    // Nobody waits for this: the database may be locked.
    let _later = recovery.record(&round, &frozen, Duration::from_millis(100)).await;
}

/// The close of a submission is on its way until the grace is over. Meanwhile another server closes the attempt, as of
/// the deadline, with what was saved.
async fn while_another_server_closes(bed: &Bed, is_recorded_at_once: bool) {
    const LEFT: Duration = Duration::from_millis(600);
    let play = begin(bed).await;
    let held = match is_recorded_at_once {
        true => None,
        false => Some(bed.hold_database().await),
    };
    // Both directions together take longer than a server waits.
    let on_its_way = Mode::Delay(LEFT + Duration::from_millis(300));
    bed.first().to_redis().set(on_its_way);
    let last = play.open.deadline + GRACE_MS - LEFT.as_millis() as i64;
    bed.clock.advance(last.0 - bed.clock.now().0);
    let newest = sheet(bed, &play.open, 7, 2);
    let submitting = play.person.submit(bed.first(), &play.open, &newest);
    let closing = async {
        tokio::time::sleep(LEFT + Duration::from_millis(50)).await;
        closes_early(bed, &play).await;
    };
    let (submitted, ()) = futures_util::future::join(submitting, closing).await;
    bed.first().to_redis().set(Mode::Pass);
    if let Some(held) = held {
        held.release().await;
    }
    assert_eq!(submitted.closed_at, play.open.deadline, "in the grace");
    play.counts(bed, &submitted).await;
}

#[test]
fn a_submission_that_came_in_time_is_before_the_close_of_another_server() {
    run(Database::Postgres, async |bed: &Bed| {
        while_another_server_closes(bed, true).await;
    });
}

#[test]
fn also_if_that_close_is_not_recorded_yet() {
    run(Database::Postgres, async |bed: &Bed| {
        while_another_server_closes(bed, false).await;
    });
}

faults!(a_submission_does_not_wait_for_a_rebuild, async |bed: &Bed| {
    while_the_rebuild_is_held(bed, Sent::Early).await;
});

faults!(
    a_submission_of_the_last_moment_does_not_wait_for_a_rebuild,
    async |bed: &Bed| {
        while_the_rebuild_is_held(bed, Sent::AtTheLastMoment).await;
    }
);

/// Redis does not respond for a while and then goes on as if nothing had happened.
async fn while_redis_is_silent(bed: &Bed, sent: Sent, silence: Duration) {
    let play = begin(bed).await;
    let server = bed.first();
    server.to_redis().set(Mode::Blackhole);
    let healing = async {
        tokio::time::sleep(silence).await;
        server.to_redis().set(Mode::Pass);
    };
    let (submitted, ()) = futures_util::future::join(play.submit(bed, server, sent), healing).await;
    play.counts(bed, &submitted).await;
}

faults!(redis_is_silent_for_two_and_a_half_seconds, async |bed: &Bed| {
    while_redis_is_silent(bed, Sent::Early, Duration::from_millis(2_500)).await;
});

faults!(redis_is_silent_beyond_the_end_of_the_grace, async |bed: &Bed| {
    while_redis_is_silent(bed, Sent::AtTheLastMoment, Duration::from_secs(5)).await;
});

faults!(redis_is_away_at_the_last_moment, async |bed: &Bed| {
    let play = begin(bed).await;
    bed.first().to_redis().set(Mode::Closed);
    let submitted = play.submit(bed, bed.first(), Sent::AtTheLastMoment).await;
    bed.first().to_redis().set(Mode::Pass);
    play.counts(bed, &submitted).await;
});

faults!(redis_is_slow, async |bed: &Bed| {
    let play = begin(bed).await;
    bed.first()
        .to_redis()
        .set(Mode::Delay(Duration::from_millis(300)));
    let submitted = play.submit(bed, bed.first(), Sent::AtTheLastMoment).await;
    bed.first().to_redis().set(Mode::Pass);
    play.counts(bed, &submitted).await;
});

/// The submission is accepted, and the receipt later shows the same time as the acceptance.
async fn while_the_database_is_held(bed: &Bed, sent: Sent) {
    let play = begin(bed).await;
    let held = bed.hold_database().await;
    let submitted = play.submit(bed, bed.first(), sent).await;
    assert_eq!(submitted.receipt, None, "no receipt before the commit");
    held.release().await;
    play.counts(bed, &submitted).await;
}

faults!(the_database_is_held, async |bed: &Bed| {
    while_the_database_is_held(bed, Sent::Early).await;
});

faults!(the_database_is_held_at_the_last_moment, async |bed: &Bed| {
    while_the_database_is_held(bed, Sent::AtTheLastMoment).await;
});

async fn while_postgres_is(bed: &Bed, mode: Mode, sent: Sent) {
    let play = begin(bed).await;
    for server in &bed.servers {
        server.to_database().set(mode);
    }
    let submitted = play.submit(bed, bed.first(), sent).await;
    assert_eq!(submitted.receipt, None, "no receipt before the commit");
    for server in &bed.servers {
        server.to_database().set(Mode::Pass);
    }
    play.counts(bed, &submitted).await;
}

#[test]
fn postgres_is_away() {
    run(Database::Postgres, async |bed: &Bed| {
        while_postgres_is(bed, Mode::Closed, Sent::Early).await;
    });
}

#[test]
fn postgres_is_silent_at_the_last_moment() {
    run(Database::Postgres, async |bed: &Bed| {
        while_postgres_is(bed, Mode::Blackhole, Sent::AtTheLastMoment).await;
    });
}

// With both stores away neither can accept, so nothing may be promised; the phone keeps trying, and the submission
// counts in the end.
faults!(both_stores_are_away_for_a_moment, async |bed: &Bed| {
    let play = begin(bed).await;
    let held = bed.hold_database().await;
    bed.first().to_redis().set(Mode::Closed);
    let newest = sheet(bed, &play.open, 7, 2);
    let sent = play.person.try_submit(bed.first(), &play.open, &newest).await;
    let (reply, _) = sent.expect("an answer");
    bed.first().to_redis().set(Mode::Pass);
    held.release().await;
    assert_eq!(
        reply.status,
        503,
        "neither promised nor refused for good: {}",
        reply.text()
    );
    until(SOON, "it counts when it is sent again", async || {
        let (reply, _) = play.person.try_submit(bed.first(), &play.open, &newest).await?;
        if reply.status == 200 {
            Ok(())
        } else {
            Err(reply.text())
        }
    })
    .await;
    agree(bed, &play.person, &play.open, 700, SOON).await;
});
