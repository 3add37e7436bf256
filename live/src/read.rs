//! Reading what is open, due, pending or stuck. Long lists are read in pages, so no reply grows with the backlog.

use crate::Live;
use crate::keys::Shard;
use crate::text::{LastStart, id_text, parse_frozen, parse_sheet};
use contest_core::attempts::{AttemptFacts, Frozen};
use contest_core::changes::TimedSheet;
use contest_core::ids::{AccountId, AttemptId, RoundId};
use contest_core::time::Millis;
use futures_util::future::try_join_all;
use redis::{FromRedisValue, Pipeline, RedisResult};
use std::collections::HashMap;

/// Approximate number of elements per page of a scan.
const PAGE: usize = 500;

/// Where a contestant stands.
pub struct Mine {
    /// Whether the shard is built; if not, the sort key cannot be trusted.
    pub built: bool,
    /// Whether `used` and `open` can be trusted: the shard is built, or this contestant was restored individually.
    pub known: bool,
    pub used: u16,
    pub open: Option<AttemptId>,
    pub sort_key: Option<Vec<u8>>,
    /// In rounds that have a pace, as far as Redis knows.
    pub last_start: Option<LastStart>,
}

/// What Redis holds of an open attempt.
pub enum StoredAttempt {
    Open(AttemptFacts, TimedSheet),
    /// Nothing, or something unreadable: the sheet as stored, for [`Live::give_up`].
    Unreadable(String),
}

/// A field of `pending`: what was frozen, or the unreadable text.
pub type Pending = (AttemptId, Result<Frozen, String>);

/// How much of a round is not in the database yet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsettled {
    /// Shards that are not built: what is open in them is unknown.
    pub cold: u64,
    /// Attempts that are open, closed but not recorded, started but not recorded, or stuck.
    pub attempts: u64,
}

impl Live {
    /// Returns whether the shard is built; if not, what is read from it cannot be trusted.
    pub async fn is_built(&self, shard: Shard) -> RedisResult<bool> {
        redis::cmd("EXISTS")
            .arg(shard.key("built"))
            .query_async(&mut self.connection())
            .await
    }

    /// Asks all shards of a round at once, in one round trip each: no two need to be on the same node.
    pub(crate) async fn ask_shards<T: FromRedisValue>(
        &self,
        round: RoundId,
        question: impl Fn(Shard, &mut Pipeline),
    ) -> RedisResult<Vec<T>> {
        let ask = |shard| {
            let (mut pipe, mut connection) = (redis::pipe(), self.connection());
            question(shard, &mut pipe);
            async move { pipe.query_async(&mut connection).await }
        };
        try_join_all(self.shards_of(round).map(ask)).await
    }

    pub async fn mine(&self, shard: Shard, account: AccountId) -> RedisResult<Mine> {
        let account = account.0.simple().to_string();
        let mut pipe = redis::pipe();
        pipe.exists(shard.key("built"))
            .hexists(shard.key("known"), &account)
            .hget(shard.key("used"), &account)
            .hget(shard.key("open"), &account)
            .hget(shard.key("best"), &account)
            .hget(shard.key("pace"), &account);
        type Found = (
            bool,
            bool,
            Option<u16>,
            Option<String>,
            Option<Vec<u8>>,
            Option<String>,
        );
        let (built, known, used, open, sort_key, pace): Found =
            pipe.query_async(&mut self.connection()).await?;
        let open = open.and_then(|id| id.parse().ok());
        Ok(Mine {
            built,
            known: built || known,
            used: used.unwrap_or(0),
            open,
            sort_key,
            last_start: pace
                .and_then(|text| LastStart::parse(&text))
                .filter(|last| last.number == used.unwrap_or(0)),
        })
    }

    /// Returns an open attempt with what is stored of its answers.
    pub async fn attempt(
        &self,
        shard: Shard,
        id: AttemptId,
    ) -> RedisResult<Option<(AttemptFacts, TimedSheet)>> {
        Ok(match self.stored_attempt(shard, id).await? {
            StoredAttempt::Open(facts, sheet) => Some((facts, sheet)),
            StoredAttempt::Unreadable(_) => None,
        })
    }

    pub async fn stored_attempt(&self, shard: Shard, id: AttemptId) -> RedisResult<StoredAttempt> {
        let key = format!("{}{}", shard.key("a:"), id.0.simple());
        let mut hash: HashMap<String, String> = redis::cmd("HGETALL")
            .arg(key)
            .query_async(&mut self.connection())
            .await?;
        Ok(match read_attempt(id, &hash) {
            Some((facts, sheet)) => StoredAttempt::Open(facts, sheet),
            None => StoredAttempt::Unreadable(hash.remove("v").unwrap_or_default()),
        })
    }

    /// Returns a closed attempt that is not known to be in the database.
    pub async fn frozen(&self, shard: Shard, id: AttemptId) -> RedisResult<Option<Frozen>> {
        let mut get = redis::cmd("HGET");
        get.arg(shard.key("pending")).arg(id_text(id));
        let text: Option<String> = get.query_async(&mut self.connection()).await?;
        Ok(text.and_then(|text| parse_frozen(id, &text)))
    }

    /// Returns at most `limit` open attempts whose deadline is before `until`.
    pub async fn due(&self, shard: Shard, until: Millis, limit: usize) -> RedisResult<Vec<AttemptId>> {
        let mut due = redis::cmd("ZRANGEBYSCORE");
        due.arg(shard.key("due"))
            .arg("-inf")
            .arg(until.0)
            .arg("LIMIT")
            .arg(0)
            .arg(limit);
        let ids: Vec<String> = due.query_async(&mut self.connection()).await?;
        Ok(ids.iter().filter_map(|id| id.parse().ok()).collect())
    }

    /// Returns a page of the attempts that are closed but not known to be in the database, and the cursor of the next
    /// page (0: the end). Start with cursor 0.
    pub async fn pending(&self, shard: Shard, cursor: u64) -> RedisResult<(u64, Vec<Pending>)> {
        let (next, fields): (u64, Vec<(String, String)>) =
            self.scan("HSCAN", shard, "pending", cursor).await?;
        let read = |(id, text): (String, String)| {
            let id = id.parse().ok()?;
            Some((id, parse_frozen(id, &text).ok_or(text)))
        };
        Ok((next, fields.into_iter().filter_map(read).collect()))
    }

    /// Returns a page of the open attempts whose start is not known to be in the database; pages work as in
    /// [`Live::pending`].
    pub async fn starting(&self, shard: Shard, cursor: u64) -> RedisResult<(u64, Vec<AttemptId>)> {
        let (next, ids): (u64, Vec<String>) = self.scan("SSCAN", shard, "starting", cursor).await?;
        Ok((next, ids.iter().filter_map(|id| id.parse().ok()).collect()))
    }

    async fn scan<T: FromRedisValue>(
        &self,
        command: &str,
        shard: Shard,
        key: &str,
        cursor: u64,
    ) -> RedisResult<(u64, T)> {
        let mut scan = redis::cmd(command);
        scan.arg(shard.key(key)).arg(cursor).arg("COUNT").arg(PAGE);
        scan.query_async(&mut self.connection()).await
    }

    /// Returns how many attempts of the round are not in the database yet.
    pub async fn unsettled(&self, round: RoundId) -> RedisResult<Unsettled> {
        let counts: Vec<(bool, u64, u64, u64, u64)> = self
            .ask_shards(round, |shard, pipe| {
                pipe.exists(shard.key("built"))
                    .zcard(shard.key("due"))
                    .hlen(shard.key("pending"))
                    .scard(shard.key("starting"))
                    .hlen(shard.key("stuck"));
            })
            .await?;
        let mut unsettled = Unsettled::default();
        for (built, due, pending, starting, stuck) in counts {
            unsettled.cold += u64::from(!built);
            unsettled.attempts += due + pending + starting + stuck;
        }
        Ok(unsettled)
    }
}

pub(crate) fn read_attempt(
    id: AttemptId,
    hash: &HashMap<String, String>,
) -> Option<(AttemptFacts, TimedSheet)> {
    let number = |field: &str| hash.get(field).and_then(|value| value.parse::<i64>().ok());
    let facts = AttemptFacts {
        attempt: id,
        account: hash.get("c")?.parse().ok()?,
        number: u16::try_from(number("n")?).ok()?,
        started_at: Millis(number("s")?),
        deadline: Millis(number("d")?),
        unit: hash.get("u").and_then(|unit| unit.parse().ok()),
        masked_name: hash.get("m")?.clone(),
    };
    let (sheet, _) = parse_sheet(hash.get("v")?)?;
    Some((facts, sheet))
}
