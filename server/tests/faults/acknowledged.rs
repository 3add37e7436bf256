//! The phone keeps what the server acknowledged. If Redis has lost that sheet, it still counts, even after the
//! deadline; nothing else does.

use crate::bed::{Bed, until};
use crate::common::Reply;
use crate::common::contest::{Arranged, rules};
use crate::contestants::{Person, person, sheet};
use crate::faults;
use crate::ledger::{SOON, agree, audited, row, stays};
use crate::proxy::Mode;
use contest_core::answers::AnswerSheet;
use contest_core::ids::AttemptId;
use contest_core::time::Millis;
use contest_core::wire::attempts::{ClosedBy, OpenAttempt};
use contest_core::wire::errors::ErrorCode;
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ActiveModelTrait, ConnectionTrait};
use serde_json::{Value, json};
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::db::entities::round;

/// Returns what the phone keeps of an acknowledged save.
fn kept(sheet: &AnswerSheet, saved: &Value) -> Value {
    let ack = saved["ack"]
        .as_str()
        .expect("a save is acknowledged: the field `ack`");
    json!({ "revision": sheet.revision, "answers": sheet.answers, "at": saved["now"], "ack": ack })
}

struct Lost {
    arranged: Arranged,
    person: Person,
    open: OpenAttempt,
    acknowledged: Value,
}

/// Six right answers were acknowledged, Redis lost them, the deadline passed, and the sweep recorded a blank sheet.
async fn lose(bed: &Bed) -> Lost {
    let arranged = bed.arrange(rules()).await;
    let person = person(bed, &arranged).await;
    let open = person.start(bed.first(), arranged.round).await;
    let six = sheet(bed, &open, 6, 4);
    let acknowledged = kept(&six, &person.saved(bed.first(), &open, six.clone()).await);
    bed.wipe().await;
    bed.clock
        .advance(open.deadline.0 - bed.clock.now().0 + OVER_AFTER_MS + 1_000);
    until(
        SOON,
        "the server closes it at the deadline, with nothing",
        async || {
            let row = row(bed, open.attempt).await.ok_or("no row")?;
            if (row.points, ClosedBy::from(row.closed_by)) == (0, ClosedBy::Deadline) {
                return Ok(());
            }
            Err(format!("{row:?}"))
        },
    )
    .await;
    Lost {
        arranged,
        person,
        open,
        acknowledged,
    }
}

impl Lost {
    /// The phone wakes up and sends newer answers, which are too late, and the acknowledged ones.
    async fn submit_late(&self, bed: &Bed, acknowledged: &Value) -> Reply {
        let late = sheet(bed, &self.open, 10, 9);
        let sent = self
            .person
            .try_submit_with(bed.other(), &self.open, &late, Some(acknowledged.clone()))
            .await;
        sent.expect("an answer").0
    }

    async fn stays_blank(&self, bed: &Bed, what: &str) {
        stays(Duration::from_secs(2), what, async || {
            let row = row(bed, self.open.attempt).await.expect("the row");
            if row.points == 0 {
                Ok(())
            } else {
                Err(format!("{row:?}"))
            }
        })
        .await;
    }
}

faults!(
    what_was_acknowledged_counts_after_the_deadline,
    async |bed: &Bed| {
        let lost = lose(bed).await;
        let blank = agree(bed, &lost.person, &lost.open, 0, SOON).await;
        let before = audited(bed, lost.open.attempt).await.len();
        let reply = lost.submit_late(bed, &lost.acknowledged).await;
        reply.refused(ErrorCode::LateSheetKept);
        let receipt = agree(bed, &lost.person, &lost.open, 600, SOON).await;
        assert_eq!(receipt.closed_at, blank.closed_at, "as of the deadline");
        assert_eq!(row(bed, lost.open.attempt).await.expect("a row").revision, 4);
        let entries = audited(bed, lost.open.attempt).await;
        assert_eq!(
            entries.len(),
            before + 2,
            "the correction and the late sheet are audited, once: {entries:?}"
        );
        // The same again makes no second correction.
        lost.submit_late(bed, &lost.acknowledged).await;
        assert_eq!(agree(bed, &lost.person, &lost.open, 600, SOON).await, receipt);
        assert_eq!(audited(bed, lost.open.attempt).await.len(), before + 2);
        // Losing Redis does not undo it either.
        bed.wipe().await;
        assert_eq!(agree(bed, &lost.person, &lost.open, 600, SOON).await, receipt);
    }
);

faults!(
    what_was_acknowledged_counts_before_anything_is_recorded,
    async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let person = person(bed, &arranged).await;
        let open = person.start(bed.first(), arranged.round).await;
        let six = sheet(bed, &open, 6, 4);
        let acknowledged = kept(&six, &person.saved(bed.first(), &open, six.clone()).await);
        let held = bed.wipe_and_hold_rebuild(&arranged).await;
        bed.clock
            .advance(open.deadline.0 - bed.clock.now().0 + OVER_AFTER_MS + 1_000);
        let late = sheet(bed, &open, 10, 9);
        let sent = person
            .try_submit_with(bed.other(), &open, &late, Some(acknowledged))
            .await;
        let (reply, _) = sent.expect("an answer");
        reply.refused(ErrorCode::LateSheetKept);
        held.release().await;
        let receipt = agree(bed, &person, &open, 600, SOON).await;
        assert_eq!(
            (receipt.closed_at, receipt.closed_by),
            (open.deadline, ClosedBy::Deadline)
        );
    }
);

faults!(a_forged_acknowledgement_counts_for_nothing, async |bed: &Bed| {
    let lost = lose(bed).await;
    let better = sheet(bed, &lost.open, 10, 4);
    let mut forgeries = Vec::new();
    // Other answers, another revision, another time with the same mark, and an invalid mark.
    for (field, value) in [
        ("answers", json!(better.answers)),
        ("revision", json!(8)),
        ("at", json!(lost.open.deadline.0)),
        ("at", json!(lost.open.started_at.0)),
        ("ack", json!("AAAAAAAAAAAAAAAAAAAAAA")),
        ("ack", json!("")),
        ("prediction", json!(7)),
    ] {
        let mut forged = lost.acknowledged.clone();
        forged[field] = value;
        forgeries.push((field, forged));
    }
    for (field, forged) in forgeries {
        lost.submit_late(bed, &forged).await;
        lost.stays_blank(bed, &format!("a forged `{field}` changed the record"))
            .await;
    }
    assert_eq!(
        agree(bed, &lost.person, &lost.open, 0, SOON).await.score.points,
        0
    );
});

faults!(
    an_acknowledgement_of_another_attempt_counts_for_nothing,
    async |bed: &Bed| {
        let lost = lose(bed).await;
        // The same person's next attempt has a paper of its own.
        let next = lost.person.start(bed.first(), lost.arranged.round).await;
        assert_ne!(next.attempt, lost.open.attempt);
        let right = sheet(bed, &next, 10, 4);
        let foreign = kept(
            &right,
            &lost.person.saved(bed.first(), &next, right.clone()).await,
        );
        lost.submit_late(bed, &foreign).await;
        lost.stays_blank(bed, "an acknowledgement of another attempt changed the record")
            .await;
        // Another person's phone cannot submit it either.
        let thief = person(bed, &lost.arranged).await;
        let late = sheet(bed, &lost.open, 10, 9);
        let sent = thief
            .try_submit_with(bed.first(), &lost.open, &late, Some(lost.acknowledged.clone()))
            .await;
        assert!(
            !sent.expect("an answer").0.status.is_success(),
            "another one's ticket"
        );
        lost.stays_blank(bed, "somebody else changed the record").await;
    }
);

async fn make_final(bed: &Bed, attempt: AttemptId) {
    let sql = format!("UPDATE rounds SET finalised_at = {}", bed.clock.now().0);
    bed.db.execute_unprepared(&sql).await.expect("final");
    assert!(row(bed, attempt).await.is_some());
}

faults!(nothing_changes_after_the_final, async |bed: &Bed| {
    let lost = lose(bed).await;
    // A server that has not heard of it yet must not change anything either, so the first try comes before any reload.
    make_final(bed, lost.open.attempt).await;
    lost.submit_late(bed, &lost.acknowledged).await;
    lost.stays_blank(bed, "a final round was changed").await;
    bed.reload().await;
    lost.submit_late(bed, &lost.acknowledged).await;
    lost.stays_blank(bed, "a final round was changed").await;
});

faults!(
    what_was_saved_and_is_handed_in_without_redis_is_of_the_time_it_was_saved,
    async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let person = person(bed, &arranged).await;
        let open = person.start(bed.first(), arranged.round).await;
        let six = sheet(bed, &open, 6, 4);
        let saved = person.saved(bed.first(), &open, six.clone()).await;
        let acknowledged = kept(&six, &saved);
        bed.clock.advance(120_000);
        bed.first().to_redis().set(Mode::Blackhole);
        let sent = person
            .try_submit_with(bed.first(), &open, &six, Some(acknowledged))
            .await;
        let (reply, _) = sent.expect("an answer");
        assert!(reply.status.is_success(), "{}", reply.text());
        bed.first().to_redis().set(Mode::Pass);
        agree(bed, &person, &open, 600, SOON * 2).await;
        let row = row(bed, open.attempt).await.expect("a row");
        assert_eq!(Some(row.last_change_at), saved["now"].as_i64().map(Millis));
        assert!(row.closed_at >= row.last_change_at + 120_000, "{row:?}");
    }
);

faults!(
    a_receipt_stands_when_the_close_is_moved_to_before_it,
    async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let person = person(bed, &arranged).await;
        let server = bed.first();
        let open = person.start(server, arranged.round).await;
        let one = sheet(bed, &open, 2, 1);
        let acknowledged = kept(&one, &person.saved(server, &open, one.clone()).await);
        bed.clock.advance(1_000);
        person.submit(server, &open, &sheet(bed, &open, 6, 5)).await;
        let receipt = agree(bed, &person, &open, 600, SOON).await;
        let moved = round::ActiveModel {
            id: Unchanged(arranged.round),
            closes_at: Set(receipt.closed_at - 500),
            ..Default::default()
        };
        moved.update(&bed.db).await.expect("moved");
        bed.reload().await;
        bed.clock.advance(500);
        // Another device, in the grace after the new close, sends what it saved before.
        let sent = person
            .try_submit_with(server, &open, &sheet(bed, &open, 1, 2), Some(acknowledged))
            .await;
        let (reply, _) = sent.expect("an answer");
        assert!(reply.status.is_success(), "{}", reply.text());
        assert_eq!(agree(bed, &person, &open, 600, SOON).await, receipt);
        let row = row(bed, open.attempt).await.expect("a row");
        assert_eq!((row.revision, row.closed_at), (5, receipt.closed_at));
    }
);
