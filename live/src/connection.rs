//! A connection to Redis: a single server or a Redis Cluster. The rest of `live/` does not see the difference.

use arc_swap::ArcSwap;
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
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// How long Redis may take to reply, retries included.
const PATIENCE: Duration = Duration::from_secs(2);
/// Margin that lets the driver's own limit fire first.
const A_MOMENT: Duration = Duration::from_millis(200);
/// If a reply is late and nothing at all was heard for this long, the connection is considered dead.
const SILENCE: Duration = Duration::from_secs(2);
/// Commands in flight at once: as many as a surge of requests brings.
const PIPELINE: usize = 1_024;

/// Where Redis is; makes connections.
#[derive(Clone)]
pub(crate) struct Redis {
    address: Address,
    nodes: Arc<[ConnectionInfo]>,
    /// The node last chosen for listening to changes.
    heard: Arc<AtomicUsize>,
}

#[derive(Clone)]
enum Address {
    One(Client),
    Cluster(Box<ClusterClient>),
}

/// Cheap to clone. All clones share their sockets, which belong to the runtime that used them first.
///
/// A replaced machine, or a firewall that has forgotten a connection, sends no notice: the driver keeps using its
/// sockets until something ends them. When nothing was heard for as long as a reply may take, new sockets are opened;
/// whatever the old ones still hold back is discarded with them.
#[derive(Clone)]
pub(crate) struct Connection {
    redis: Redis,
    current: Arc<ArcSwap<Opened>>,
}

struct Opened {
    link: Link,
    since: Instant,
    /// When Redis last sent anything, in milliseconds since this was opened.
    heard: AtomicU64,
}

#[derive(Clone)]
enum Link {
    One(ConnectionManager),
    Cluster(ClusterConnection),
}

impl Opened {
    fn new(link: Link) -> Arc<Opened> {
        Arc::new(Opened {
            link,
            since: Instant::now(),
            heard: AtomicU64::new(0),
        })
    }

    fn age_ms(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn is_silent(&self) -> bool {
        let silent_ms = self.age_ms().saturating_sub(self.heard.load(Ordering::Relaxed));
        Duration::from_millis(silent_ms) >= SILENCE
    }
}

impl Redis {
    /// One address means a single Redis; several, separated by commas, are nodes of a cluster.
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
                // For a command that met a failing node or a moved slot: retry soon, but not for long.
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

    /// Connects now; fails if Redis cannot be reached.
    pub(crate) async fn connect(&self) -> RedisResult<Connection> {
        let link = match &self.address {
            Address::One(client) => {
                let manager = ConnectionManager::new_with_config(client.clone(), manager_settings());
                Link::One(manager.await?)
            }
            Address::Cluster(client) => Link::Cluster(client.get_async_connection().await?),
        };
        Ok(self.connection(link))
    }

    /// Connects on first use, on the runtime that calls this.
    pub(crate) fn connect_lazily(&self) -> RedisResult<Connection> {
        Ok(self.connection(self.link_lazily()?))
    }

    fn connection(&self, link: Link) -> Connection {
        Connection {
            redis: self.clone(),
            current: Arc::new(ArcSwap::new(Opened::new(link))),
        }
    }

    fn link_lazily(&self) -> RedisResult<Link> {
        Ok(match &self.address {
            Address::One(client) => {
                let manager = ConnectionManager::new_lazy_with_config(client.clone(), manager_settings());
                Link::One(manager?)
            }
            Address::Cluster(client) => {
                Link::Cluster(client.get_pending_async_connection_with_config(ClusterConfig::new()))
            }
        })
    }

    /// Subscribes to a channel. The nodes of a cluster forward everything to each other, so any of them will do; after
    /// one fails, the next is tried.
    pub(crate) async fn hear(&self, channel: &str) -> RedisResult<PubSub> {
        let tries = self.heard.fetch_add(1, Ordering::Relaxed);
        let node = self.nodes[tries % self.nodes.len()].clone();
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
    /// Waits for a reply on the current sockets.
    async fn ask<T>(&self, question: impl AsyncFnOnce(Link) -> RedisResult<T>) -> RedisResult<T> {
        let opened = self.current.load_full();
        // The driver's own limit covers the reply only, not the connection that a call may have to wait for.
        let answer = tokio::time::timeout(PATIENCE + A_MOMENT, question(opened.link.clone()))
            .await
            .unwrap_or_else(|_elapsed| Err(io::Error::from(io::ErrorKind::TimedOut).into()));
        match &answer {
            Err(error) if error.is_timeout() => self.replace_if_silent(&opened),
            Err(error) if error.is_io_error() => {}
            _ => opened.heard.store(opened.age_ms(), Ordering::Relaxed),
        }
        answer
    }

    fn replace_if_silent(&self, silent: &Arc<Opened>) {
        if !silent.is_silent() || !Arc::ptr_eq(&self.current.load(), silent) {
            return;
        }
        // This does not connect yet.
        let Ok(link) = self.redis.link_lazily() else {
            return;
        };
        let before = self.current.compare_and_swap(silent, Opened::new(link));
        if Arc::ptr_eq(&before, silent) {
            tracing::warn!("Redis is silent: new connections are made");
        }
    }

    /// Fails if no master replies.
    pub(crate) async fn ping(&self) -> RedisResult<()> {
        let ping = redis::cmd("PING");
        self.ask(async |mut link| match &mut link {
            Link::One(manager) => ping.query_async::<String>(manager).await.map(drop),
            Link::Cluster(cluster) => {
                let any = (
                    MultipleNodeRoutingInfo::AllMasters,
                    Some(ResponsePolicy::OneSucceeded),
                );
                cluster
                    .route_command(ping, RoutingInfo::MultiNode(any))
                    .await
                    .map(drop)
            }
        })
        .await
    }

    /// Returns the reply to `TIME` of every master, in seconds and microseconds, with its address.
    pub(crate) async fn clocks(&self) -> RedisResult<Vec<(String, (i64, i64))>> {
        self.ask_masters(&redis::cmd("TIME")).await
    }

    /// Returns the reply of every master with its address; a single server has none.
    pub(crate) async fn ask_masters<T: FromRedisValue>(
        &self,
        question: &Cmd,
    ) -> RedisResult<Vec<(String, T)>> {
        self.ask(async |mut link| match &mut link {
            Link::One(manager) => Ok(vec![(String::new(), question.query_async(manager).await?)]),
            Link::Cluster(cluster) => {
                let all = (MultipleNodeRoutingInfo::AllMasters, None);
                let mut answered = cluster
                    .route_command(question.clone(), RoutingInfo::MultiNode(all))
                    .await;
                // One unreachable master fails the reply of all of them: ask any single one instead.
                if answered.is_err() {
                    let any = RoutingInfo::SingleNode(SingleNodeRoutingInfo::Random);
                    let one = cluster.route_command(question.clone(), any).await?;
                    answered = Ok(Value::Map(vec![(Value::BulkString(Vec::new()), one)]));
                }
                let by_node = HashMap::<String, T>::from_redis_value(answered?)?;
                Ok(by_node.into_iter().collect())
            }
        })
        .await
    }

    /// Publishes through any reachable node: a channel's name belongs to no slot of the cluster.
    pub(crate) async fn publish(&self, channel: &str) -> RedisResult<()> {
        let mut publish = redis::cmd("PUBLISH");
        publish.arg(channel).arg("");
        self.ask(async |mut link| match &mut link {
            Link::One(manager) => publish.query_async::<i64>(manager).await.map(drop),
            Link::Cluster(cluster) => {
                let any = RoutingInfo::SingleNode(SingleNodeRoutingInfo::Random);
                cluster.route_command(publish, any).await.map(drop)
            }
        })
        .await
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

/// A machine that loses power sends no notice. Without these probes a silent connection would be trusted for hours, and
/// without the limit, unacknowledged data would keep it alive for a quarter of an hour. Unsent data is dropped on
/// close, because nobody waits for it.
fn tcp() -> TcpSettings {
    let probes = TcpKeepalive::new()
        .with_time(Duration::from_secs(5))
        .with_interval(Duration::from_secs(2))
        .with_retries(2);
    TcpSettings::default()
        .set_nodelay(true)
        .set_keepalive(probes)
        .set_user_timeout(Duration::from_secs(5))
        .set_linger_time(Duration::ZERO)
}

impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        Box::pin(self.ask(async |mut link| match &mut link {
            Link::One(manager) => manager.req_packed_command(cmd).await,
            Link::Cluster(cluster) => cluster.req_packed_command(cmd).await,
        }))
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        Box::pin(self.ask(async move |mut link| match &mut link {
            Link::One(manager) => manager.req_packed_commands(pipeline, offset, count).await,
            Link::Cluster(cluster) => cluster.req_packed_commands(pipeline, offset, count).await,
        }))
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
