//! One part of the cluster is dead, master and replica. Attempts on the other parts are recorded.

use crate::bed::{Bed, Store, until};
use crate::common::Database;
use crate::common::contest::{Arranged, rules};
use crate::contestants::{people, sheet};
use crate::ledger::rows;
use contest_core::ids::{AccountId, RoundId};
use contest_core::wire::paths;
use futures_util::future::join_all;
use private_stores::cluster::RedisCluster;
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use thiluat::clock_skew::OVER_AFTER_MS;
use thiluat::db::entities::attempt;

const PEOPLE: u32 = 48;
const SHARDS: u16 = 16;
const SOON: Duration = Duration::from_secs(30);

#[test]
fn a_dead_part_of_the_cluster_holds_up_nobody_else() {
    actix_web::rt::System::new().block_on(async {
        let cluster = tokio::task::spawn_blocking(|| Arc::new(RedisCluster::start().expect("a cluster")));
        let cluster = cluster.await.expect("a cluster");
        let bed = Box::pin(Bed::new(Database::Postgres, Store::Cluster(cluster.url()))).await;
        let test = Box::pin(part_dies(&bed, cluster.clone()));
        tokio::time::timeout(Duration::from_secs(200), test)
            .await
            .expect("the test ends in time");
        bed.end().await;
    });
}

async fn part_dies(bed: &Bed, cluster: Arc<RedisCluster>) {
    let arranged = bed.arrange(rules()).await;
    let second = bed
        .first()
        .app
        .arrange_for(arranged.organiser, arranged.judge, "cuoc-thi-khac", rules())
        .await;
    bed.reload().await;
    let players = people(bed, &arranged, PEOPLE).await;
    let others = people(bed, &second, PEOPLE).await;
    let playing = [(&arranged, &players), (&second, &others)];
    let mut deadline = 0;
    let mut papers = Vec::new();
    for (round, people) in playing {
        let opened = join_all(people.iter().map(|person| person.start(bed.first(), round.round))).await;
        for (person, open) in people.iter().zip(&opened) {
            person.saved(bed.other(), open, sheet(bed, open, 3, 1)).await;
            deadline = deadline.max(open.deadline.0);
            papers.push((round.round, person, paths::paper(open.attempt)));
        }
    }
    let key = format!("tl:{{{}.0}}:used", arranged.round.0.simple());
    let killing = (cluster.clone(), key.clone());
    let killed = tokio::task::spawn_blocking(move || killing.0.kill_all_masters_of(&killing.1));
    let killed = killed.await.expect("killed").expect("killed");

    let reached: HashSet<(RoundId, u16)> = reachable(&cluster, [&arranged, &second]).await;
    // A phone whose app was opened again asks for its paper without naming the round.
    let living = papers
        .iter()
        .filter(|(round, person, _)| reached.contains(&(*round, shard_of(person.account))));
    let asking = living.map(|(_, person, path)| {
        until(SOON, "a paper on a living master is found", async || {
            let reply = person.get(bed.first(), path).await?;
            match reply.status.is_success() {
                true => Ok(()),
                false => Err(reply.text()),
            }
        })
    });
    join_all(asking).await;

    bed.clock
        .advance(deadline - bed.clock.now().0 + OVER_AFTER_MS + 1_000);
    for (round, people) in playing {
        let expected: HashSet<AccountId> = people
            .iter()
            .map(|person| person.account)
            .filter(|account| reached.contains(&(round.round, shard_of(*account))))
            .collect();
        assert!(!expected.is_empty(), "some play on living masters");
        until(SOON, "whoever plays on living masters is recorded", async || {
            let rows: Vec<attempt::Model> = rows(bed, round.round).await;
            let recorded: HashSet<AccountId> = rows.iter().map(|row| row.account_id).collect();
            match expected.difference(&recorded).count() {
                0 => Ok(()),
                missing => Err(format!("{missing} of {} are missing", expected.len())),
            }
        })
        .await;
    }
    // The dead part comes back, and what was saved there is recorded.
    let restarting = cluster.clone();
    let restarted = tokio::task::spawn_blocking(move || restarting.restart(&killed));
    restarted.await.expect("restarted").expect("restarted");
    for (round, people) in playing {
        until(SOON * 2, "everybody is recorded", async || {
            match rows(bed, round.round).await.len() {
                all if all == people.len() => Ok(()),
                some => Err(format!("{some} of {}", people.len())),
            }
        })
        .await;
        let rows = rows(bed, round.round).await;
        let wrong = rows.iter().filter(|row| row.points != 300);
        let wrong: Vec<String> = wrong
            .map(|row| format!("{} revision {} {:?}", row.points, row.revision, row.closed_by))
            .collect();
        assert!(wrong.is_empty(), "not with what was saved: {wrong:?}");
    }
}

/// Returns the shard of a contestant, as `live/keys.rs` computes it.
fn shard_of(account: AccountId) -> u16 {
    let bytes = account.0.as_bytes();
    let tail = u32::from_be_bytes([bytes[12], bytes[13], bytes[14], bytes[15]]);
    (tail % u32::from(SHARDS)) as u16
}

/// Returns the shards whose master is alive.
async fn reachable(cluster: &RedisCluster, rounds: [&Arranged; 2]) -> HashSet<(RoundId, u16)> {
    let nodes = cluster.url().split(',').map(str::to_owned).collect::<Vec<_>>();
    let client = redis::cluster::ClusterClient::builder(nodes)
        .retries(1)
        .connection_timeout(Duration::from_secs(2))
        .response_timeout(Duration::from_secs(2))
        .build()
        .expect("a client");
    let mut connection = client.get_async_connection().await.expect("a cluster");
    let mut reached = HashSet::new();
    for round in rounds {
        for shard in 0..SHARDS {
            let key = format!("tl:{{{}.{shard}}}:due", round.round.0.simple());
            let asked = redis::cmd("EXISTS").arg(key).clone();
            if asked.query_async::<bool>(&mut connection).await.is_ok() {
                reached.insert((round.round, shard));
            }
        }
    }
    assert!(reached.len() < 2 * usize::from(SHARDS), "a part is dead");
    reached
}
