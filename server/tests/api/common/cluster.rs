//! One Redis Cluster for the whole test run. Tests do not disturb each other there, because the ids of their rounds
//! differ.

use private_stores::cluster::RedisCluster;
use std::sync::LazyLock;
use thiluat::state::State;

/// The number that `config.default.toml` recommends.
pub(crate) const SHARDS: u16 = 16;

static CLUSTER: LazyLock<RedisCluster> = LazyLock::new(|| RedisCluster::start().expect("a cluster"));

/// Returns whether the suite is to run on the cluster.
pub(crate) fn is_asked_for() -> bool {
    std::env::var("TEST_REDIS").is_ok_and(|redis| redis == "cluster")
}

/// Returns the addresses of the cluster.
pub(crate) async fn shared() -> String {
    let started = tokio::task::spawn_blocking(|| CLUSTER.url());
    started.await.expect("the cluster")
}

/// Removes all rounds of this server.
pub(crate) async fn wipe(state: &State) {
    let rounds: Vec<String> = state
        .contests
        .catalog()
        .rounds()
        .map(|round| round.id.0.simple().to_string())
        .collect();
    for url in shared().await.split(',') {
        let client = redis::Client::open(url).expect("a node");
        let mut node = client.get_multiplexed_async_connection().await.expect("a node");
        for round in &rounds {
            let keys: Vec<String> = redis::cmd("KEYS")
                .arg(format!("tl:{{{round}.*"))
                .query_async(&mut node)
                .await
                .expect("keys");
            for key in keys {
                // A replica has the keys as well. It refuses to delete, and its master deletes them.
                let _refused: redis::RedisResult<()> =
                    redis::cmd("DEL").arg(key).query_async(&mut node).await;
            }
        }
    }
}
