//! Kills a master of the cluster, or a server, while contestants play.

use crate::bed::{Bed, run};
use crate::common::cluster::SHARDS;
use crate::common::contest::Arranged;
use crate::common::places::{place_told, recomputed_places};
use crate::common::{Visitor, cluster};
use crate::contestants::{audit, boards_agree, play};
use contest_core::wire::attempts::{MyRoundInUnit, Receipt};
use contest_core::wire::paths;
use futures_util::future::join_all;
use live::read::Unsettled;
use private_stores::cluster::RedisCluster;
use std::collections::HashSet;
use std::time::{Duration, Instant};

/// How long everything may take to be right again.
const RECOVERY: Duration = Duration::from_secs(30);

async fn people(bed: &Bed, arranged: &Arranged, numbers: std::ops::RangeInclusive<u32>) -> Vec<Visitor> {
    join_all(numbers.map(|n| bed.app.contestant(arranged, n))).await
}

/// Lets all contestants play at once, each so many attempts, and runs `meanwhile` after a second.
async fn all_play<T>(
    bed: &Bed,
    arranged: &Arranged,
    people: &[Visitor],
    attempts: usize,
    meanwhile: impl Future<Output = T>,
) -> (Vec<Receipt>, T) {
    let playing = people.iter().enumerate().map(|(n, visitor)| async move {
        let mut receipts = Vec::new();
        for attempt in 0..attempts {
            receipts.push(play(bed, visitor, arranged.round, (n + attempt * 3) % 11).await);
            tokio::time::sleep(Duration::from_millis(700)).await;
        }
        receipts
    });
    let failing = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        meanwhile.await
    };
    let (receipts, outcome) = futures_util::future::join(join_all(playing), failing).await;
    (receipts.concat(), outcome)
}

fn some_key(arranged: &Arranged) -> String {
    format!("tl:{{{}.0}}:used", arranged.round.0.simple())
}

/// Kills the master of a key, and starts it again once its replica has taken over.
async fn kill_and_restart(redis: RedisCluster, key: String) -> RedisCluster {
    let both = move || {
        let killed = redis.kill_master_of(&key).expect("killed");
        redis.restart_once_replaced(killed, &key).expect("restarted");
        redis
    };
    tokio::task::spawn_blocking(both).await.expect("restarted")
}

#[test]
fn a_master_is_killed_while_contestants_play() {
    run(async {
        let redis = tokio::task::spawn_blocking(|| RedisCluster::start().expect("a cluster"));
        let redis = redis.await.expect("a cluster");
        let bed = Bed::with(&redis.url(), SHARDS).await;
        let arranged = bed.arrange().await;
        let people = people(&bed, &arranged, 1..=36).await;
        let kill = kill_and_restart(redis, some_key(&arranged));
        let (receipts, _redis) = all_play(&bed, &arranged, &people, 3, kill).await;
        assert_eq!(receipts.len(), 36 * 3);
        audit(&bed, &arranged, &receipts).await;
        boards_agree(&bed, &arranged, RECOVERY).await;
    });
}

#[test]
fn a_promoted_replica_that_lacks_receipted_attempts_gets_them_from_the_database() {
    run(async {
        let redis = tokio::task::spawn_blocking(|| RedisCluster::start().expect("a cluster"));
        let redis = redis.await.expect("a cluster");
        // With one shard, all of it is on the master that dies.
        let bed = Bed::with(&redis.url(), 1).await;
        let arranged = bed.arrange().await;
        let people = people(&bed, &arranged, 1..=10).await;
        let (mut receipts, ()) = all_play(&bed, &arranged, &people[..5], 1, async {}).await;
        redis.cut_replicas_of(&some_key(&arranged)).expect("cut");
        receipts.extend(all_play(&bed, &arranged, &people, 1, async {}).await.0);
        let killed = Instant::now();
        let _redis = kill_and_restart(redis, some_key(&arranged)).await;
        boards_agree(&bed, &arranged, RECOVERY).await;
        eprintln!(
            "boards complete {:?} after the master was killed",
            killed.elapsed()
        );
        audit(&bed, &arranged, &receipts).await;
        // The number of attempts used is known again, too, and so are the places: all play for one unit.
        let expected = recomputed_places(&bed.app.state.db.read, arranged.round).await;
        let mut places = HashSet::new();
        for (n, visitor) in people.iter().enumerate() {
            let told: MyRoundInUnit = visitor.get(&paths::my_round(arranged.round)).await.ok();
            let mine = &told.mine;
            assert_eq!(place_told(&told), mine.rank.map(|rank| (rank, 10)));
            places.extend(place_told(&told));
            assert_eq!(
                (mine.attempts_used, mine.open_attempt),
                (if n < 5 { 2 } else { 1 }, None)
            );
        }
        assert_eq!(places, expected.into_values().collect());
    });
}

#[test]
fn a_server_is_killed_while_contestants_play() {
    run(async {
        let bed = Bed::with(&cluster::shared().await, SHARDS).await;
        let arranged = bed.arrange().await;
        let people = people(&bed, &arranged, 1..=24).await;
        let kill = async { bed.servers[0].process.kill().expect("killed") };
        let (receipts, ()) = all_play(&bed, &arranged, &people, 3, kill).await;
        assert_eq!(receipts.len(), 24 * 3);
        audit(&bed, &arranged, &receipts).await;
        boards_agree(&bed, &arranged, RECOVERY).await;
        // The other server has recorded what the dead one had closed but not recorded.
        let unsettled = bed.app.state.live.unsettled(arranged.round).await;
        assert_eq!(unsettled.expect("Redis"), Unsettled::default());
    });
}
