//! The counters of the waiting rooms: how many places were given, and how many people were called.

use crate::{Live, keys};
use redis::RedisResult;

pub struct Counters {
    pub called: u64,
    pub given: u64,
}

impl Live {
    /// Gives the next place of a room's queue.
    pub async fn take_place(&self, room: &str) -> RedisResult<u64> {
        let mut take = redis::cmd("HINCRBY");
        take.arg(keys::queue(room)).arg("given").arg(1);
        take.query_async(&mut self.connection()).await
    }

    /// Calls the next `count` people and answers the counters after that.
    pub async fn call_places(&self, room: &str, count: u64) -> RedisResult<Counters> {
        let mut call = redis::cmd("FCALL");
        call.arg("tl_call").arg(1).arg(keys::queue(room)).arg(count);
        let (called, given) = redis::from_redis_value(self.function(&call).await?)?;
        Ok(Counters { called, given })
    }
}
