//! Programs that never outlive their owner, and the private `redis-server` among them: that of a server without
//! `redis_url`, and those of tests and measurements. Nothing here knows what is kept in Redis.
//!
//! Everything blocks: call it from a thread of its own or from `spawn_blocking`.

mod held;
pub mod redis_server;

pub use held::{End, Lifeline};

use std::io;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Polls until `yes` returns true: for what has no event to wait for.
pub fn wait_until(what: &str, mut yes: impl FnMut() -> bool) -> io::Result<()> {
    let end = Instant::now() + Duration::from_secs(20);
    while !yes() {
        if Instant::now() > end {
            return Err(io::Error::other(format!(
                "{what} did not happen within 20 seconds"
            )));
        }
        sleep(Duration::from_millis(10));
    }
    Ok(())
}
