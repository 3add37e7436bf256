//! The state of a shard as a whole: built or cold, in which process of Redis, and let go of when its round is final.

use crate::Live;
use crate::keys::Shard;
use crate::lock::Locks;
use crate::reply::Reply;
use crate::text::id_text;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::time::Millis;
use rand::RngExt;
use redis::RedisResult;

/// The name of the lock of whoever builds a shard.
pub const BUILDING: &str = "lock";
/// The name of the lock of whoever puts back what was recorded lately.
pub const CATCHING_UP: &str = "catching";

/// Every key of a shard but those of its open attempts, as `tl_release` takes them: an open attempt is in `due`.
const OF_A_SHARD: [&str; 19] = [
    "due",
    "pending",
    "starting",
    "built",
    "known",
    "used",
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
    "check",
    BUILDING,
    CATCHING_UP,
];

/// What became of a shard since it was checked last.
pub enum Checked {
    Sound,
    /// In another process, which may lack what was recorded since then.
    Changed {
        run: String,
        seen: Millis,
    },
    Cold,
}

/// Whether a shard is to be built.
pub enum Build {
    /// Emptied, in this process.
    Begun { run: String },
    /// It is built already.
    Built,
    /// The lock has passed on to another server.
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

    /// Notes that what the process `run` may have lacked was put back.
    pub async fn caught_up(&self, shard: Shard, run: &str, now: Millis) -> RedisResult<()> {
        let mut call = shard.call("tl_caught_up", &["check"]);
        call.arg(run).arg(now.0);
        self.function(&call).await.map(drop)
    }

    /// Empties what the database can give back, unless the shard is built.
    pub async fn begin_build(&self, shard: Shard, lock: &Locks) -> RedisResult<Build> {
        let keys = [
            "built", BUILDING, "board", "best", "choice", "shown", "units", "done", "known",
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

    /// Notes that the shard is built. False if it is not: another process has taken the place of the one it was built
    /// in, or another server builds it. What is recorded from `since` on is looked at once more by the next check: it
    /// may have come to be while the table was read.
    pub async fn set_built(&self, shard: Shard, lock: &Locks, run: &str, since: Millis) -> RedisResult<bool> {
        let build = hex::encode(rand::rng().random::<[u8; 6]>());
        let mut call = shard.call("tl_built", &["built", BUILDING, "check", "known"]);
        call.arg(&lock.token).arg(build).arg(since.0).arg(run);
        let reply = Reply::parse(self.function(&call).await?)?;
        Ok(reply.word == "BUILT")
    }

    /// Whether Redis keeps anything of a round, whatever that is: also what a late submission has left behind.
    pub async fn keeps_round(&self, round: RoundId) -> RedisResult<bool> {
        let kept: Vec<(u64,)> = self
            .ask_shards(round, |shard, pipe| {
                let keys = OF_A_SHARD.map(|name| shard.key(name));
                pipe.exists(keys.as_slice());
            })
            .await?;
        Ok(kept.iter().any(|(kept,)| *kept > 0))
    }

    /// Lets go of a round that is final. False while something of it is not in the database.
    pub async fn release_round(&self, round: RoundId) -> RedisResult<bool> {
        let mut released = true;
        for shard in self.shards_of(round) {
            let call = shard.call("tl_release", &OF_A_SHARD);
            released &= Reply::parse(self.function(&call).await?)?.word == "RELEASED";
        }
        Ok(released)
    }

    /// Puts an attempt aside that can be neither closed nor recorded, so that it holds up nobody else.
    pub async fn set_stuck(&self, shard: Shard, attempt: AttemptId, why: &str) -> RedisResult<()> {
        let mut call = shard.call("tl_set_stuck", &["due", "stuck"]);
        call.arg(id_text(attempt)).arg(why);
        self.function(&call).await.map(drop)
    }

    /// Gives up what Redis has of an open attempt that nobody can read, and whose sheet stands there as it was `found`; it is
    /// put aside, unless the database knows its start. False if it was closed, or opened again, meanwhile.
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

    /// Attempts that were put aside, and why.
    pub async fn stuck(&self, shard: Shard) -> RedisResult<Vec<(AttemptId, String)>> {
        let mut get = redis::cmd("HGETALL");
        get.arg(shard.key("stuck"));
        let entries: Vec<(String, String)> = get.query_async(&mut self.connection()).await?;
        let read = |(id, why): (String, String)| Some((id.parse().ok()?, why));
        Ok(entries.into_iter().filter_map(read).collect())
    }

    /// Whether an attempt was put aside.
    pub async fn is_stuck(&self, shard: Shard, attempt: AttemptId) -> RedisResult<bool> {
        let mut ask = redis::cmd("HEXISTS");
        ask.arg(shard.key("stuck")).arg(id_text(attempt));
        ask.query_async(&mut self.connection()).await
    }

    /// Takes an attempt that was put aside up again: it is looked at with the next sweep.
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

    /// Forgets an attempt, whatever is stored of it: it was set aside, or an operator said so.
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
