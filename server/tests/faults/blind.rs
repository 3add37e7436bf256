//! A server that cannot ask the database does not know whether a round's window has moved since.

use crate::bed::{Bed, run};
use crate::common::Database;
use crate::common::contest::{Arranged, rules};
use crate::contestants::{people, person, sheet};
use crate::ledger::{SOON, agree};
use crate::proxy::Mode;
use contest_core::ids::Uuid;
use contest_core::time::Millis;
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::paths;
use reqwest::StatusCode;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::db::entities::{extra_time, round};

/// Long enough for several sweeps of the blind server.
const SWEEPS: Duration = Duration::from_secs(2);
const EXTENDED_BY_MS: i64 = 3_600_000;

/// Cuts the second server off from the database and extends the round. Returns the close that this server knows.
async fn extend_unseen(bed: &Bed, arranged: &Arranged) -> Millis {
    let seeing = &bed.first().app.state;
    let closes_at = seeing.round(arranged.round).expect("the round").window.closes_at;
    bed.other().to_database().set(Mode::Blackhole);
    let extended = round::ActiveModel {
        id: Unchanged(arranged.round),
        closes_at: Set(closes_at + EXTENDED_BY_MS),
        ..Default::default()
    };
    extended.update(&bed.db).await.expect("extended");
    seeing.reload().await.expect("the catalog");
    closes_at
}

#[test]
fn a_server_that_does_not_know_of_an_extension_closes_nothing() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let [saves, submits] = people(bed, &arranged, 2).await.try_into().ok().expect("two");
        let (seeing, blind) = (bed.first(), bed.other());
        let closed_at = extend_unseen(bed, &arranged).await;
        // The old close and its grace have long passed.
        bed.clock
            .advance(closed_at.0 - bed.clock.now().0 + OVER_AFTER_MS + 1_000);

        let one = saves.start(seeing, arranged.round).await;
        let other = submits.start(seeing, arranged.round).await;
        saves.saved(seeing, &one, sheet(bed, &one, 4, 1)).await;
        tokio::time::sleep(SWEEPS).await;
        saves.saved(seeing, &one, sheet(bed, &one, 5, 2)).await;
        // The blind server leaves what it takes for late to others.
        let (reply, _) = saves
            .save(blind, &one, sheet(bed, &one, 6, 3))
            .await
            .expect("an answer");
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
        let newest = sheet(bed, &other, 7, 1);
        let (reply, _) = submits
            .try_submit(blind, &other, &newest)
            .await
            .expect("an answer");
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
        submits.submit(seeing, &other, &newest).await;

        blind.to_database().set(Mode::Pass);
        agree(bed, &submits, &other, 700, SOON).await;
        saves.saved_soon(blind, &one, sheet(bed, &one, 6, 3)).await;
        saves.submit(blind, &one, &sheet(bed, &one, 8, 4)).await;
        agree(bed, &saves, &one, 800, SOON).await;
    });
}

#[test]
fn a_ticket_of_a_server_that_does_not_know_of_an_extension_is_as_good_as_any() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let reloads = person(bed, &arranged).await;
        let (seeing, blind) = (bed.first(), bed.other());
        let closed_at = extend_unseen(bed, &arranged).await;
        bed.clock.advance(closed_at.0 - bed.clock.now().0 - 60_000);

        let open = reloads.start(seeing, arranged.round).await;
        assert!(open.deadline > closed_at, "it has its whole time");
        let path = paths::paper(open.attempt);
        let again: OpenAttempt = reloads.get(blind, &path).await.expect("an answer").ok();
        assert_eq!(
            again.deadline, open.deadline,
            "nobody is told to hurry by hearsay"
        );
        let saved = reloads.saved(blind, &again, sheet(bed, &open, 2, 1)).await;
        assert_eq!(saved["deadline"], open.deadline.0);

        bed.clock
            .advance(closed_at.0 - bed.clock.now().0 + OVER_AFTER_MS + 1_000);
        reloads.saved(seeing, &again, sheet(bed, &open, 3, 2)).await;
        reloads.submit(seeing, &again, &sheet(bed, &open, 6, 3)).await;
        blind.to_database().set(Mode::Pass);
        agree(bed, &reloads, &open, 600, SOON).await;
    });
}

const MORE_S: i32 = 600;

/// Cuts the second server off from the database, and gives time to whoever is answering now.
async fn give_time_unseen(bed: &Bed, arranged: &Arranged) {
    let seeing = &bed.first().app.state;
    bed.other().to_database().set(Mode::Blackhole);
    let now = bed.clock.now();
    let given = extra_time::ActiveModel {
        id: Set(Uuid::from_u128(1)),
        contest_id: Set(arranged.contest),
        round_id: Set(arranged.round),
        account_id: Set(None),
        open_from: Set(Some(now - 1_000)),
        open_to: Set(Some(now)),
        seconds: Set(MORE_S),
        moved_close: Set(false),
        reason: Set("mất điện".into()),
        actor_id: Set(arranged.organiser),
        made_at: Set(now),
    };
    given.insert(&bed.db).await.expect("given");
    seeing.reload().await.expect("the catalog");
}

#[test]
fn a_server_that_does_not_know_of_extra_time_closes_nothing_and_tells_nobody_that_they_are_late() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let [saves, submits] = people(bed, &arranged, 2).await.try_into().ok().expect("two");
        let (seeing, blind) = (bed.first(), bed.other());
        let one = saves.start(seeing, arranged.round).await;
        let other = submits.start(seeing, arranged.round).await;
        saves.saved(blind, &one, sheet(bed, &one, 4, 1)).await;
        give_time_unseen(bed, &arranged).await;
        let over = one.deadline.max(other.deadline);
        bed.clock.advance(over.0 - bed.clock.now().0 - 20_000);
        // The phone must not believe an earlier deadline than the one it knows, and submit by itself.
        let saved = saves.saved(blind, &one, sheet(bed, &one, 4, 2)).await;
        assert_eq!(saved["unsure"], true, "{saved}");
        bed.clock
            .advance(over.0 - bed.clock.now().0 + OVER_AFTER_MS + 1_000);

        tokio::time::sleep(SWEEPS).await;
        saves.saved(seeing, &one, sheet(bed, &one, 5, 3)).await;
        // Nor does it begin another attempt in place of the one that has more time.
        for key in [None, Some(Uuid::from_u128(2))] {
            let reply = saves
                .try_start(blind, arranged.round, key)
                .await
                .expect("an answer");
            assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
        }
        assert_eq!(saves.start(seeing, arranged.round).await.attempt, one.attempt);
        let (reply, _) = saves
            .save(blind, &one, sheet(bed, &one, 6, 4))
            .await
            .expect("an answer");
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
        let newest = sheet(bed, &other, 7, 1);
        let (reply, _) = submits
            .try_submit(blind, &other, &newest)
            .await
            .expect("an answer");
        assert_eq!(reply.status, StatusCode::SERVICE_UNAVAILABLE, "{}", reply.text());
        submits.submit(seeing, &other, &newest).await;

        blind.to_database().set(Mode::Pass);
        agree(bed, &submits, &other, 700, SOON).await;
        saves.saved_soon(blind, &one, sheet(bed, &one, 6, 4)).await;
        saves.submit(blind, &one, &sheet(bed, &one, 8, 5)).await;
        agree(bed, &saves, &one, 800, SOON).await;
    });
}
