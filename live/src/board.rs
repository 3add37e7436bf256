//! The board: putting recorded attempts on it, and reading it.

use crate::Live;
use crate::keys::Shard;
use crate::text::{id_text, unit_text};
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::time::Millis;
use futures_util::future::try_join_all;
use redis::RedisResult;
use std::collections::HashMap;

/// The most attempts that one call takes.
pub const MOST_AT_ONCE: usize = 1_000;

/// A recorded attempt on its way to the board.
pub struct Recorded {
    pub attempt: AttemptId,
    pub account: AccountId,
    pub number: u16,
    pub unit: Option<UnitId>,
    /// Empty if it does not count: a better one of the same contestant is there, or about to come.
    pub sort_key: Vec<u8>,
    pub choice: Vec<u8>,
    /// What the board shows of it, JSON.
    pub shown: String,
    /// The revision and the closing time that are decided: whatever is frozen of this attempt with a higher revision, or
    /// closed earlier, has still to be looked at.
    pub revision: u32,
    pub closed_at: Millis,
}

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

/// The key that decides whether a later attempt replaces an earlier one; if the best counts, the sort key does.
fn choice_key(best_counts: bool) -> &'static str {
    if best_counts { "best" } else { "choice" }
}

impl Live {
    /// Notes that attempts are in the database, and puts on the board those that count.
    pub async fn recorded(&self, shard: Shard, best_counts: bool, attempts: &[Recorded]) -> RedisResult<()> {
        for batch in attempts.chunks(MOST_AT_ONCE) {
            self.put("tl_recorded", shard, best_counts, batch).await?;
        }
        Ok(())
    }

    /// Makes a contestant's entry anew from all that is recorded of them.
    pub async fn correct(&self, shard: Shard, best_counts: bool, attempts: &[Recorded]) -> RedisResult<()> {
        if attempts.is_empty() {
            return Ok(());
        }
        self.put("tl_correct", shard, best_counts, attempts).await
    }

    async fn put(
        &self,
        function: &str,
        shard: Shard,
        best_counts: bool,
        attempts: &[Recorded],
    ) -> RedisResult<()> {
        let choice = choice_key(best_counts);
        let keys = [
            "done", "used", "open", "pending", "due", "starting", "board", "best", choice, "shown", "units",
            "version", "stuck", "a:",
        ];
        let mut call = shard.call(function, &keys);
        for recorded in attempts {
            call.arg(id_text(recorded.attempt))
                .arg(recorded.account.0.simple().to_string())
                .arg(recorded.number)
                .arg(unit_text(recorded.unit))
                .arg(&recorded.sort_key)
                .arg(if best_counts {
                    &[]
                } else {
                    recorded.choice.as_slice()
                })
                .arg(&recorded.shown)
                .arg(recorded.revision)
                .arg(recorded.closed_at.0);
        }
        self.function(&call).await.map(drop)
    }

    pub async fn board_version(&self, round: RoundId) -> RedisResult<BoardVersion> {
        self.ask_shards(round, |shard, pipe| {
            pipe.get(shard.key("built")).get(shard.key("version"));
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
            .hgetall(shard.key("units"));
        type Part = (Vec<Vec<u8>>, u64, u64, HashMap<String, u64>);
        let (top, people, attempts, units): Part = pipe.query_async(&mut self.connection()).await?;
        let mut shown: Vec<Option<String>> = Vec::new();
        if !top.is_empty() {
            let tail = |key: &Vec<u8>| key[key.len().saturating_sub(16)..].to_vec();
            let mut ask = redis::cmd("HMGET");
            ask.arg(shard.key("shown"))
                .arg(top.iter().map(tail).collect::<Vec<_>>());
            shown = ask.query_async(&mut self.connection()).await?;
        }
        let entries = top.into_iter().zip(shown);
        let unit = |(id, count): (String, u64)| Some((UnitId(uuid::Uuid::parse_str(&id).ok()?), count));
        Ok(LiveBoard {
            top: entries.filter_map(|(key, shown)| Some((key, shown?))).collect(),
            people,
            attempts,
            units: units.into_iter().filter_map(unit).collect(),
        })
    }

    /// Rank of a sort key on the board (from 1), and how many people are on it. `None` while a shard is being built.
    pub async fn rank(&self, round: RoundId, sort_key: &[u8]) -> RedisResult<Option<(u64, u64)>> {
        let below = [b"(".as_slice(), sort_key].concat();
        let counts: Vec<(bool, u64, u64)> = self
            .ask_shards(round, |shard, pipe| {
                pipe.exists(shard.key("built"))
                    .cmd("ZLEXCOUNT")
                    .arg(shard.key("board"))
                    .arg("-")
                    .arg(&below)
                    .zcard(shard.key("board"));
            })
            .await?;
        let (mut place, mut all) = (1, 0);
        for (built, before, people) in counts {
            if !built {
                return Ok(None);
            }
            (place, all) = (place + before, all + people);
        }
        Ok(Some((place, all)))
    }

    /// How many people are on the board. `None` while a shard is being built.
    pub async fn people(&self, round: RoundId) -> RedisResult<Option<u64>> {
        let counts: Vec<(bool, u64)> = self
            .ask_shards(round, |shard, pipe| {
                pipe.exists(shard.key("built")).zcard(shard.key("board"));
            })
            .await?;
        let all_built = counts.iter().all(|(built, _)| *built);
        Ok(all_built.then(|| counts.iter().map(|(_, people)| people).sum()))
    }
}
