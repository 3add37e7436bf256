//! Redis loses everything: measures how long a large board takes to be complete again.

use crate::staff::{StaffError, fetch};
use crate::target::Server;
use contest_core::ids::RoundId;
use contest_core::wire::boards::Board;
use contest_core::wire::paths;
use live::Live;
use redis::RedisResult;
use std::time::{Duration, Instant};

/// After this long, waiting is given up.
const PATIENCE: Duration = Duration::from_secs(900);
const STEP: Duration = Duration::from_millis(50);

/// The load test's own access to Redis, behind the server's back.
pub struct Wiping {
    client: redis::Client,
    live: Live,
}

impl Wiping {
    pub async fn open(url: &str) -> RedisResult<Wiping> {
        Ok(Wiping {
            client: redis::Client::open(url)?,
            live: Live::open(url, 1, None).await?,
        })
    }

    /// Returns how many bytes Redis uses.
    pub async fn memory(&self) -> RedisResult<u64> {
        let mut connection = self.client.get_multiplexed_async_connection().await?;
        let about: String = redis::cmd("INFO")
            .arg("memory")
            .query_async(&mut connection)
            .await?;
        let used = about.lines().find_map(|line| line.strip_prefix("used_memory:"));
        Ok(used.and_then(|used| used.trim().parse().ok()).unwrap_or_default())
    }

    /// Deletes everything.
    pub async fn wipe(&self) -> RedisResult<()> {
        let mut connection = self.client.get_multiplexed_async_connection().await?;
        redis::cmd("FLUSHALL").query_async(&mut connection).await
    }

    /// Waits until the round is built from the database, and then until its board shows at least this many people and
    /// attempts. Readers come meanwhile: the board is requested as a screen does. Returns `None` if that never happens.
    pub async fn whole(
        &self,
        server: &Server,
        round: RoundId,
        people: u64,
        attempts: u64,
    ) -> Result<Option<Duration>, StaffError> {
        let begun = Instant::now();
        let mut client = server.client();
        let path = paths::board(round);
        while begun.elapsed() < PATIENCE {
            let board = fetch::<Board>(&mut client, &path).await;
            // While the round is not built, the server shows an older board, or refuses.
            let is_built = self
                .live
                .unsettled(round)
                .await
                .is_ok_and(|found| found.cold == 0);
            if let Ok(board) = board
                && is_built
                && board.people >= people
                && board.attempts >= attempts
            {
                return Ok(Some(begun.elapsed()));
            }
            tokio::time::sleep(STEP).await;
        }
        Ok(None)
    }
}
