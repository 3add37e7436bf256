//! Redis's time, which every server compares with its own clock.

use super::Live;
use contest_core::time::Millis;
use redis::RedisResult;

impl Live {
    /// Returns the clocks of all reachable masters with their addresses; a single server has no address.
    pub async fn clocks(&self) -> RedisResult<Vec<(String, Millis)>> {
        let clocks = self.connection().clocks().await?;
        let millis = |(seconds, micros): (i64, i64)| Millis(seconds * 1_000 + micros / 1_000);
        Ok(clocks
            .into_iter()
            .map(|(node, time)| (node, millis(time)))
            .collect())
    }
}
