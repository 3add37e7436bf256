//! No loss of Redis gives anybody more attempts than the rules allow, a number twice, or a second open attempt.

use crate::bed::{Bed, Server, run, until};
use crate::common::Database;
use crate::common::contest::rules;
use crate::contestants::{Person, is_for_the_moment, people, person, sheet};
use crate::faults;
use crate::ledger::{SOON, agree, rows, starts};
use crate::proxy::Mode;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::rounds::RoundRules;
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::errors::ErrorCode;
use futures_util::future::join_all;
use std::collections::HashSet;
use uuid::Uuid;

fn limit(attempts: u16) -> RoundRules {
    RoundRules {
        attempts: Some(attempts),
        ..rules()
    }
}

/// Checks that the only contestant of the round has these numbers, each once, in the rows of attempts and of starts.
async fn numbers_are(bed: &Bed, round: RoundId, numbers: &[i32]) {
    let mut recorded: Vec<i32> = rows(bed, round).await.iter().map(|row| row.number).collect();
    recorded.sort_unstable();
    assert_eq!(recorded, numbers, "the numbers of the recorded attempts");
    let started: Vec<i32> = starts(bed, round)
        .await
        .iter()
        .map(|(_, number)| *number)
        .collect();
    assert_eq!(started, numbers, "the numbers of the recorded starts");
}

faults!(
    a_wiped_redis_resumes_the_only_attempt_on_another_server,
    async |bed: &Bed| {
        let arranged = bed.arrange(limit(1)).await;
        let person = person(bed, &arranged).await;
        let first = person.start(bed.first(), arranged.round).await;
        bed.wipe().await;
        let key = Some(Uuid::now_v7());
        let second = person.start_with(bed.other(), arranged.round, key).await;
        // Whichever papers were sent, both are submitted, and one attempt is recorded.
        let (one, other) = (sheet(bed, &first, 4, 1), sheet(bed, &second, 4, 1));
        let submissions = futures_util::future::join(
            person.try_submit(bed.first(), &first, &one),
            person.try_submit(bed.other(), &second, &other),
        );
        let (_, _) = submissions.await;
        let recorded = until(SOON, "a row", async || {
            let rows = rows(bed, arranged.round).await;
            if rows.is_empty() {
                Err("none".into())
            } else {
                Ok(rows.len())
            }
        });
        assert_eq!(recorded.await, 1, "one attempt is allowed");
        assert_eq!(
            first.attempt, second.attempt,
            "the second start resumes the first"
        );
        assert_eq!(
            (first.started_at, first.deadline, first.number),
            (second.started_at, second.deadline, second.number),
            "with its own time"
        );
        agree(bed, &person, &first, 400, SOON).await;
        person
            .is_refused(bed.other(), arranged.round, ErrorCode::AttemptsExhausted)
            .await;
        numbers_are(bed, arranged.round, &[1]).await;
    }
);

faults!(six_wipes_leave_the_limit_of_three, async |bed: &Bed| {
    let arranged = bed.arrange(limit(3)).await;
    let person = person(bed, &arranged).await;
    let mut attempts = HashSet::new();
    for wipe in 0..6 {
        let (here, there) = (
            &bed.servers[wipe % bed.servers.len()],
            &bed.servers[(wipe + 1) % bed.servers.len()],
        );
        let open = person
            .start_with(here, arranged.round, Some(Uuid::now_v7()))
            .await;
        bed.wipe().await;
        let again = person
            .start_with(there, arranged.round, Some(Uuid::now_v7()))
            .await;
        assert_eq!(
            open.attempt, again.attempt,
            "wipe {wipe}: the open attempt is resumed"
        );
        assert_eq!(usize::from(open.number), wipe / 2 + 1, "wipe {wipe}: its number");
        attempts.insert(open.attempt);
        if wipe % 2 == 1 {
            person.submit(there, &again, &sheet(bed, &again, wipe, 1)).await;
            agree_on_row(bed, arranged.round, wipe / 2 + 1).await;
        }
    }
    assert_eq!(attempts.len(), 3);
    person
        .is_refused(bed.first(), arranged.round, ErrorCode::AttemptsExhausted)
        .await;
    bed.wipe().await;
    person
        .is_refused(bed.other(), arranged.round, ErrorCode::AttemptsExhausted)
        .await;
    numbers_are(bed, arranged.round, &[1, 2, 3]).await;
});

async fn agree_on_row(bed: &Bed, round: RoundId, count: usize) {
    until(SOON, "as many rows as submissions", async || {
        match rows(bed, round).await.len() {
            found if found == count => Ok(()),
            found => Err(format!("{found} of {count}")),
        }
    })
    .await;
}

/// Sends many starts at once to all servers, each with a key of its own: all are served, with one attempt.
async fn a_storm_of_starts(bed: &Bed, person: &Person, round: RoundId) -> AttemptId {
    let starts = (0..200).map(|n| {
        let server = &bed.servers[n % bed.servers.len()];
        person.start_with(server, round, Some(Uuid::now_v7()))
    });
    let opened: HashSet<AttemptId> = join_all(starts).await.iter().map(|open| open.attempt).collect();
    assert_eq!(opened.len(), 1, "200 starts at once open one attempt");
    opened.into_iter().next().expect("one")
}

faults!(
    two_hundred_starts_with_as_many_keys_open_one_attempt,
    async |bed: &Bed| {
        let arranged = bed.arrange(limit(3)).await;
        let person = person(bed, &arranged).await;
        let attempt = a_storm_of_starts(bed, &person, arranged.round).await;
        bed.wipe().await;
        let again = a_storm_of_starts(bed, &person, arranged.round).await;
        assert_eq!(attempt, again, "also after Redis has forgotten it");
        let mine = person.mine(bed.other(), arranged.round).await;
        assert_eq!((mine.attempts_used, mine.open_attempt), (1, Some(attempt)));
        let started: Vec<(AttemptId, i32)> = starts(bed, arranged.round).await;
        assert_eq!(started, [(attempt, 1)], "one start is recorded");
    }
);

/// Starts once; a start refused for the moment opens nothing.
async fn start_or_not(server: &Server, person: &Person, round: RoundId) -> Option<OpenAttempt> {
    let reply = person.try_start(server, round, Some(Uuid::now_v7())).await;
    match reply {
        Err(_no_answer) => None,
        Ok(reply) if is_for_the_moment(&reply) => None,
        Ok(reply) => Some(reply.ok()),
    }
}

faults!(
    a_wipe_while_the_database_is_held_opens_no_second_attempt,
    async |bed: &Bed| {
        let arranged = bed.arrange(limit(1)).await;
        let person = person(bed, &arranged).await;
        let open = person.start(bed.first(), arranged.round).await;
        person.saved(bed.first(), &open, sheet(bed, &open, 2, 1)).await;
        let held = bed.hold_database().await;
        bed.wipe().await;
        let again = start_or_not(bed.other(), &person, arranged.round).await;
        assert!(
            again.is_none_or(|again| again.attempt == open.attempt),
            "while the database is held, it is resumed or refused for the moment"
        );
        // The phone has its ticket and goes on.
        let submitted = person.submit(bed.first(), &open, &sheet(bed, &open, 6, 2)).await;
        held.release().await;
        let receipt = agree(bed, &person, &open, 600, SOON * 2).await;
        assert_eq!(receipt.closed_at, submitted.closed_at);
        person
            .is_refused(bed.other(), arranged.round, ErrorCode::AttemptsExhausted)
            .await;
        numbers_are(bed, arranged.round, &[1]).await;
    }
);

// Both stores fail one after the other, so papers may have been sent that neither remembers. However many there are,
// one attempt is recorded.
faults!(starts_whose_records_were_held_count_once, async |bed: &Bed| {
    let arranged = bed.arrange(limit(1)).await;
    let person = person(bed, &arranged).await;
    let held = bed.hold_database().await;
    let mut opened = Vec::new();
    opened.extend(start_or_not(bed.other(), &person, arranged.round).await);
    bed.wipe().await;
    opened.extend(start_or_not(bed.other(), &person, arranged.round).await);
    held.release().await;
    opened.push(
        person
            .start_with(bed.first(), arranged.round, Some(Uuid::now_v7()))
            .await,
    );
    let papers: HashSet<AttemptId> = opened.iter().map(|open| open.attempt).collect();
    eprintln!(
        "{} attempts were handed out while no start could be recorded",
        papers.len()
    );
    let mut receipted = HashSet::new();
    for open in &opened {
        let newest = sheet(bed, open, 6, 1);
        until(SOON * 2, "a submission is answered for good", async || {
            let (reply, _) = person.try_submit(bed.first(), open, &newest).await?;
            if is_for_the_moment(&reply) || reply.status == 202 {
                return Err(reply.text());
            }
            if reply.status == 200 {
                receipted.insert(open.attempt);
            }
            Ok(())
        })
        .await;
    }
    assert_eq!(receipted.len(), 1, "one of {} attempts counts", papers.len());
    numbers_are(bed, arranged.round, &[1]).await;
    bed.wipe().await;
    person
        .is_refused(bed.other(), arranged.round, ErrorCode::AttemptsExhausted)
        .await;
    numbers_are(bed, arranged.round, &[1]).await;
});

faults!(
    what_was_used_and_what_is_open_is_shown_after_a_wipe,
    async |bed: &Bed| {
        let arranged = bed.arrange(limit(3)).await;
        let person = person(bed, &arranged).await;
        let first = person.start(bed.first(), arranged.round).await;
        person
            .submit(bed.first(), &first, &sheet(bed, &first, 5, 1))
            .await;
        agree(bed, &person, &first, 500, SOON).await;
        let open = person.start(bed.first(), arranged.round).await;
        bed.wipe().await;
        for server in &bed.servers {
            let mine = person.mine(server, arranged.round).await;
            assert_eq!(
                (mine.attempts_used, mine.open_attempt, mine.rank, mine.people),
                (2, Some(open.attempt), Some(1), 1)
            );
        }
    }
);

faults!(
    a_start_whose_answer_was_lost_uses_one_attempt,
    async |bed: &Bed| {
        let arranged = bed.arrange(limit(1)).await;
        let person = person(bed, &arranged).await;
        let server = bed.first();
        server.to_redis().set(Mode::DropReplies);
        let lost = start_or_not(server, &person, arranged.round).await;
        server.to_redis().set(Mode::Pass);
        let open = person
            .start_with(server, arranged.round, Some(Uuid::now_v7()))
            .await;
        assert!(
            lost.is_none_or(|lost| lost.attempt == open.attempt),
            "nothing, or the same attempt"
        );
        let mine = person.mine(bed.other(), arranged.round).await;
        assert_eq!((mine.attempts_used, mine.open_attempt), (1, Some(open.attempt)));
        person.submit(server, &open, &sheet(bed, &open, 6, 1)).await;
        agree(bed, &person, &open, 600, SOON).await;
        numbers_are(bed, arranged.round, &[1]).await;
    }
);

/// A replica that lacks the last second has taken the place of its master: it has forgotten the attempt and still
/// trusts its state. Both servers are asked for a start at once.
#[test]
fn two_starts_at_once_after_a_failover_are_one_attempt() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(limit(3)).await;
        let everybody = people(bed, &arranged, 12).await;
        for person in &everybody {
            person.start(bed.first(), arranged.round).await;
        }
        let key = |name: &str| format!("tl:{{{}.0}}:{name}", arranged.round.0.simple());
        let mut forget = redis::cmd("DEL");
        for name in ["used", "open", "due", "starting"] {
            forget.arg(key(name));
        }
        for (attempt, _) in starts(bed, arranged.round).await {
            forget.arg(key(&format!("a:{}", attempt.0.simple())));
        }
        forget
            .query_async::<u64>(&mut bed.redis().await)
            .await
            .expect("forgotten");
        let starting = everybody.iter().flat_map(|person| {
            bed.servers
                .iter()
                .map(|server| person.start(server, arranged.round))
        });
        let opened = join_all(starting).await;
        for pair in opened.chunks(bed.servers.len()) {
            assert!(
                pair.iter()
                    .all(|open| open.attempt == pair[0].attempt && open.number == 1)
            );
        }
        assert_eq!(
            starts(bed, arranged.round).await.len(),
            everybody.len(),
            "one attempt each"
        );
    });
}
