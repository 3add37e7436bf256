//! Nothing enters a round that is final: what is found late is set aside for the judges.

use crate::bed::{Bed, until};
use crate::common::contest::rules;
use crate::contestants::{person, sheet};
use crate::faults;
use crate::ledger::{SOON, agree, row, set_aside, stays};
use std::time::Duration;

// The record waits for the database while a judge, whose transaction holds it, publishes the round.
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
        // There is one round.
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
        // Also when every server knows that the round is final, and when Redis is built again.
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
