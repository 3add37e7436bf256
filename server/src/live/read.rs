//! Reading the live state: boards, places, what is due and what is pending.

use super::Live;
use super::calls::{AttemptFacts, StoredAttempt};
use super::keys::Shard;
use contest_core::answers::AnswerSheet;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::time::Millis;
use redis::RedisResult;
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

    pub async fn board_version(&self, round: RoundId) -> RedisResult<BoardVersion> {
        let mut pipe = redis::pipe();
        for shard in self.shards_of(round) {
            pipe.get(shard.key("ready")).get(shard.key("version"));
        }
        let flat: Vec<Option<String>> = pipe.query_async(&mut self.connection()).await?;
        let pairs = flat.chunks_exact(2);
        Ok(pairs
            .map(|pair| (pair[0].clone(), pair[1].as_ref().and_then(|v| v.parse().ok())))
            .collect())
    }

    /// The first `size` entries and the counts.
    pub async fn board(&self, round: RoundId, size: usize) -> RedisResult<LiveBoard> {
        let mut board = LiveBoard::default();
        for shard in self.shards_of(round) {
            let mut pipe = redis::pipe();
            pipe.zrange(shard.key("board"), 0, size as isize - 1)
                .zcard(shard.key("board"))
                .scard(shard.key("done"))
                .hlen(shard.key("pending"))
                .hgetall(shard.key("units"));
            type Part = (Vec<Vec<u8>>, u64, u64, u64, HashMap<String, u64>);
            let (top, people, done, pending, units): Part = pipe.query_async(&mut self.connection()).await?;
            board.people += people;
            board.attempts += done + pending;
            for (unit, count) in units {
                if let Some(unit) = uuid::Uuid::parse_str(&unit).ok().map(UnitId) {
                    *board.units.entry(unit).or_default() += count;
                }
            }
            if top.is_empty() {
                continue;
            }
            let tails: Vec<&[u8]> = top
                .iter()
                .map(|key| &key[key.len().saturating_sub(16)..])
                .collect();
            let mut shown = redis::cmd("HMGET");
            shown.arg(shard.key("who")).arg(tails);
            let shown: Vec<Option<String>> = shown.query_async(&mut self.connection()).await?;
            board.top.extend(
                top.into_iter()
                    .zip(shown)
                    .filter_map(|(key, who)| Some((key, who?))),
            );
        }
        board.top.sort_unstable();
        board.top.truncate(size);
        Ok(board)
    }

    pub async fn mine(&self, shard: Shard, account: AccountId) -> RedisResult<Mine> {
        let account = account.0.simple().to_string();
        let mut pipe = redis::pipe();
        pipe.hget(shard.key("used"), &account)
            .hget(shard.key("open"), &account)
            .hget(shard.key("best"), &account);
        let (used, open, sort_key): (Option<u16>, Option<String>, Option<Vec<u8>>) =
            pipe.query_async(&mut self.connection()).await?;
        let open = open.and_then(|id| id.parse().ok());
        Ok(Mine {
            used: used.unwrap_or(0),
            open,
            sort_key,
        })
    }

    /// Place of a sort key on the board (from 1), and how many people are on it.
    pub async fn place(&self, round: RoundId, sort_key: &[u8]) -> RedisResult<(u64, u64)> {
        let mut pipe = redis::pipe();
        let below = [b"(".as_slice(), sort_key].concat();
        for shard in self.shards_of(round) {
            pipe.cmd("ZLEXCOUNT")
                .arg(shard.key("board"))
                .arg("-")
                .arg(&below)
                .zcard(shard.key("board"));
        }
        let counts: Vec<u64> = pipe.query_async(&mut self.connection()).await?;
        let (before, people) = counts
            .chunks_exact(2)
            .fold((0, 0), |sum, c| (sum.0 + c[0], sum.1 + c[1]));
        Ok((before + 1, people))
    }

    pub async fn people(&self, round: RoundId) -> RedisResult<u64> {
        let mut pipe = redis::pipe();
        for shard in self.shards_of(round) {
            pipe.zcard(shard.key("board"));
        }
        let counts: Vec<u64> = pipe.query_async(&mut self.connection()).await?;
        Ok(counts.iter().sum())
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
        let mut pipe = redis::pipe();
        for shard in self.shards_of(round) {
            pipe.zcard(shard.key("due")).hlen(shard.key("pending"));
        }
        let counts: Vec<u64> = pipe.query_async(&mut self.connection()).await?;
        Ok(counts.iter().sum())
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
    let stored = StoredAttempt {
        attempt: id,
        number: facts.number,
        started_at: facts.started_at,
        deadline: facts.deadline,
        sheet: AnswerSheet {
            revision: number("r")? as u32,
            answers: hash.get("a")?.clone(),
            prediction: number("p"),
        },
        closed: hash.contains_key("x"),
    };
    Some((facts, stored))
}
