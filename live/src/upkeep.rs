//! The state of a whole shard: built or cold, in which Redis process, and released once its round is final.

use crate::Live;
use crate::keys::Shard;
use crate::lock::Locks;
use crate::reply::Reply;
use crate::text::id_text;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::time::Millis;
use rand::RngExt;
use redis::RedisResult;

/// Name of the lock for building a shard.
pub const BUILDING: &str = "lock";
/// Name of the lock for putting back recently recorded attempts.
pub const CATCHING_UP: &str = "catching";

/// Every key of a shard except those of its open attempts, in the order that `tl_release` takes. An open attempt is in
/// `due`.
const OF_A_SHARD: [&str; 22] = [
    "due",
    "pending",
    "starting",
    "built",
    "known",
    "used",
    "pace",
    "open",
    "idempotency",
    "stuck",
    "done",
    "board",
    "best",
    "choice",
    "shown",
    "units",
    "version",
    "unit_board",
    "unit_version",
    "check",
    BUILDING,
    CATCHING_UP,
];

/// What happened to a shard since the last check.
pub enum Checked {
    Sound,
    /// It lives in another process, which may lack what was recorded since `seen`.
    Changed {
        run: String,
        seen: Millis,
    },
    Cold,
}

/// Whether a shard must be built.
pub enum Build {
    /// Emptied, in this process.
    Begun { run: String },
    /// The shard is already built.
    Built,
    /// Another server now holds the lock.
    Taken,
}

impl Live {
    pub async fn check(&self, shard: Shard, now: Millis) -> RedisResult<Checked> {
        let mut call = shard.call("tl_check", &["built", "check"]);
        call.arg(now.0);
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "SOUND" => Checked::Sound,
            "CHANGED" => Checked::Changed {
                run: reply.next()?,
                seen: Millis(reply.next()?),
            },
            "COLD" => Checked::Cold,
            _ => return reply.unknown(),
        })
    }

    /// Notes that everything the process `run` may have lacked was put back.
    pub async fn caught_up(&self, shard: Shard, run: &str, now: Millis) -> RedisResult<()> {
        let mut call = shard.call("tl_caught_up", &["check"]);
        call.arg(run).arg(now.0);
        self.function(&call).await.map(drop)
    }

    /// Empties what the database can restore, unless the shard is built.
    pub async fn begin_build(&self, shard: Shard, lock: &Locks) -> RedisResult<Build> {
        let keys = [
            "built",
            BUILDING,
            "board",
            "best",
            "choice",
            "shown",
            "units",
            "done",
            "known",
            "version",
            "unit_board",
            "unit_version",
        ];
        let mut call = shard.call("tl_begin_build", &keys);
        call.arg(&lock.token);
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "CLEARED" => Build::Begun { run: reply.next()? },
            "BUILT" => Build::Built,
            "TAKEN" => Build::Taken,
            _ => return reply.unknown(),
        })
    }

    /// Notes that the shard is built. Returns false if it is not: Redis is another process than when the build began,
    /// or another server is building it. The next check looks again at what is recorded from `since` on, because it may
    /// have been written while the table was read.
    pub async fn set_built(&self, shard: Shard, lock: &Locks, run: &str, since: Millis) -> RedisResult<bool> {
        let build = hex::encode(rand::rng().random::<[u8; 6]>());
        let mut call = shard.call("tl_built", &["built", BUILDING, "check", "known"]);
        call.arg(&lock.token).arg(build).arg(since.0).arg(run);
        let reply = Reply::parse(self.function(&call).await?)?;
        Ok(reply.word == "BUILT")
    }

    /// Returns whether Redis holds anything of a round, including what a late submission left behind.
    pub async fn keeps_round(&self, round: RoundId) -> RedisResult<bool> {
        let kept: Vec<(u64,)> = self
            .ask_shards(round, |shard, pipe| {
                let keys = OF_A_SHARD.map(|name| shard.key(name));
                pipe.exists(keys.as_slice());
            })
            .await?;
        Ok(kept.iter().any(|(kept,)| *kept > 0))
    }

    /// Releases a round that is final. Returns false while something of it is not in the database.
    pub async fn release_round(&self, round: RoundId) -> RedisResult<bool> {
        let mut released = true;
        for shard in self.shards_of(round) {
            let call = shard.call("tl_release", &OF_A_SHARD);
            released &= Reply::parse(self.function(&call).await?)?.word == "RELEASED";
        }
        Ok(released)
    }

    /// Puts aside an attempt that can be neither closed nor recorded, so that it does not hold up others.
    pub async fn set_stuck(&self, shard: Shard, attempt: AttemptId, why: &str) -> RedisResult<()> {
        let mut call = shard.call("tl_set_stuck", &["due", "stuck"]);
        call.arg(id_text(attempt)).arg(why);
        self.function(&call).await.map(drop)
    }

    /// Gives up an unreadable open attempt whose sheet is still stored as it was `found`, and puts it aside unless the
    /// database knows its start. Returns false if it was closed or reopened meanwhile.
    pub async fn give_up(
        &self,
        shard: Shard,
        attempt: AttemptId,
        found: &str,
        why: Option<&str>,
    ) -> RedisResult<bool> {
        let id = id_text(attempt);
        let keys = [&format!("a:{id}"), "due", "pending", "done", "starting", "stuck"];
        let mut call = shard.call("tl_give_up", &keys);
        call.arg(id).arg(found).arg(why.unwrap_or_default());
        let reply = Reply::parse(self.function(&call).await?)?;
        Ok(reply.word == "GIVEN_UP")
    }

    /// Returns the attempts that were put aside, and why.
    pub async fn stuck(&self, shard: Shard) -> RedisResult<Vec<(AttemptId, String)>> {
        let mut get = redis::cmd("HGETALL");
        get.arg(shard.key("stuck"));
        let fields: Vec<(String, String)> = get.query_async(&mut self.connection()).await?;
        let read = |(id, why): (String, String)| Some((id.parse().ok()?, why));
        Ok(fields.into_iter().filter_map(read).collect())
    }

    /// Returns whether an attempt was put aside.
    pub async fn is_stuck(&self, shard: Shard, attempt: AttemptId) -> RedisResult<bool> {
        let mut ask = redis::cmd("HEXISTS");
        ask.arg(shard.key("stuck")).arg(id_text(attempt));
        ask.query_async(&mut self.connection()).await
    }

    /// Takes up an attempt that was put aside: the next sweep looks at it again.
    pub async fn retry_stuck(
        &self,
        shard: Shard,
        attempt: AttemptId,
        deadline: Option<Millis>,
    ) -> RedisResult<()> {
        let mut pipe = redis::pipe();
        if let Some(deadline) = deadline {
            pipe.zadd(shard.key("due"), id_text(attempt), deadline.0).ignore();
        }
        pipe.hdel(shard.key("stuck"), id_text(attempt)).ignore();
        pipe.query_async(&mut self.connection()).await
    }

    /// Forgets an attempt and everything stored of it, because it was set aside or an operator dropped it.
    pub async fn drop_attempt(&self, shard: Shard, attempt: AttemptId) -> RedisResult<()> {
        let id = id_text(attempt);
        let mut pipe = redis::pipe();
        pipe.hdel(shard.key("pending"), &id).ignore();
        pipe.srem(shard.key("starting"), &id).ignore();
        pipe.zrem(shard.key("due"), &id).ignore();
        pipe.del(format!("{}{id}", shard.key("a:"))).ignore();
        pipe.hdel(shard.key("stuck"), &id).ignore();
        pipe.query_async(&mut self.connection()).await
    }
}
