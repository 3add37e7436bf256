//! Redis has no memory left: it refuses writes, and submissions are still recorded.

use crate::bed::Bed;
use crate::common::contest::rules;
use crate::contestants::{people, sheet};
use crate::faults;
use crate::ledger::{SOON, agree, row};
use reqwest::StatusCode;
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;

async fn set_memory(bed: &Bed, limit: &str) {
    let mut redis = bed.redis().await;
    for (setting, value) in [("maxmemory-policy", "noeviction"), ("maxmemory", limit)] {
        let mut config = redis::cmd("CONFIG");
        config.arg("SET").arg(setting).arg(value);
        config.query_async::<()>(&mut redis).await.expect("set");
    }
    if limit != "0" {
        let refused = redis::cmd("SET").arg("one more").arg("1").clone();
        let refused = refused.query_async::<()>(&mut redis).await;
        let text = refused.expect_err("memory is full").to_string();
        assert!(text.contains("OOM"), "{text}");
    }
}

faults!(
    submissions_are_recorded_while_redis_has_no_memory,
    async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let everybody = people(bed, &arranged, 4).await;
        let [submits, saved, overdue, newcomer] = everybody.try_into().ok().expect("four");
        let server = bed.first();
        let opened = [
            submits.start(server, arranged.round).await,
            saved.start(server, arranged.round).await,
            overdue.start(server, arranged.round).await,
        ];
        saved
            .saved(server, &opened[1], sheet(bed, &opened[1], 8, 4))
            .await;
        overdue
            .saved(server, &opened[2], sheet(bed, &opened[2], 2, 1))
            .await;

        set_memory(bed, "1").await;
        // A contestant who reloads the page finds their paper again; there is no room for a new one.
        let again = saved.start(server, arranged.round).await;
        assert_eq!(again.attempt, opened[1].attempt);
        assert_eq!(again.sheet, sheet(bed, &opened[1], 8, 4));
        let newcomer = newcomer.try_start(server, arranged.round, None).await;
        assert_eq!(
            newcomer.expect("an answer").status,
            StatusCode::SERVICE_UNAVAILABLE
        );
        submits
            .submit(server, &opened[0], &sheet(bed, &opened[0], 6, 1))
            .await;
        let receipt = submits.receipt(server, opened[0].attempt, SOON).await;
        assert_eq!(receipt.score.points, 600);
        // A device that is behind: what Redis holds can still be read, and counts.
        saved
            .submit(server, &opened[1], &sheet(bed, &opened[1], 1, 2))
            .await;
        saved.receipt(server, opened[1].attempt, SOON).await;
        // A save is kept or refused, never silently lost.
        let newer = overdue
            .save(server, &opened[2], sheet(bed, &opened[2], 7, 2))
            .await;
        let (reply, _) = newer.expect("an answer to a save");
        let counts = if reply.status.is_success() { 700 } else { 200 };
        bed.clock
            .advance(opened[2].deadline.0 - bed.clock.now().0 + OVER_AFTER_MS + 500);
        tokio::time::sleep(Duration::from_secs(2)).await;

        set_memory(bed, "0").await;
        for (person, open, points) in [
            (&submits, &opened[0], 600),
            (&saved, &opened[1], 800),
            (&overdue, &opened[2], counts),
        ] {
            agree(bed, person, open, points, SOON * 2).await;
        }
        assert_eq!(row(bed, opened[1].attempt).await.expect("a row").revision, 4);
    }
);
