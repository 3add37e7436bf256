//! Two servers, or a server and Redis, close one attempt differently. Row, board and receipt come to agree on the
//! newest answers that were acknowledged before the close. What is sent after a receipt changes nothing.

use crate::bed::{Bed, Server, run, until};
use crate::common::Database;
use crate::common::contest::rules;
use crate::contestants::{Person, person, sheet};
use crate::faults;
use crate::ledger::{SOON, agree, audited, row, stays};
use crate::proxy::Mode;
use contest_core::answers::AnswerSheet;
use contest_core::ids::RoundId;
use contest_core::wire::attempts::{OpenAttempt, Receipt};
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;

async fn begin(bed: &Bed) -> (Person, OpenAttempt, RoundId) {
    let arranged = bed.arrange(rules()).await;
    let person = person(bed, &arranged).await;
    let open = person.start(bed.first(), arranged.round).await;
    (person, open, arranged.round)
}

/// Submits until the server accepts: the phone keeps trying while the response is 503.
async fn insist(server: &Server, person: &Person, open: &OpenAttempt, sheet: &AnswerSheet) {
    until(SOON * 2, "a submission is accepted", async || {
        let (reply, _) = person.try_submit(server, open, sheet).await?;
        if reply.status.is_success() {
            Ok(())
        } else {
            Err(format!("{} {}", reply.status, reply.text()))
        }
    })
    .await;
}

faults!(redis_closed_it_and_the_answer_was_lost, async |bed: &Bed| {
    let (person, open, _) = begin(bed).await;
    let server = bed.first();
    server.to_redis().set(Mode::DropReplies);
    insist(server, &person, &open, &sheet(bed, &open, 7, 1)).await;
    server.to_redis().set(Mode::Pass);
    agree(bed, &person, &open, 700, SOON).await;
});

faults!(
    #[doc = "The phone's newest answers were saved elsewhere; an older device submits where Redis' answers get lost."]
    redis_closed_it_with_newer_answers_and_the_answer_was_lost,
    async |bed: &Bed| {
        let (person, open, _) = begin(bed).await;
        person.saved(bed.other(), &open, sheet(bed, &open, 9, 5)).await;
        let server = bed.first();
        server.to_redis().set(Mode::DropReplies);
        insist(server, &person, &open, &sheet(bed, &open, 3, 2)).await;
        server.to_redis().set(Mode::Pass);
        let receipt = agree(bed, &person, &open, 900, SOON).await;
        assert_eq!(row(bed, open.attempt).await.expect("a row").revision, 5);
        // It stays so, whichever server is asked again.
        insist(bed.other(), &person, &open, &sheet(bed, &open, 3, 2)).await;
        assert_eq!(agree(bed, &person, &open, 900, SOON).await, receipt);
    }
);

faults!(
    a_server_without_redis_recorded_older_answers,
    async |bed: &Bed| {
        let (person, open, round) = begin(bed).await;
        person.saved(bed.other(), &open, sheet(bed, &open, 9, 5)).await;
        let server = bed.first();
        server.to_redis().set(Mode::Closed);
        insist(server, &person, &open, &sheet(bed, &open, 3, 2)).await;
        let recorded = crate::bed::until(SOON, "recorded without Redis", async || {
            row(bed, open.attempt).await.ok_or_else(|| "no row".to_owned())
        })
        .await;
        server.to_redis().set(Mode::Pass);
        let receipt = agree(bed, &person, &open, 900, SOON).await;
        assert_eq!(recorded.revision, 2, "all that was known without Redis");
        assert!(
            !audited(bed, open.attempt).await.is_empty(),
            "a record that took another's place is told of in the audit log"
        );
        assert_eq!(
            receipt.closed_at, recorded.closed_at,
            "closed when it was submitted"
        );
        // The same holds when Redis has forgotten all of it.
        bed.wipe().await;
        assert_eq!(agree(bed, &person, &open, 900, SOON).await, receipt);
        assert_eq!(
            person.mine(bed.other(), round).await.open_attempt,
            None,
            "closed everywhere"
        );
    }
);

/// Returns a receipt for three right answers, given while all was well.
async fn receipted(bed: &Bed) -> (Person, OpenAttempt, RoundId, Receipt) {
    let (person, open, round) = begin(bed).await;
    person.submit(bed.first(), &open, &sheet(bed, &open, 3, 1)).await;
    let receipt = agree(bed, &person, &open, 300, SOON).await;
    (person, open, round, receipt)
}

/// Checks that nothing has changed, and that nothing does for a while.
async fn is_as_before(bed: &Bed, person: &Person, open: &OpenAttempt, receipt: &Receipt) {
    stays(
        Duration::from_secs(4),
        "a receipt was followed by better answers",
        async || {
            let row = row(bed, open.attempt).await.expect("the row");
            if (row.points, row.closed_at) == (300, receipt.closed_at) {
                Ok(())
            } else {
                Err(format!("{row:?}"))
            }
        },
    )
    .await;
    assert_eq!(agree(bed, person, open, 300, SOON).await, *receipt);
}

faults!(
    better_answers_after_a_receipt_count_for_nothing_where_redis_forgot_it,
    async |bed: &Bed| {
        let (person, open, _, receipt) = receipted(bed).await;
        bed.wipe().await;
        insist(bed.other(), &person, &open, &sheet(bed, &open, 10, 9)).await;
        is_as_before(bed, &person, &open, &receipt).await;
    }
);

faults!(
    better_answers_after_a_receipt_count_for_nothing_while_the_rebuild_is_held,
    async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let person = person(bed, &arranged).await;
        let open = person.start(bed.first(), arranged.round).await;
        person.submit(bed.first(), &open, &sheet(bed, &open, 3, 1)).await;
        let receipt = agree(bed, &person, &open, 300, SOON).await;
        let held = bed.wipe_and_hold_rebuild(&arranged).await;
        let better = sheet(bed, &open, 10, 9);
        let _whatever = person.save(bed.other(), &open, better.clone()).await;
        let _whatever = person.try_submit(bed.other(), &open, &better).await;
        held.release().await;
        is_as_before(bed, &person, &open, &receipt).await;
    }
);

faults!(
    better_answers_after_a_receipt_count_for_nothing_while_the_database_is_held,
    async |bed: &Bed| {
        let (person, open, _, receipt) = receipted(bed).await;
        let held = bed.hold_database().await;
        bed.wipe().await;
        let better = sheet(bed, &open, 10, 9);
        let _whatever = person.save(bed.other(), &open, better.clone()).await;
        let _whatever = person.try_submit(bed.other(), &open, &better).await;
        held.release().await;
        is_as_before(bed, &person, &open, &receipt).await;
    }
);

faults!(
    better_answers_saved_after_a_receipt_are_not_closed_at_the_deadline,
    async |bed: &Bed| {
        let (person, open, _, receipt) = receipted(bed).await;
        bed.wipe().await;
        let better = sheet(bed, &open, 10, 9);
        let saved = person.save(bed.other(), &open, better).await;
        let (reply, _) = saved.expect("an answer");
        assert!(
            !reply.status.is_success(),
            "a closed attempt took answers: {}",
            reply.text()
        );
        bed.clock
            .advance(open.deadline.0 - bed.clock.now().0 + OVER_AFTER_MS + 500);
        is_as_before(bed, &person, &open, &receipt).await;
    }
);

/// Moves the clock to this time in the attempt's grace.
fn into_the_grace(bed: &Bed, open: &OpenAttempt, millis: i64) {
    let ahead = open.deadline.0 + millis - bed.clock.now().0;
    assert!(ahead > 0, "the machine is too slow for this test");
    bed.clock.advance(ahead);
}

// Everything in the grace is timed at the deadline, so the times alone do not tell which came first.
faults!(
    better_answers_in_the_grace_after_a_receipt_count_for_nothing_without_redis,
    async |bed: &Bed| {
        let (person, open, _) = begin(bed).await;
        bed.first().to_redis().set(Mode::Closed);
        into_the_grace(bed, &open, 100);
        insist(bed.first(), &person, &open, &sheet(bed, &open, 3, 1)).await;
        let receipt = person.receipt(bed.first(), open.attempt, SOON).await;
        assert_eq!(receipt.score.points, 300);
        let better = sheet(bed, &open, 10, 9);
        let _whatever = person.try_submit(bed.first(), &open, &better).await;
        bed.first().to_redis().set(Mode::Pass);
        is_as_before(bed, &person, &open, &receipt).await;
    }
);

faults!(
    better_answers_in_the_grace_after_a_receipt_count_for_nothing_where_redis_forgot_it,
    async |bed: &Bed| {
        let (person, open, _) = begin(bed).await;
        into_the_grace(bed, &open, 100);
        insist(bed.first(), &person, &open, &sheet(bed, &open, 3, 1)).await;
        let receipt = person.receipt(bed.first(), open.attempt, SOON).await;
        assert_eq!(receipt.score.points, 300);
        bed.wipe().await;
        let better = sheet(bed, &open, 10, 9);
        let saved = person.save(bed.other(), &open, better.clone()).await;
        let acknowledged = saved
            .ok()
            .filter(|(reply, _)| reply.status.is_success())
            .map(|(reply, _)| {
                let saved: serde_json::Value = reply.ok();
                serde_json::json!({ "revision": better.revision, "answers": better.answers,
                "at": saved["now"], "ack": saved["ack"] })
            });
        let _whatever = person
            .try_submit_with(bed.other(), &open, &better, acknowledged)
            .await;
        is_as_before(bed, &person, &open, &receipt).await;
    }
);

/// A server finds no row and asks Redis. By the time its question arrives, another server has recorded the attempt and
/// Redis has forgotten it.
#[test]
fn an_attempt_that_is_recorded_while_its_receipt_is_asked_for() {
    run(Database::Postgres, async |bed: &Bed| {
        let (person, open, _) = begin(bed).await;
        let held = bed.hold_database().await;
        let told = person.submit(bed.other(), &open, &sheet(bed, &open, 7, 1)).await;
        assert_eq!(told.receipt, None, "no receipt before the commit");
        let server = bed.first();
        server.to_redis().set(Mode::Delay(Duration::from_millis(500)));
        let rows_read = server.to_database().replied();
        let asking = person.ask_receipt(server, open.attempt);
        let recording = async {
            until(SOON, "the rows are read", async || {
                let now = server.to_database().replied();
                if now > rows_read {
                    Ok(())
                } else {
                    Err(now.to_string())
                }
            })
            .await;
            held.release().await;
        };
        let (receipt, ()) = tokio::join!(asking, recording);
        assert_eq!(receipt.expect("a receipt at once").score.points, 700);
    });
}
