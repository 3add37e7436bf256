//! Rewriting the append-only file of the private Redis, which grows with every save. By itself, Redis rewrites the file
//! whenever it has doubled, that is, in the middle of a round: its forked process then takes most of a core for
//! seconds. So rewrites are triggered while no attempt runs. (For an operator's own Redis, see
//! `deploy/thiluat-redis-rewrite@.timer`.)

use crate::Live;
use redis::RedisResult;

/// A file below this size (bytes) is short.
const SHORT: u64 = 64 << 20;
/// Multiples of the length after the last rewrite: from the first on, a rewrite is due while nobody plays; from the
/// second on, it cannot wait any longer.
const WORTH_IT: u64 = 2;
const TOO_LONG: u64 = 10;

/// Lengths in bytes: now, and after the last rewrite.
fn is_due(now: u64, before: u64, somebody_plays: bool) -> bool {
    let times = if somebody_plays { TOO_LONG } else { WORTH_IT };
    now >= before.max(SHORT) * times
}

impl Live {
    /// Starts a rewrite of the private Redis's file if it is due. Returns whether one was started.
    pub async fn shorten_file(&self, somebody_plays: bool) -> RedisResult<bool> {
        if self.child.is_none() {
            return Ok(false);
        }
        let mut info = redis::cmd("INFO");
        let text: String = info
            .arg("persistence")
            .query_async(&mut self.connection())
            .await?;
        let number = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
        };
        let (now, before) = (number("aof_current_size:"), number("aof_base_size:"));
        if number("aof_rewrite_in_progress:") == 1 || !is_due(now, before, somebody_plays) {
            return Ok(false);
        }
        let rewrite = redis::cmd("BGREWRITEAOF");
        rewrite.query_async::<String>(&mut self.connection()).await?;
        tracing::info!(
            bytes = now,
            "the append-only file of the private Redis is rewritten"
        );
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::redis_child::RedisChild;
    use std::time::{Duration, Instant};

    #[test]
    fn a_round_is_disturbed_only_for_a_very_long_file() {
        assert!(!is_due(100 << 20, 0, false), "short");
        assert!(is_due(130 << 20, 0, false));
        assert!(!is_due(130 << 20, 100 << 20, false), "hardly longer");
        assert!(is_due(210 << 20, 100 << 20, false));
        assert!(!is_due(900 << 20, 100 << 20, true));
        assert!(is_due(1_001 << 20, 100 << 20, true));
    }

    async fn length(live: &Live) -> u64 {
        let mut info = redis::cmd("INFO");
        let text: String = info
            .arg("persistence")
            .query_async(&mut live.connection())
            .await
            .expect("INFO");
        let line = text
            .lines()
            .find_map(|line| line.strip_prefix("aof_current_size:"));
        line.expect("a length").parse().expect("a number")
    }

    #[tokio::test]
    async fn what_was_overwritten_leaves_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let child = RedisChild::start(folder.path()).await.expect("redis-server");
        let address = child.address.clone();
        let live = Live::open(&address, 1, Some(child)).await.expect("Redis");
        assert!(!live.shorten_file(false).await.expect("Redis"));
        let text = "x".repeat(1 << 20);
        for _ in 0..130 {
            let mut set = redis::cmd("SET");
            set.arg("key").arg(&text);
            set.query_async::<()>(&mut live.connection()).await.expect("SET");
        }
        let long = length(&live).await;
        assert!(long > 130 << 20, "{long}: Redis has not done it by itself");
        assert!(!live.shorten_file(true).await.expect("Redis"));
        assert!(live.shorten_file(false).await.expect("Redis"));
        let end = Instant::now() + Duration::from_secs(20);
        while length(&live).await > 2 << 20 {
            assert!(Instant::now() < end, "the file is as long as before");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
