//! Redis: the live state of rounds. Nothing outside this crate knows a key or a command, and nothing in it knows the
//! database or the server.
//!
//! Redis decides when an attempt opens and closes, and which sheet counts. Everything here can be rebuilt from the
//! database. `functions.lua` documents each function.

pub mod board;
pub mod calls;
pub mod codes;
mod connection;
pub mod inspect;
pub mod keys;
pub mod known;
pub mod lock;
pub mod pace;
pub mod queue;
pub mod rank;
pub mod read;
pub mod redis_child;
mod reply;
mod shorten;
mod text;
mod time;
pub mod upkeep;

use connection::{Connection, Redis};
use contest_core::ids::{AccountId, RoundId};
use keys::Shard;
use redis::{RedisError, RedisResult};
use std::sync::Arc;

pub use redis::RedisError as Away;

/// The function library.
const LIBRARY: &str = include_str!("functions.lua");
/// Must equal `VERSION` in the library.
pub const VERSION: u32 = 12;

/// A handle on Redis. Cheap to clone; all clones share one multiplexed connection.
#[derive(Clone)]
pub struct Live {
    redis: Redis,
    connection: Connection,
    shards: u16,
    /// The private child process, if there is one; it ends with the last handle.
    child: Option<Arc<redis_child::RedisChild>>,
}

impl Live {
    /// Connects and loads the function library, unless a newer server has loaded its own. Fails if Redis holds the live
    /// state of servers that differ from this one.
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
            child: child.map(Arc::new),
        };
        live.agree_on_functions().await?;
        live.agree_on_shards().await?;
        Ok(live)
    }

    /// Returns a handle with its own connection for one thread: when threads share a connection, each request wakes
    /// another thread. Call this on the thread that will use it.
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

    async fn agree_on_functions(&self) -> RedisResult<()> {
        let loaded = self.functions().await?;
        if loaded.is_some_and(|loaded| loaded > VERSION) {
            return Err(refused(format!(
                "Redis has the functions of a newer server (version {}, this one knows {VERSION}): start that server's \
                 release",
                loaded.unwrap_or_default()
            )));
        }
        match self.load_functions().await {
            // The same version is already loaded, so the server can restart while memory is full.
            Err(error) if is_full(&error) && loaded == Some(VERSION) => Ok(()),
            other => other,
        }
    }

    /// A contestant's shard depends on the number of shards: with another number, every attempt would be looked up in
    /// the wrong place.
    async fn agree_on_shards(&self) -> RedisResult<()> {
        let shards = match self.agreed_shards().await? {
            Some(shards) => shards,
            None => self.propose_shards().await?,
        };
        if shards == self.shards {
            return Ok(());
        }
        Err(refused(format!(
            "Redis holds live state in {shards} shards, the setting is shards = {}: set it to {shards}; or, to change \
             it between rounds, stop every server, empty this Redis, and start them again",
            self.shards
        )))
    }

    /// When servers start at the same time, the first one decides.
    async fn propose_shards(&self) -> RedisResult<u16> {
        let mut pipe = redis::pipe();
        pipe.hset_nx(keys::SETTINGS, "shards", self.shards)
            .ignore()
            .hget(keys::SETTINGS, "shards");
        let (shards,) = pipe.query_async(&mut self.connection()).await?;
        Ok(shards)
    }

    /// Loads the library on every master of a cluster; replicas get it from them.
    async fn load_functions(&self) -> RedisResult<()> {
        let mut load = redis::cmd("FUNCTION");
        load.arg("LOAD").arg("REPLACE").arg(LIBRARY);
        load.query_async::<String>(&mut self.connection()).await.map(drop)
    }

    /// Ends the private child process, if there is one, and waits for it: no handle can be used any more. A process that
    /// ended without this would leave a Redis that runs on for a moment.
    pub async fn end(&self) {
        let Some(child) = self.child.clone() else {
            return;
        };
        if let Err(error) = tokio::task::spawn_blocking(move || child.end()).await {
            tracing::warn!(%error, "the private Redis could not be ended");
        }
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

    /// A round trip for the readiness probe. A cluster that has lost a master still serves the contestants of the
    /// others, so this fails only if no master replies.
    pub async fn ping(&self) -> RedisResult<()> {
        self.connection().ping().await
    }

    /// Tells the other servers that contests or accounts have changed.
    pub async fn announce_change(&self) -> RedisResult<()> {
        self.connection().publish(keys::CHANGES).await
    }

    /// Opens a dedicated connection that receives [`Live::announce_change`] from every server. Announcements between
    /// two such connections are missed: reload contests after each connect.
    pub async fn hear_changes(&self) -> RedisResult<redis::aio::PubSub> {
        self.redis.hear(keys::CHANGES).await
    }

    /// Calls a library function; loads the library first if Redis has lost it.
    async fn function(&self, call: &redis::Cmd) -> RedisResult<redis::Value> {
        match call.query_async(&mut self.connection()).await {
            Err(error) if lost_library(&error) => {
                // If one master of a cluster is away, the others get the library all the same. A newer server's
                // functions stay, even if they lack this one.
                let is_newer = |loaded: Option<u32>| loaded.is_some_and(|loaded| loaded > VERSION);
                if !self.functions().await.is_ok_and(is_newer)
                    && let Err(error) = Box::pin(self.load_functions()).await
                {
                    tracing::warn!(%error, "the function library is not everywhere");
                }
                call.query_async(&mut self.connection()).await
            }
            other => other,
        }
    }
}

const MISFIT: &str = "this server does not fit";

fn refused(why: String) -> RedisError {
    RedisError::from((redis::ErrorKind::InvalidClientConfig, MISFIT, why))
}

/// Returns the message of an error of [`Live::open`] if this server's configuration is at fault, not Redis.
pub fn misfit(error: &RedisError) -> Option<&str> {
    error
        .to_string()
        .starts_with(MISFIT)
        .then(|| error.detail())
        .flatten()
}

/// Returns whether Redis refused the command for lack of memory.
fn is_full(error: &RedisError) -> bool {
    error.code() == Some("OOM")
}

/// Redis has no dedicated error code for this: it is a plain `ERR`.
fn lost_library(error: &RedisError) -> bool {
    error.code() == Some("ERR")
        && error
            .detail()
            .is_some_and(|text| text.contains("Function not found"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_and_the_server_agree_on_its_version() {
        assert!(LIBRARY.contains(&format!("local VERSION = {VERSION}\n")));
    }
}
