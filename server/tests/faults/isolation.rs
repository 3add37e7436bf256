//! A fault in one attempt troubles no other, and an operator can read which attempt it is.

use crate::bed::{Bed, run, until};
use crate::common::Database;
use crate::common::contest::rules;
use crate::contestants::{people, sheet};
use crate::faults;
use crate::ledger::{SOON, row, rows};
use crate::logs::lines_with;
use crate::proxy::Mode;
use contest_core::ids::AttemptId;
use contest_core::wire::attempts::ClosedBy;
use futures_util::future::join_all;
use sea_orm::ConnectionTrait;
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;
use uuid::Uuid;

/// Makes the database refuse this attempt from now on, whatever the batch.
async fn refuse(bed: &Bed, attempt: AttemptId) {
    let id = attempt.0.simple();
    let sql = match bed.database {
        Database::Sqlite => format!(
            "CREATE TRIGGER refuses BEFORE INSERT ON attempts WHEN lower(hex(NEW.id)) = '{id}' \
             BEGIN SELECT RAISE(ABORT, 'this one is refused'); END"
        ),
        Database::Postgres => format!(
            "CREATE FUNCTION refuses() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN IF NEW.id = '{id}'::uuid THEN RAISE EXCEPTION 'this one is refused'; END IF; RETURN NEW; END $$; \
             CREATE TRIGGER refuses BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION refuses()"
        ),
    };
    bed.db.execute_unprepared(&sql).await.expect("a trigger");
}

async fn accept_again(bed: &Bed) {
    let sql = match bed.database {
        Database::Sqlite => "DROP TRIGGER refuses",
        Database::Postgres => "DROP TRIGGER refuses ON attempts",
    };
    bed.db.execute_unprepared(sql).await.expect("dropped");
}

/// Checks that a line of the log, at the level of a warning or above, names the attempt.
fn is_named(id: &AttemptId) -> Result<(), String> {
    let lines = lines_with(&[&id.to_string()]);
    if lines
        .iter()
        .any(|line| line.contains("ERROR") || line.contains("WARN"))
    {
        return Ok(());
    }
    Err(format!("no warning names {id}: {lines:?}"))
}

/// SQLite runs in the server's own process, where nothing can slow it down for each row.
#[test]
fn a_database_too_slow_for_a_whole_batch_records_it_in_parts() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let people = people(bed, &arranged, 150).await;
        let starting = people
            .iter()
            .map(|person| person.start(bed.first(), arranged.round));
        let opened = join_all(starting).await;
        // All in one statement would take 15 s. A batch may take 5 s, and the database cancels a statement after 10 s.
        let slow = "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN PERFORM pg_sleep(0.1); RETURN NEW; END $$; \
             CREATE TRIGGER slow BEFORE INSERT ON attempts FOR EACH ROW EXECUTE FUNCTION slow()";
        bed.db.execute_unprepared(slow).await.expect("a trigger");
        let submitting = people.iter().zip(&opened).map(|(person, open)| async move {
            let sent = person
                .try_submit(bed.first(), open, &sheet(bed, open, 5, 1))
                .await;
            let (reply, _) = sent.expect("an answer");
            assert!(reply.status.is_success(), "{}", reply.text());
        });
        join_all(submitting).await;
        until(
            Duration::from_secs(120),
            "all are recorded",
            async || match rows(bed, arranged.round).await.len() {
                150 => Ok(()),
                found => Err(format!("{found} of 150")),
            },
        )
        .await;
    });
}

faults!(
    one_attempt_that_cannot_be_recorded_holds_up_nobody,
    async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let people = people(bed, &arranged, 30).await;
        let opened = join_all(
            people
                .iter()
                .map(|person| person.start(bed.first(), arranged.round)),
        )
        .await;
        let (bad, bad_person) = (&opened[7], &people[7]);
        refuse(bed, bad.attempt).await;
        // Half submit at once; the others run out of time, and the sweep closes them.
        let submissions = people
            .iter()
            .zip(&opened)
            .take(15)
            .map(|(person, open)| async move {
                let sent = person
                    .try_submit(bed.first(), open, &sheet(bed, open, 5, 1))
                    .await;
                let (reply, _) = sent.expect("an answer");
                if open.attempt == bad.attempt {
                    assert_ne!(reply.status, 200, "no receipt for what is not recorded");
                } else {
                    assert!(
                        reply.status.is_success(),
                        "another one's trouble: {}",
                        reply.text()
                    );
                }
            });
        join_all(submissions).await;
        bed.clock
            .advance(opened[0].deadline.0 - bed.clock.now().0 + OVER_AFTER_MS + 1_000);
        until(SOON * 2, "all others are recorded", async || {
            match rows(bed, arranged.round).await.len() {
                29 => Ok(()),
                found => Err(format!("{found} of 29")),
            }
        })
        .await;
        assert!(row(bed, bad.attempt).await.is_none(), "the trigger refuses it");
        until(SOON, "the bad one is named", async || is_named(&bad.attempt)).await;
        // Later contestants are recorded, too.
        let late = crate::contestants::person(bed, &arranged).await;
        let open = late.start(bed.other(), arranged.round).await;
        late.submit(bed.other(), &open, &sheet(bed, &open, 6, 1)).await;
        late.receipt(bed.other(), open.attempt, SOON).await;
        // The refused attempt itself is recorded once the cause is gone, as of its submission.
        accept_again(bed).await;
        let receipt = bad_person
            .receipt(bed.first(), bad.attempt, Duration::from_secs(40))
            .await;
        assert_eq!(
            (receipt.score.points, receipt.closed_by),
            (500, ClosedBy::Contestant)
        );
    }
);

// A server dies with what it has promised. Another server records what it left in Redis, in every round, past an entry
// that nobody can read.
#[test]
fn an_unreadable_entry_holds_up_nobody() {
    run(Database::Postgres, async |bed: &Bed| {
        let app = &bed.first().app;
        let arranged = bed.arrange(rules()).await;
        let second = app
            .arrange_for(arranged.organiser, arranged.judge, "cuoc-thi-khac", rules())
            .await;
        bed.reload().await;
        let dead = bed.other();
        let mut expected = Vec::new();
        for round in [&arranged, &second] {
            let people = people(bed, round, 5).await;
            let opened = join_all(people.iter().map(|person| person.start(dead, round.round))).await;
            expected.extend(people.into_iter().zip(opened));
        }
        let garbage: Vec<AttemptId> = (0..3).map(|_| AttemptId(Uuid::now_v7())).collect();
        let pending = format!("tl:{{{}.0}}:pending", arranged.round.0.simple());
        let mut redis = bed.redis().await;
        for (id, text) in garbage.iter().zip(["không đọc được", "12|{\"attempt\":", ""]) {
            let mut set = redis::cmd("HSET");
            set.arg(&pending).arg(id.0.simple().to_string()).arg(text);
            set.query_async::<()>(&mut redis).await.expect("set");
        }
        dead.to_database().set(Mode::Blackhole);
        let submissions = expected
            .iter()
            .map(|(person, open)| async move { person.submit(dead, open, &sheet(bed, open, 4, 1)).await });
        let accepted = join_all(submissions).await;
        until(SOON * 2, "recorded in both rounds", async || {
            let found = (
                rows(bed, arranged.round).await.len(),
                rows(bed, second.round).await.len(),
            );
            if found == (5, 5) {
                Ok(())
            } else {
                Err(format!("{found:?}"))
            }
        })
        .await;
        for ((person, open), accepted) in expected.iter().zip(accepted) {
            let receipt = person.receipt(bed.first(), open.attempt, SOON * 2).await;
            assert_eq!(
                (receipt.score.points, receipt.closed_at),
                (400, accepted.closed_at)
            );
        }
        for id in &garbage {
            until(SOON, "the unreadable entry is named", async || is_named(id)).await;
        }
        bed.leaves_pending("nobody can read the three entries");
    });
}

// The last attempt that a server tried while the database was away cannot be recorded at all. This failure must not
// keep the server from what others have left.
#[test]
fn a_bad_attempt_at_the_end_of_an_outage_holds_up_nobody() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let people = people(bed, &arranged, 6).await;
        let opened = join_all(
            people
                .iter()
                .map(|person| person.start(bed.first(), arranged.round)),
        )
        .await;
        let (bad, rest) = opened.split_first().expect("six");
        refuse(bed, bad.attempt).await;
        for server in &bed.servers {
            server.to_database().set(Mode::Blackhole);
        }
        let dead = bed.other();
        let submissions = people[1..]
            .iter()
            .zip(rest)
            .map(|(person, open)| async move { person.submit(dead, open, &sheet(bed, open, 4, 1)).await });
        join_all(submissions).await;
        let sent = people[0]
            .try_submit(bed.first(), bad, &sheet(bed, bad, 5, 1))
            .await;
        assert_ne!(sent.expect("an answer").0.status, 200);
        // Long enough for the first server to notice that the database is away.
        tokio::time::sleep(Duration::from_secs(8)).await;
        bed.first().to_database().set(Mode::Pass);
        until(
            Duration::from_secs(30),
            "what others have left is recorded",
            async || match rows(bed, arranged.round).await.len() {
                5 => Ok(()),
                found => Err(format!("{found} of 5")),
            },
        )
        .await;
        until(SOON, "the bad one is named", async || is_named(&bad.attempt)).await;
        bed.leaves_pending("the database still refuses one attempt");
    });
}
