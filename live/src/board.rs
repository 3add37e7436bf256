//! The board: adding recorded attempts to it, and reading it. `rank` asks it about one contestant.

use crate::Live;
use crate::keys::Shard;
use crate::text::unit_text;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId};
use contest_core::time::Millis;
use futures_util::future::try_join_all;
use redis::RedisResult;
use std::collections::HashMap;
use std::fmt::Write;

/// The most attempts per call; a call never has more contestants than attempts.
const MOST_AT_ONCE: usize = 1_000;

/// Some or all of a contestant's recorded attempts, on their way to the board.
pub struct Recorded {
    pub account: AccountId,
    /// The highest number of these attempts.
    pub number: u16,
    /// This and all fields up to `shown` belong to whichever of these attempts counts.
    pub unit: Option<UnitId>,
    pub sort_key: Vec<u8>,
    /// Decides which attempt counts: the smallest choice wins.
    pub choice: Vec<u8>,
    /// What the board shows (JSON).
    pub shown: String,
    pub attempts: Vec<Decided>,
}

/// What the database decided about an attempt. If Redis has it frozen with a higher revision or an earlier close, that
/// still has to be looked at.
#[derive(Clone, Copy)]
pub struct Decided {
    pub attempt: AttemptId,
    pub revision: u32,
    pub closed_at: Millis,
}

impl Recorded {
    /// Merges other attempts of the same contestant.
    pub fn join(&mut self, mut other: Recorded) {
        if other.choice < self.choice {
            std::mem::swap(self, &mut other);
        }
        self.number = self.number.max(other.number);
        self.attempts.append(&mut other.attempts);
    }

    /// Writes the arguments of a call with these attempts.
    fn write(&self, call: &mut redis::Cmd, best_counts: bool, attempts: &[Decided]) {
        let mut ids = String::with_capacity(attempts.len() * uuid::fmt::Simple::LENGTH);
        let mut decided = String::with_capacity(attempts.len() * 20);
        for attempt in attempts {
            let mut id = [0; uuid::fmt::Simple::LENGTH];
            ids.push_str(attempt.attempt.0.simple().encode_lower(&mut id));
            // Writing to a `String` never fails.
            let _written = write!(decided, "{} {} ", attempt.revision, attempt.closed_at.0);
        }
        let choice = if best_counts { &[] } else { self.choice.as_slice() };
        call.arg(self.account.0.simple().to_string())
            .arg(self.number)
            .arg(unit_text(self.unit))
            .arg(&self.sort_key)
            .arg(choice)
            .arg(&self.shown)
            .arg(ids)
            .arg(decided);
    }
}

/// Identifies one state of a board: the build and version of every shard.
pub type BoardVersion = Vec<(Option<String>, Option<u64>)>;

/// The board as it is in Redis, with its shards merged.
#[derive(Default)]
pub struct LiveBoard {
    /// Sort keys and what is shown (JSON), best first.
    pub top: Vec<(Vec<u8>, String)>,
    pub people: u64,
    pub attempts: u64,
    /// Distinct people by unit, without the units below.
    pub units: HashMap<UnitId, u64>,
}

/// A call that puts attempts on the board.
struct BoardCall {
    call: redis::Cmd,
    best_counts: bool,
    attempts: usize,
}

impl BoardCall {
    fn new(function: &str, shard: Shard, best_counts: bool) -> BoardCall {
        // Decides whether a later attempt replaces an earlier one; if the best attempt counts, the sort key decides.
        let choice = if best_counts { "best" } else { "choice" };
        let keys = [
            "done",
            "used",
            "open",
            "pending",
            "due",
            "starting",
            "board",
            "best",
            choice,
            "shown",
            "units",
            "version",
            "stuck",
            "a:",
            "unit_board",
            "unit_version",
        ];
        BoardCall {
            call: shard.call(function, &keys),
            best_counts,
            attempts: 0,
        }
    }

    fn add(&mut self, recorded: &Recorded, attempts: &[Decided]) {
        recorded.write(&mut self.call, self.best_counts, attempts);
        self.attempts += attempts.len();
    }
}

impl Live {
    /// Notes that attempts are in the database and puts those that count on the board. Each contestant may appear once.
    pub async fn recorded(
        &self,
        shard: Shard,
        best_counts: bool,
        contestants: &[Recorded],
    ) -> RedisResult<()> {
        let mut call = BoardCall::new("tl_note_recorded", shard, best_counts);
        for recorded in contestants {
            // A call takes only so many attempts, even if all belong to one contestant.
            for attempts in recorded.attempts.chunks(MOST_AT_ONCE) {
                if call.attempts + attempts.len() > MOST_AT_ONCE {
                    let next = BoardCall::new("tl_note_recorded", shard, best_counts);
                    let full = std::mem::replace(&mut call, next);
                    self.function(&full.call).await?;
                }
                call.add(recorded, attempts);
            }
        }
        if call.attempts > 0 {
            self.function(&call.call).await?;
        }
        Ok(())
    }

    /// Replaces a contestant's standing with one made from everything recorded of them.
    pub async fn correct(&self, shard: Shard, best_counts: bool, recorded: &Recorded) -> RedisResult<()> {
        for attempts in recorded.attempts.chunks(MOST_AT_ONCE) {
            let mut call = BoardCall::new("tl_note_corrected", shard, best_counts);
            call.add(recorded, attempts);
            self.function(&call.call).await?;
        }
        Ok(())
    }

    pub async fn board_version(&self, round: RoundId) -> RedisResult<BoardVersion> {
        self.ask_shards(round, |shard, pipe| {
            pipe.get(shard.key("built")).get(shard.key("version"));
        })
        .await
    }

    /// Returns the first `size` standings and the counts.
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
        type Part = (Vec<Vec<u8>>, u64, u64, HashMap<String, i64>);
        let (top, people, attempts, units): Part = pipe.query_async(&mut self.connection()).await?;
        let mut shown: Vec<Option<String>> = Vec::new();
        if !top.is_empty() {
            let tail = |key: &Vec<u8>| key[key.len().saturating_sub(16)..].to_vec();
            let mut ask = redis::cmd("HMGET");
            ask.arg(shard.key("shown"))
                .arg(top.iter().map(tail).collect::<Vec<_>>());
            shown = ask.query_async(&mut self.connection()).await?;
        }
        let standings = top.into_iter().zip(shown);
        // Nobody is left in a unit whose people now have attempts that count for other units.
        let unit = |(id, count): (String, i64)| {
            let count = u64::try_from(count).ok().filter(|count| *count > 0)?;
            Some((UnitId(uuid::Uuid::parse_str(&id).ok()?), count))
        };
        Ok(LiveBoard {
            top: standings.filter_map(|(key, shown)| Some((key, shown?))).collect(),
            people,
            attempts,
            units: units.into_iter().filter_map(unit).collect(),
        })
    }

    /// Returns how many people are on the board; `None` while a shard is being built.
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
