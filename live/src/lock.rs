//! Locks: the exclusive right to work on a shard, for as long as the holder lives.

use crate::Live;
use crate::keys::Shard;
use crate::reply::Reply;
use rand::RngExt;
use redis::RedisResult;
use std::time::Duration;

/// After this long, the lock of a dead server, or one whose release was lost with Redis, expires.
const LASTS: Duration = Duration::from_secs(6);

/// Locks on some shards, held by one worker.
pub struct Locks {
    live: Live,
    name: &'static str,
    pub(crate) token: String,
    shards: Vec<Shard>,
}

impl Locks {
    /// Takes the locks of those shards that are free and can be reached.
    pub async fn take(live: &Live, name: &'static str, shards: impl IntoIterator<Item = Shard>) -> Locks {
        let mut locks = Locks {
            live: live.clone(),
            name,
            token: hex::encode(rand::rng().random::<[u8; 8]>()),
            shards: Vec::new(),
        };
        for shard in shards {
            locks.add(shard).await;
        }
        locks
    }

    async fn add(&mut self, shard: Shard) {
        match self.try_take(shard).await {
            Ok(true) => self.shards.push(shard),
            Ok(false) => {}
            Err(error) => tracing::debug!(%error, "a lock cannot be taken"),
        }
    }

    async fn try_take(&self, shard: Shard) -> RedisResult<bool> {
        let mut call = shard.call("tl_take_lock", &[self.name]);
        call.arg(&self.token).arg(LASTS.as_millis() as u64);
        let reply = Reply::parse(self.live.function(&call).await?)?;
        Ok(reply.word == "TAKEN")
    }

    pub fn has(&self, shard: Shard) -> bool {
        self.shards.contains(&shard)
    }

    pub fn shards(&self) -> &[Shard] {
        &self.shards
    }

    /// Runs `work` and renews the locks meanwhile.
    pub async fn hold<T>(&self, work: impl Future<Output = T>) -> T {
        let mut work = Box::pin(work);
        loop {
            tokio::select! {
                // Poll the clock first: work that never pauses uses up the task's budget, and a timer polled afterwards
                // then claims that it is not yet due.
                biased;
                () = tokio::time::sleep(LASTS / 3) => self.keep_for(LASTS).await,
                done = &mut work => return done,
            }
        }
    }

    pub async fn release(self) {
        self.keep_for(Duration::ZERO).await;
    }

    async fn keep_for(&self, time: Duration) {
        for shard in &self.shards {
            let mut call = shard.call("tl_keep_lock", &[self.name]);
            call.arg(&self.token).arg(time.as_millis() as u64);
            if let Err(error) = self.live.function(&call).await {
                tracing::debug!(%error, "a lock is left to expire");
            }
        }
    }
}
