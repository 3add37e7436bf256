//! Nothing enters a round that is final: attempts found late are set aside for the judges.

use crate::bed::{Bed, run, until};
use crate::common::Database;
use crate::common::contest::rules;
use crate::contestants::{person, sheet};
use crate::faults;
use crate::ledger::{SOON, agree, row, set_aside, stays};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;
use sea_orm::ConnectionTrait;
use std::time::Duration;

// The record waits for the database, while a judge publishes the round in the transaction that locks it.
faults!(
    a_record_that_comes_after_the_final_is_set_aside,
    async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let early = person(bed, &arranged).await;
        let counted = early.start(bed.first(), arranged.round).await;
        early
            .submit(bed.first(), &counted, &sheet(bed, &counted, 5, 1))
            .await;
        agree(bed, &early, &counted, 500, SOON).await;

        let late = person(bed, &arranged).await;
        let open = late.start(bed.first(), arranged.round).await;
        let held = bed.hold_database().await;
        let accepted = late.submit(bed.first(), &open, &sheet(bed, &open, 9, 1)).await;
        assert_eq!(accepted.receipt, None);
        // There is only one round.
        held.and(&format!("UPDATE rounds SET finalised_at = {}", bed.clock.now().0))
            .await;
        held.release().await;

        until(SOON, "the late find is set aside", async || {
            assert!(
                row(bed, open.attempt).await.is_none(),
                "an attempt entered a final round"
            );
            match set_aside(bed, arranged.round).await {
                1 => Ok(()),
                found => Err(format!("{found} set aside")),
            }
        })
        .await;
        // The same holds when every server knows that the round is final, and when Redis is rebuilt.
        bed.reload().await;
        bed.wipe().await;
        stays(Duration::from_secs(3), "after the final", async || {
            let entered = row(bed, open.attempt).await.is_some();
            if entered || set_aside(bed, arranged.round).await != 1 {
                return Err("an attempt entered a final round, or was set aside again".into());
            }
            Ok(())
        })
        .await;
    }
);

/// The ranking is made and waits for the round. The holder of the round corrects a record in it, as for a phone that
/// comes back with an acknowledged sheet.
#[test]
fn a_correction_that_overtakes_a_judge_is_not_overlooked() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let person = person(bed, &arranged).await;
        let open = person.start(bed.first(), arranged.round).await;
        person.submit(bed.first(), &open, &sheet(bed, &open, 5, 1)).await;
        agree(bed, &person, &open, 500, SOON).await;
        let app = &bed.first().app;
        let judge = app.sign_in("giamkhao").await;
        app.close_round(arranged.round).await;
        let settlement = paths::settlement(arranged.round);
        judge.job(&settlement, &()).await.ok::<RoundResults>();

        let held = bed.hold_database().await;
        held.and("UPDATE rounds SET title = title").await;
        let publishing = judge.publish(arranged.round);
        let correcting = async {
            let waiting = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
            until(SOON, "the judge waits for the round", async || {
                let waiting = bed.db.query_all_raw(bed.statement(waiting, [])).await;
                match waiting.expect("PostgreSQL").len() {
                    0 => Err("nobody waits".into()),
                    _ => Ok(()),
                }
            })
            .await;
            held.and("UPDATE attempts SET points = points + 100").await;
            held.and(
                "INSERT INTO superseded_attempts SELECT id, 9999999999999, round_id, row_to_json(attempts)::text FROM attempts",
            )
            .await;
            held.release().await;
        };
        let (published, ()) = futures_util::future::join(publishing, correcting).await;
        published.refused(ErrorCode::SettlementStale);
        judge.job(&settlement, &()).await.ok::<RoundResults>();
        judge.publish(arranged.round).await.ok::<RoundResults>();
    });
}
