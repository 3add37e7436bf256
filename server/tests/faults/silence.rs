//! PostgreSQL falls silent: connections stay open and get no reply. Once it speaks again, or replies on new connections
//! only, everything goes on by itself.

use crate::bed::{Bed, run, until};
use crate::common::Database;
use crate::common::contest::{Arranged, rules};
use crate::contestants::{Person, people, sheet};
use crate::ledger::{SOON, agree, row, rows};
use crate::proxy::Mode;
use contest_core::wire::attempts::OpenAttempt;
use contest_core::wire::paths;
use futures_util::future::join_all;
use reqwest::StatusCode;
use sea_orm::ActiveModelTrait;
use sea_orm::ActiveValue::{Set, Unchanged};
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::db::entities::attempt::ClosedBy;
use thiluat::db::entities::round;

/// How soon after healing everything must be right again.
const RECOVERY: Duration = Duration::from_secs(30);
/// Long enough for the sweep, the recorder and every pool to notice.
const SILENCE: Duration = Duration::from_secs(8);

/// By when the page of an attempt is there though Redis is not.
const SOON_ENOUGH_TO_READ: Duration = Duration::from_secs(1);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Healing {
    /// What was held up goes on, as when a network comes back.
    OldConnectionsGoOn,
    /// As when a machine was replaced, or a firewall has forgotten the connections: nobody is notified.
    OldConnectionsStayDead,
}

fn heal(bed: &Bed, healing: Healing) {
    for server in &bed.servers {
        match healing {
            Healing::OldConnectionsGoOn => server.to_database().set(Mode::Pass),
            Healing::OldConnectionsStayDead => server.to_database().heal_for_new_connections(),
        }
    }
}

/// Returns the title of the only round, as a server shows it to the public.
async fn told_title(bed: &Bed, person: &Person, arranged: &Arranged) -> Result<String, String> {
    let reply = person.get(bed.first(), &paths::contest(&arranged.slug)).await?;
    if !reply.status.is_success() {
        return Err(reply.text());
    }
    let contest: serde_json::Value = reply.ok();
    Ok(contest["rounds"][0]["title"].to_string())
}

async fn postgres_falls_silent(bed: &Bed, healing: Healing) {
    let arranged = bed.arrange(rules()).await;
    let people = people(bed, &arranged, 12).await;
    let (submitting, overdue) = people.split_at(8);
    let opened = join_all(
        people
            .iter()
            .map(|person| person.start(bed.first(), arranged.round)),
    )
    .await;
    for (person, open) in overdue.iter().zip(&opened[8..]) {
        person.saved(bed.first(), open, sheet(bed, open, 2, 1)).await;
    }
    for server in &bed.servers {
        server.to_database().set(Mode::Blackhole);
    }
    let submit = |(n, (person, open)): (usize, (&Person, &OpenAttempt))| {
        let (person, open) = (person.clone(), open.clone());
        async move {
            person
                .submit(&bed.servers[n % 2], &open, &sheet(bed, &open, 5, 1))
                .await
        }
    };
    let accepted = join_all(submitting.iter().zip(&opened).enumerate().map(submit)).await;
    // Four contestants run out of time meanwhile, and the organisers change something.
    bed.clock
        .advance(opened[0].deadline.0 - bed.clock.now().0 + OVER_AFTER_MS + 1_000);
    let renamed = round::ActiveModel {
        id: Unchanged(arranged.round),
        title: Set("Vòng đã đổi tên".into()),
        ..Default::default()
    };
    renamed.update(&bed.db).await.expect("renamed");
    tokio::time::sleep(SILENCE).await;
    assert_eq!(rows(bed, arranged.round).await.len(), 0, "the silence is one");

    heal(bed, healing);
    let announce = redis::cmd("PUBLISH").arg("tl:changes").arg("").clone();
    announce
        .query_async::<i64>(&mut bed.redis().await)
        .await
        .expect("announced");
    let recovered = async {
        let receipts = submitting
            .iter()
            .zip(&opened)
            .enumerate()
            .map(|(n, (person, open))| {
                let server = &bed.servers[(n + 1) % 2];
                async move { person.receipt(server, open.attempt, RECOVERY).await }
            });
        for (receipt, accepted) in join_all(receipts).await.iter().zip(&accepted) {
            assert_eq!(
                receipt.closed_at, accepted.closed_at,
                "the time told with the 202"
            );
            assert_eq!(receipt.score.points, 500);
        }
    };
    let swept = until(RECOVERY, "overdue attempts are recorded", async || {
        for open in &opened[8..] {
            let row = row(bed, open.attempt).await.ok_or("not yet")?;
            assert_eq!((row.points, row.closed_by), (200, ClosedBy::Deadline));
        }
        Ok(())
    });
    let reloaded = until(RECOVERY, "the change of the round is known", async || {
        let title = told_title(bed, &people[0], &arranged).await?;
        if title.contains("đổi tên") {
            Ok(())
        } else {
            Err(title)
        }
    });
    futures_util::future::join3(recovered, swept, reloaded).await;
    // New people can play at once.
    let late = crate::contestants::person(bed, &arranged).await;
    let open = late.start(bed.first(), arranged.round).await;
    late.submit(bed.other(), &open, &sheet(bed, &open, 8, 1)).await;
    crate::ledger::agree(bed, &late, &open, 800, RECOVERY).await;
}

#[test]
fn and_its_connections_go_on() {
    run(Database::Postgres, async |bed: &Bed| {
        postgres_falls_silent(bed, Healing::OldConnectionsGoOn).await;
    });
}

#[test]
fn and_its_connections_stay_dead() {
    run(Database::Postgres, async |bed: &Bed| {
        postgres_falls_silent(bed, Healing::OldConnectionsStayDead).await;
    });
}

/// Redis is replaced, or a firewall has forgotten the connections: nobody is notified, and new ones work.
#[test]
fn redis_answers_new_connections_only() {
    run(Database::Postgres, async |bed: &Bed| {
        let arranged = bed.arrange(rules()).await;
        let [first, second] = people(bed, &arranged, 2).await.try_into().ok().expect("two");
        let open = first.start(bed.first(), arranged.round).await;
        for server in &bed.servers {
            server.to_redis().set(Mode::Blackhole);
        }
        // A page that would bring the paper does not wait for it: the program shows what becomes of it.
        let address = ["/thi/", &arranged.slug, "/lam-bai/", &arranged.round.to_string()].concat();
        let since = std::time::Instant::now();
        let page = first.get(bed.first(), &address).await.expect("the page");
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains("first-answer"), "{}", page.text());
        assert!(since.elapsed() < SOON_ENOUGH_TO_READ, "{:?}", since.elapsed());
        tokio::time::sleep(SILENCE).await;
        for server in &bed.servers {
            server.to_redis().heal_for_new_connections();
        }
        let since = std::time::Instant::now();
        first
            .saved_soon(bed.first(), &open, sheet(bed, &open, 4, 1))
            .await;
        second.start(bed.other(), arranged.round).await;
        assert!(since.elapsed() < RECOVERY, "{:?}", since.elapsed());
        first.submit(bed.other(), &open, &sheet(bed, &open, 6, 2)).await;
        agree(bed, &first, &open, 600, SOON).await;
    });
}
