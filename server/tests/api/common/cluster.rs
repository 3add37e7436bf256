//! One Redis Cluster for this test run. Tests do not disturb each other there: the ids of their rounds differ.

use private_stores::cluster::RedisCluster;
use std::sync::LazyLock;
use thiluat::state::State;

/// As `config.default.toml` recommends.
pub(crate) const SHARDS: u16 = 16;

static CLUSTER: LazyLock<RedisCluster> = LazyLock::new(|| RedisCluster::start().expect("a cluster"));

/// Whether the suite is to run on the cluster.
pub(crate) fn is_asked_for() -> bool {
    std::env::var("TEST_REDIS").is_ok_and(|redis| redis == "cluster")
}

/// Its addresses.
pub(crate) async fn shared() -> String {
    let started = tokio::task::spawn_blocking(|| CLUSTER.url());
    started.await.expect("the cluster")
}

/// Removes everything of this server's rounds.
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
                // A replica has the keys as well; it refuses, and its master removes them.
                let _refused: redis::RedisResult<()> =
                    redis::cmd("DEL").arg(key).query_async(&mut node).await;
            }
        }
    }
}
