//! Contestants restored individually while their shard is not built: what a start must know about them.

use crate::Live;
use crate::calls::push_facts;
use crate::keys::Shard;
use crate::reply::Reply;
use contest_core::attempts::AttemptFacts;
use contest_core::ids::AccountId;
use rand::RngExt;
use redis::RedisResult;

/// Whether Redis can decide what a contestant may start.
pub enum Known {
    Yes,
    /// Not before Redis is told what is recorded of them. What is read from now on is valid unless Redis loses the
    /// shard again.
    No(Era),
}

/// A period in which Redis has lost nothing of a shard.
pub struct Era(String);

/// What is recorded of a contestant's starts in a round.
pub struct RecordedStarts {
    /// The highest number used.
    pub used: u16,
    /// Starts whose attempt is neither recorded nor set aside.
    pub open: Vec<AttemptFacts>,
}

impl Live {
    pub async fn ask_known(&self, shard: Shard, account: AccountId) -> RedisResult<Known> {
        let mut call = shard.call("tl_ask_known", &["built", "known"]);
        call.arg(account.0.simple().to_string())
            .arg(hex::encode(rand::rng().random::<[u8; 6]>()));
        let mut reply = Reply::parse(self.function(&call).await?)?;
        Ok(match reply.word.as_str() {
            "KNOWN" => Known::Yes,
            "UNKNOWN" => Known::No(Era(reply.next()?)),
            _ => return reply.unknown(),
        })
    }

    /// Tells Redis what is recorded of a contestant. Returns false if that was read in another era.
    pub async fn set_known(
        &self,
        shard: Shard,
        account: AccountId,
        era: &Era,
        recorded: &RecordedStarts,
    ) -> RedisResult<bool> {
        let keys = ["built", "known", "used", "open", "due", "done", "pending", "a:"];
        let mut call = shard.call("tl_set_known", &keys);
        call.arg(account.0.simple().to_string())
            .arg(&era.0)
            .arg(recorded.used);
        push_facts(&mut call, &recorded.open);
        let reply = Reply::parse(self.function(&call).await?)?;
        match reply.word.as_str() {
            "KNOWN" => Ok(true),
            "COLD" => Ok(false),
            _ => reply.unknown(),
        }
    }
}
