//! The counters of the waiting rooms (queue positions given, people called) and, where a room remembers people, who
//! holds which position.

use crate::{Live, keys};
use redis::RedisResult;

pub struct Counters {
    pub called: u64,
    pub given: u64,
}

impl Live {
    /// Returns a position in a room's queue. If the room remembers people, a `person` who holds a position gets it
    /// again. Positions up to `past` no longer count.
    pub async fn take_position(&self, room: &str, person: Option<&[u8]>, past: u64) -> RedisResult<u64> {
        let mut take = call("tl_take_place", room);
        take.arg(person.unwrap_or_default()).arg(past);
        let (number,) = redis::from_redis_value(self.function(&take).await?)?;
        Ok(number)
    }

    /// Calls the next `count` people, forgets the positions that are `past`, and returns the resulting counters.
    pub async fn call_next(&self, room: &str, count: u64, past: u64) -> RedisResult<Counters> {
        let mut calling = call("tl_call", room);
        calling.arg(count).arg(past);
        let (called, given) = redis::from_redis_value(self.function(&calling).await?)?;
        Ok(Counters { called, given })
    }
}

fn call(function: &str, room: &str) -> redis::Cmd {
    let mut call = redis::cmd("FCALL");
    call.arg(function)
        .arg(2)
        .arg(keys::queue(room))
        .arg(keys::positions(room));
    call
}
