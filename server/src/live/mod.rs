//! Redis: the live state of rounds. Nothing outside this folder knows a key or a command.
//!
//! Everything here can be rebuilt from the database ([`rebuild`]) and from signed tickets; what the calls mean is
//! written at the functions in `functions.lua`.

pub mod calls;
pub mod keys;
pub mod read;
pub mod rebuild;
pub mod redis_child;

use contest_core::ids::{AccountId, RoundId};
use keys::Shard;
use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{RedisError, RedisResult};
use std::sync::Arc;
use std::time::Duration;

/// The function library. `FUNCTION LOAD REPLACE` at every start: the newest server's functions count.
const LIBRARY: &str = include_str!("functions.lua");

/// A handle on Redis. Cheap to clone; all clones share one multiplexed connection.
#[derive(Clone)]
pub struct Live {
    connection: ConnectionManager,
    client: redis::Client,
    shards: u16,
    /// The private child, if there is one: ended when the last handle goes.
    _child: Option<Arc<redis_child::RedisChild>>,
}

impl Live {
    pub async fn open(
        address: &str,
        shards: u16,
        child: Option<redis_child::RedisChild>,
    ) -> RedisResult<Live> {
        let client = redis::Client::open(address)?;
        let settings = ConnectionManagerConfig::new()
            .set_response_timeout(Some(Duration::from_secs(2)))
            .set_connection_timeout(Some(Duration::from_secs(2)))
            .set_pipeline_buffer_size(1_024)
            .set_number_of_retries(2)
            .set_max_delay(Duration::from_millis(500));
        let connection = ConnectionManager::new_with_config(client.clone(), settings).await?;
        let live = Live {
            connection,
            client,
            shards: shards.max(1),
            _child: child.map(Arc::new),
        };
        live.load_functions().await?;
        Ok(live)
    }

    async fn load_functions(&self) -> RedisResult<()> {
        let mut load = redis::cmd("FUNCTION");
        load.arg("LOAD").arg("REPLACE").arg(LIBRARY);
        load.query_async::<String>(&mut self.connection()).await.map(drop)
    }

    fn connection(&self) -> ConnectionManager {
        self.connection.clone()
    }

    pub fn shard_of(&self, round: RoundId, account: AccountId) -> Shard {
        Shard::of(round, account, self.shards)
    }

    pub fn shards_of(&self, round: RoundId) -> impl Iterator<Item = Shard> + use<> {
        (0..self.shards).map(move |shard| Shard { round, shard })
    }

    /// A round trip, for the readiness probe.
    pub async fn ping(&self) -> RedisResult<()> {
        redis::cmd("PING")
            .query_async::<String>(&mut self.connection())
            .await
            .map(drop)
    }

    /// Tells the other nodes that contests or accounts have changed.
    pub async fn announce_change(&self) -> RedisResult<()> {
        let mut publish = redis::cmd("PUBLISH");
        publish.arg(keys::CHANGES).arg("");
        publish.query_async::<i64>(&mut self.connection()).await.map(drop)
    }

    /// A connection of its own that hears [`Live::announce_change`] of every node.
    pub async fn hear_changes(&self) -> RedisResult<redis::aio::PubSub> {
        let mut heard = self.client.get_async_pubsub().await?;
        heard.subscribe(keys::CHANGES).await?;
        Ok(heard)
    }

    /// Calls a function of the library; loads the library first if Redis has lost it.
    async fn function(&self, call: &redis::Cmd) -> RedisResult<redis::Value> {
        match call.query_async(&mut self.connection()).await {
            Err(error) if lost_library(&error) => {
                self.load_functions().await?;
                call.query_async(&mut self.connection()).await
            }
            other => other,
        }
    }
}

fn lost_library(error: &RedisError) -> bool {
    error.to_string().contains("Function not found")
}
