//! A connection to Redis: one server, or a Redis Cluster. The rest of `live/` does not see the difference.

use redis::aio::{ConnectionLike, ConnectionManager, ConnectionManagerConfig, PubSub};
use redis::cluster::{ClusterClient, ClusterConfig};
use redis::cluster_async::ClusterConnection;
use redis::cluster_routing::{MultipleNodeRoutingInfo, ResponsePolicy, RoutingInfo, SingleNodeRoutingInfo};
use redis::io::tcp::{TcpSettings, socket2::TcpKeepalive};
use redis::{
    Client, Cmd, ConnectionInfo, FromRedisValue, IntoConnectionInfo, Pipeline, RedisFuture, RedisResult,
    Value,
};
use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// How long Redis may take to answer, repetitions included.
const PATIENCE: Duration = Duration::from_secs(2);
/// Commands on their way at once: as many as a surge of requests brings.
const PIPELINE: usize = 1_024;

/// Where Redis is. Makes connections.
#[derive(Clone)]
pub(crate) struct Redis {
    address: Address,
    nodes: Arc<[ConnectionInfo]>,
    /// The node that was asked last to pass changes on.
    heard: Arc<AtomicUsize>,
}

#[derive(Clone)]
enum Address {
    One(Client),
    Cluster(Box<ClusterClient>),
}

/// Cheap to clone; all clones share their sockets, which belong to the runtime that used them first.
#[derive(Clone)]
pub(crate) enum Connection {
    One(ConnectionManager),
    Cluster(ClusterConnection),
}

impl Redis {
    /// One address means one server; several, separated by commas, are nodes of a cluster.
    pub(crate) fn at(addresses: &str) -> RedisResult<Redis> {
        let nodes = addresses
            .split(',')
            .map(str::trim)
            .filter(|node| !node.is_empty());
        let nodes: Vec<ConnectionInfo> = nodes
            .map(|node| Ok(node.into_connection_info()?.set_tcp_settings(tcp())))
            .collect::<RedisResult<_>>()?;
        let address = if addresses.contains(',') {
            let client = ClusterClient::builder(nodes.iter().cloned())
                .connection_timeout(PATIENCE)
                .response_timeout(PATIENCE)
                .tcp_settings(tcp())
                // A command that met a failing node or a moved slot: soon again, but not for long.
                .retries(4)
                .min_retry_wait(30)
                .max_retry_wait(300);
            Address::Cluster(Box::new(client.build()?))
        } else {
            Address::One(Client::open(
                addresses.trim().into_connection_info()?.set_tcp_settings(tcp()),
            )?)
        };
        Ok(Redis {
            address,
            nodes: nodes.into(),
            heard: Arc::default(),
        })
    }

    /// Connects now: an error if Redis is not there.
    pub(crate) async fn connect(&self) -> RedisResult<Connection> {
        Ok(match &self.address {
            Address::One(client) => {
                let manager = ConnectionManager::new_with_config(client.clone(), manager_settings());
                Connection::One(manager.await?)
            }
            Address::Cluster(client) => Connection::Cluster(client.get_async_connection().await?),
        })
    }

    /// Connects when it is first used, on the runtime that calls this.
    pub(crate) fn connect_lazily(&self) -> RedisResult<Connection> {
        Ok(match &self.address {
            Address::One(client) => {
                let manager = ConnectionManager::new_lazy_with_config(client.clone(), manager_settings());
                Connection::One(manager?)
            }
            Address::Cluster(client) => {
                Connection::Cluster(client.get_pending_async_connection_with_config(ClusterConfig::new()))
            }
        })
    }

    /// Hears what is published on a channel. The nodes of a cluster pass everything on to each other: any will do,
    /// and after one has failed it is another's turn.
    pub(crate) async fn hear(&self, channel: &str) -> RedisResult<PubSub> {
        let turn = self.heard.fetch_add(1, Ordering::Relaxed);
        let node = self.nodes[turn % self.nodes.len()].clone();
        let connecting = async {
            let mut heard = Client::open(node)?.get_async_pubsub().await?;
            heard.subscribe(channel).await?;
            Ok(heard)
        };
        let gave_up = |_elapsed| redis::RedisError::from((redis::ErrorKind::Io, "no answer in time"));
        tokio::time::timeout(PATIENCE, connecting)
            .await
            .map_err(gave_up)?
    }
}

impl Connection {
    /// An error if no master answers.
    pub(crate) async fn ping(&mut self) -> RedisResult<()> {
        let ping = redis::cmd("PING");
        match self {
            Connection::One(manager) => ping.query_async::<String>(manager).await.map(drop),
            Connection::Cluster(cluster) => {
                let any = (
                    MultipleNodeRoutingInfo::AllMasters,
                    Some(ResponsePolicy::OneSucceeded),
                );
                cluster
                    .route_command(ping, RoutingInfo::MultiNode(any))
                    .await
                    .map(drop)
            }
        }
    }

    /// What `TIME` answers: seconds and microseconds of every master, by its address.
    pub(crate) async fn clocks(&mut self) -> RedisResult<Vec<(String, (i64, i64))>> {
        self.ask_masters(&redis::cmd("TIME")).await
    }

    /// What every master answers, by its address; a single server has none.
    pub(crate) async fn ask_masters<T: FromRedisValue>(
        &mut self,
        question: &Cmd,
    ) -> RedisResult<Vec<(String, T)>> {
        match self {
            Connection::One(manager) => Ok(vec![(String::new(), question.query_async(manager).await?)]),
            Connection::Cluster(cluster) => {
                let all = (MultipleNodeRoutingInfo::AllMasters, None);
                let mut answered = cluster
                    .route_command(question.clone(), RoutingInfo::MultiNode(all))
                    .await;
                // One that is away spoils the answer of all: then any.
                if answered.is_err() {
                    let any = RoutingInfo::SingleNode(SingleNodeRoutingInfo::Random);
                    let one = cluster.route_command(question.clone(), any).await?;
                    answered = Ok(Value::Map(vec![(Value::BulkString(Vec::new()), one)]));
                }
                let by_node = HashMap::<String, T>::from_redis_value(answered?)?;
                Ok(by_node.into_iter().collect())
            }
        }
    }

    /// Publishes through whichever node can be reached: the name of a channel has no place in the cluster.
    pub(crate) async fn publish(&mut self, channel: &str) -> RedisResult<()> {
        let mut publish = redis::cmd("PUBLISH");
        publish.arg(channel).arg("");
        match self {
            Connection::One(manager) => publish.query_async::<i64>(manager).await.map(drop),
            Connection::Cluster(cluster) => {
                let any = RoutingInfo::SingleNode(SingleNodeRoutingInfo::Random);
                cluster.route_command(publish, any).await.map(drop)
            }
        }
    }
}

fn manager_settings() -> ConnectionManagerConfig {
    ConnectionManagerConfig::new()
        .set_response_timeout(Some(PATIENCE))
        .set_connection_timeout(Some(PATIENCE))
        .set_pipeline_buffer_size(PIPELINE)
        .set_number_of_retries(2)
        .set_max_delay(Duration::from_millis(500))
}

/// A machine that has lost its power does not say so: without these probes a silent connection is believed for hours.
fn tcp() -> TcpSettings {
    let probes = TcpKeepalive::new()
        .with_time(Duration::from_secs(5))
        .with_interval(Duration::from_secs(2))
        .with_retries(2);
    TcpSettings::default().set_nodelay(true).set_keepalive(probes)
}

impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        match self {
            Connection::One(manager) => manager.req_packed_command(cmd),
            Connection::Cluster(cluster) => cluster.req_packed_command(cmd),
        }
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        match self {
            Connection::One(manager) => manager.req_packed_commands(pipeline, offset, count),
            Connection::Cluster(cluster) => cluster.req_packed_commands(pipeline, offset, count),
        }
    }

    fn get_db(&self) -> i64 {
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_addresses_is_a_cluster() {
        let is_cluster =
            |addresses| Redis::at(addresses).map(|redis| matches!(redis.address, Address::Cluster(_)));
        assert_eq!(is_cluster("redis://127.0.0.1:1"), Ok(false));
        assert_eq!(is_cluster("unix:///tmp/redis.sock"), Ok(false));
        assert_eq!(is_cluster("redis://127.0.0.1:1, redis://127.0.0.1:2"), Ok(true));
        assert_eq!(is_cluster("redis://127.0.0.1:1,"), Ok(true));
        assert!(is_cluster("nowhere").is_err());
    }
}
