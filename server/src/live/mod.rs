//! Redis: the live state of rounds. Nothing outside this folder knows a key or a command.
//!
//! Everything here can be rebuilt from the database ([`rebuild`]) and from signed tickets; what the calls mean is
//! written at the functions in `functions.lua`.

pub mod calls;
pub mod catch_up;
mod connection;
pub mod keys;
pub mod queue;
pub mod read;
pub mod rebuild;
pub mod redis_child;
mod shorten;

use connection::{Connection, Redis};
use contest_core::ids::{AccountId, RoundId};
use keys::Shard;
use redis::{RedisError, RedisResult};
use std::sync::Arc;

/// The function library. `FUNCTION LOAD REPLACE` at every start: the newest server's functions count.
const LIBRARY: &str = include_str!("functions.lua");

/// A handle on Redis. Cheap to clone; all clones share one multiplexed connection.
#[derive(Clone)]
pub struct Live {
    redis: Redis,
    connection: Connection,
    shards: u16,
    owed: Arc<catch_up::Owed>,
    /// The private child, if there is one: ended when the last handle goes.
    child: Option<Arc<redis_child::RedisChild>>,
}

impl Live {
    pub async fn open(
        addresses: &str,
        shards: u16,
        child: Option<redis_child::RedisChild>,
    ) -> RedisResult<Live> {
        let redis = Redis::at(addresses)?;
        let live = Live {
            connection: redis.connect().await?,
            redis,
            shards: shards.max(1),
            owed: Arc::default(),
            child: child.map(Arc::new),
        };
        live.load_functions().await?;
        Ok(live)
    }

    /// A handle with a connection of its own, for one thread: where several threads share a connection, each request
    /// wakes another one. Call it on the thread that is going to use it.
    pub fn for_worker(&self) -> Live {
        match self.redis.connect_lazily() {
            Ok(connection) => Live {
                connection,
                ..self.clone()
            },
            Err(error) => {
                tracing::warn!(%error, "a thread shares the connection of the others");
                self.clone()
            }
        }
    }

    /// On every master of a cluster; replicas get it from them.
    async fn load_functions(&self) -> RedisResult<()> {
        let mut load = redis::cmd("FUNCTION");
        load.arg("LOAD").arg("REPLACE").arg(LIBRARY);
        load.query_async::<String>(&mut self.connection()).await.map(drop)
    }

    fn connection(&self) -> Connection {
        self.connection.clone()
    }

    pub fn shard_of(&self, round: RoundId, account: AccountId) -> Shard {
        Shard::of(round, account, self.shards)
    }

    pub fn shards_of(&self, round: RoundId) -> impl Iterator<Item = Shard> + use<> {
        (0..self.shards).map(move |shard| Shard { round, shard })
    }

    /// A round trip, for the readiness probe. A cluster that has lost a master still serves everybody else's
    /// contestants: it fails only where no master answers.
    pub async fn ping(&self) -> RedisResult<()> {
        self.connection().ping().await
    }

    /// Tells the other nodes that contests or accounts have changed.
    pub async fn announce_change(&self) -> RedisResult<()> {
        self.connection().publish(keys::CHANGES).await
    }

    /// A connection of its own that hears [`Live::announce_change`] of every node. What is announced between two such
    /// connections is missed: read contests anew after each.
    pub async fn hear_changes(&self) -> RedisResult<redis::aio::PubSub> {
        self.redis.hear(keys::CHANGES).await
    }

    /// Calls a function of the library; loads the library first if Redis has lost it.
    async fn function(&self, call: &redis::Cmd) -> RedisResult<redis::Value> {
        match call.query_async(&mut self.connection()).await {
            Err(error) if lost_library(&error) => {
                // Where one master of a cluster is away, the others have it all the same.
                if let Err(error) = self.load_functions().await {
                    tracing::warn!(%error, "the function library is not everywhere");
                }
                call.query_async(&mut self.connection()).await
            }
            other => other,
        }
    }
}

fn lost_library(error: &RedisError) -> bool {
    error.to_string().contains("Function not found")
}
