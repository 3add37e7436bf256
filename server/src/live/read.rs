//! Reading the live state: boards, places, what is due and what is pending.

use super::Live;
use super::calls::{AttemptFacts, CLOSED, StoredAttempt, parse_sheet};
use super::keys::Shard;
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::time::Millis;
use futures_util::future::try_join_all;
use redis::{FromRedisValue, Pipeline, RedisResult};
use std::collections::HashMap;

/// What tells one state of a board from another: for every shard its build and its version.
pub type BoardVersion = Vec<(Option<String>, Option<u64>)>;

/// A board as it is in Redis, shards merged.
#[derive(Default)]
pub struct LiveBoard {
    /// Sort key and what is shown (JSON), best first.
    pub top: Vec<(Vec<u8>, String)>,
    pub people: u64,
    pub attempts: u64,
    /// Distinct people by unit, without the units below.
    pub units: HashMap<UnitId, u64>,
}

/// Where a contestant stands.
pub struct Mine {
    /// Whether the shard is built: if not, the rest is not to be trusted.
    pub ready: bool,
    pub used: u16,
    pub open: Option<AttemptId>,
    pub sort_key: Option<Vec<u8>>,
}

impl Live {
    /// Whether the shard is built; if not, what can be read of it is not to be trusted.
    pub async fn is_ready(&self, shard: Shard) -> RedisResult<bool> {
        redis::cmd("EXISTS")
            .arg(shard.key("ready"))
            .query_async(&mut self.connection())
            .await
    }

    /// Asks all shards of a round at once, each in one trip: no two need be on the same node.
    async fn ask_shards<T: FromRedisValue>(
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

    pub async fn board_version(&self, round: RoundId) -> RedisResult<BoardVersion> {
        self.ask_shards(round, |shard, pipe| {
            pipe.get(shard.key("ready")).get(shard.key("version"));
        })
        .await
    }

    /// The first `size` entries and the counts.
    pub async fn board(&self, round: RoundId, size: usize) -> RedisResult<LiveBoard> {
        let parts = try_join_all(self.shards_of(round).map(|shard| self.board_part(shard, size))).await?;
        let mut board = LiveBoard::default();
        for part in parts {
            board.people += part.people;
            board.attempts += part.attempts;
            for (unit, count) in part.units {
                *board.units.entry(unit).or_default() += count;
            }
            board.top.extend(part.top);
        }
        board.top.sort_unstable();
        board.top.truncate(size);
        Ok(board)
    }

    async fn board_part(&self, shard: Shard, size: usize) -> RedisResult<LiveBoard> {
        let mut pipe = redis::pipe();
        pipe.zrange(shard.key("board"), 0, size as isize - 1)
            .zcard(shard.key("board"))
            .scard(shard.key("done"))
            .hlen(shard.key("pending"))
            .hgetall(shard.key("units"));
        type Part = (Vec<Vec<u8>>, u64, u64, u64, HashMap<String, u64>);
        let (top, people, done, pending, units): Part = pipe.query_async(&mut self.connection()).await?;
        let mut shown: Vec<Option<String>> = Vec::new();
        if !top.is_empty() {
            let tail = |key: &Vec<u8>| key[key.len().saturating_sub(16)..].to_vec();
            let mut ask = redis::cmd("HMGET");
            ask.arg(shard.key("who"))
                .arg(top.iter().map(tail).collect::<Vec<_>>());
            shown = ask.query_async(&mut self.connection()).await?;
        }
        let entries = top.into_iter().zip(shown);
        let unit = |(id, count): (String, u64)| Some((UnitId(uuid::Uuid::parse_str(&id).ok()?), count));
        Ok(LiveBoard {
            top: entries.filter_map(|(key, who)| Some((key, who?))).collect(),
            people,
            attempts: done + pending,
            units: units.into_iter().filter_map(unit).collect(),
        })
    }

    pub async fn mine(&self, shard: Shard, account: AccountId) -> RedisResult<Mine> {
        let account = account.0.simple().to_string();
        let mut pipe = redis::pipe();
        pipe.exists(shard.key("ready"))
            .hget(shard.key("used"), &account)
            .hget(shard.key("open"), &account)
            .hget(shard.key("best"), &account);
        type Found = (bool, Option<u16>, Option<String>, Option<Vec<u8>>);
        let (ready, used, open, sort_key): Found = pipe.query_async(&mut self.connection()).await?;
        let open = open.and_then(|id| id.parse().ok());
        Ok(Mine {
            ready,
            used: used.unwrap_or(0),
            open,
            sort_key,
        })
    }

    /// The attempt that a start with this idempotency key has made; with an empty key, the one that was started last.
    pub async fn asked_for(
        &self,
        shard: Shard,
        account: AccountId,
        key: &str,
    ) -> RedisResult<Option<AttemptId>> {
        let account = account.0.simple();
        let (hash, field) = if key.is_empty() {
            ("open", account.to_string())
        } else {
            ("asked", format!("{account}:{key}"))
        };
        let mut get = redis::cmd("HGET");
        get.arg(shard.key(hash)).arg(field);
        let id: Option<String> = get.query_async(&mut self.connection()).await?;
        Ok(id.and_then(|id| id.parse().ok()))
    }

    /// Place of a sort key on the board (from 1), and how many people are on it.
    pub async fn place(&self, round: RoundId, sort_key: &[u8]) -> RedisResult<(u64, u64)> {
        let below = [b"(".as_slice(), sort_key].concat();
        let counts: Vec<(u64, u64)> = self
            .ask_shards(round, |shard, pipe| {
                pipe.cmd("ZLEXCOUNT")
                    .arg(shard.key("board"))
                    .arg("-")
                    .arg(&below)
                    .zcard(shard.key("board"));
            })
            .await?;
        let (before, people) = counts.iter().fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
        Ok((before + 1, people))
    }

    pub async fn people(&self, round: RoundId) -> RedisResult<u64> {
        let counts: Vec<(u64,)> = self
            .ask_shards(round, |shard, pipe| {
                pipe.zcard(shard.key("board"));
            })
            .await?;
        Ok(counts.iter().map(|(people,)| people).sum())
    }

    /// An open (or just closed) attempt with what is stored of it.
    pub async fn attempt(
        &self,
        shard: Shard,
        id: AttemptId,
    ) -> RedisResult<Option<(AttemptFacts, StoredAttempt)>> {
        let key = format!("{}{}", shard.key("a:"), id.0.simple());
        let hash: HashMap<String, String> = redis::cmd("HGETALL")
            .arg(key)
            .query_async(&mut self.connection())
            .await?;
        Ok(read_attempt(id, &hash))
    }

    /// Open attempts whose deadline lies before `until`, at most `limit`.
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

    /// Attempts that are closed and not known to be in the database: last change and record.
    pub async fn pending(&self, shard: Shard) -> RedisResult<Vec<(Millis, String)>> {
        let entries: Vec<String> = redis::cmd("HVALS")
            .arg(shard.key("pending"))
            .query_async(&mut self.connection())
            .await?;
        let split = |entry: &String| {
            let (last_change, record) = entry.split_once('|')?;
            Some((Millis(last_change.parse().ok()?), record.to_owned()))
        };
        Ok(entries.iter().filter_map(split).collect())
    }

    /// How many attempts of the round are still open or not yet recorded.
    pub async fn unsettled(&self, round: RoundId) -> RedisResult<u64> {
        let counts: Vec<(u64, u64)> = self
            .ask_shards(round, |shard, pipe| {
                pipe.zcard(shard.key("due")).hlen(shard.key("pending"));
            })
            .await?;
        Ok(counts.iter().map(|(due, pending)| due + pending).sum())
    }
}

fn read_attempt(id: AttemptId, hash: &HashMap<String, String>) -> Option<(AttemptFacts, StoredAttempt)> {
    let number = |field: &str| hash.get(field).and_then(|value| value.parse::<i64>().ok());
    let facts = AttemptFacts {
        attempt: id,
        account: hash.get("c")?.parse().ok()?,
        number: number("n")? as u16,
        started_at: Millis(number("s")?),
        deadline: Millis(number("d")?),
        unit: hash.get("u").and_then(|unit| unit.parse().ok()),
        masked_name: hash.get("m")?.clone(),
    };
    let text = hash.get("v")?;
    let closed = text == CLOSED;
    let sheet = if closed {
        AnswerSheet::default()
    } else {
        parse_sheet(text)?.0
    };
    let stored = StoredAttempt {
        attempt: id,
        number: facts.number,
        started_at: facts.started_at,
        deadline: facts.deadline,
        sheet,
        closed,
    };
    Some((facts, stored))
}
