//! How a round is going: how many attempts are in which state, and how many starts and submissions each minute had. For
//! those who watch; nothing on the path of an attempt reads or writes any of this.
//!
//! Each server writes its own count of a minute, so writing again changes nothing, and a reader adds up those of all
//! servers.

use crate::Live;
use crate::keys::Shard;
use contest_core::ids::{RoundId, UnitId};
use contest_core::time::Millis;
use redis::RedisResult;
use std::collections::{BTreeMap, HashMap};

/// Minutes that share a key.
const TOGETHER: i64 = 60;
/// How long they are kept after their last change: longer than anybody looks back.
const KEPT_MS: u64 = 3 * 3_600_000;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Minute {
    pub starts: u64,
    pub submissions: u64,
}

/// The state of a round, over all its shards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Standings {
    /// Shards that are not built: what they have is not all counted.
    pub cold: u64,
    pub open: u64,
    /// Open, with a deadline before the moment asked for.
    pub overdue: u64,
    pub pending: u64,
    pub starting: u64,
    pub stuck: u64,
    /// Attempts in the database.
    pub done: u64,
    /// On the board.
    pub people: u64,
}

/// All minutes of a round are on one node.
fn key(round: RoundId, minute: i64) -> (Shard, String) {
    let shard = Shard { round, shard: 0 };
    (shard, format!("pace.{}", minute.div_euclid(TOGETHER)))
}

impl Live {
    /// Notes what one server has counted of some minutes, numbered since 1970.
    pub async fn note_pace(
        &self,
        round: RoundId,
        server: &str,
        minutes: &[(i64, Minute)],
    ) -> RedisResult<()> {
        for (minute, counted) in minutes {
            let (shard, name) = key(round, *minute);
            let mut call = shard.call("tl_note_pace", &[&name]);
            call.arg(KEPT_MS)
                .arg(format!("{minute}:{server}"))
                .arg(format!("{} {}", counted.starts, counted.submissions));
            self.function(&call).await?;
        }
        Ok(())
    }

    /// Returns what all servers have counted of these minutes. A minute in which nothing happened is missing.
    pub async fn pace(
        &self,
        round: RoundId,
        minutes: std::ops::Range<i64>,
    ) -> RedisResult<BTreeMap<i64, Minute>> {
        let mut found: BTreeMap<i64, Minute> = BTreeMap::new();
        let first = minutes.start.div_euclid(TOGETHER);
        let last = (minutes.end - 1).div_euclid(TOGETHER);
        for hour in first..=last {
            let (shard, name) = key(round, hour * TOGETHER);
            let mut ask = redis::cmd("HGETALL");
            ask.arg(shard.key(&name));
            let fields: HashMap<String, String> = ask.query_async(&mut self.connection()).await?;
            for (minute, counted) in fields.iter().filter_map(read) {
                if minutes.contains(&minute) {
                    let sum = found.entry(minute).or_default();
                    sum.starts += counted.starts;
                    sum.submissions += counted.submissions;
                }
            }
        }
        Ok(found)
    }

    /// Returns how many attempts of a round are in which state: sizes of sets, whatever they hold.
    pub async fn standings(&self, round: RoundId, overdue_before: Millis) -> RedisResult<Standings> {
        type Sizes = (bool, u64, u64, u64, u64, u64, u64, u64);
        let sizes: Vec<Sizes> = self
            .ask_shards(round, |shard, pipe| {
                let due = shard.key("due");
                pipe.exists(shard.key("built"))
                    .zcard(&due)
                    .zcount(&due, "-inf", overdue_before.0)
                    .hlen(shard.key("pending"))
                    .scard(shard.key("starting"))
                    .hlen(shard.key("stuck"))
                    .scard(shard.key("done"))
                    .zcard(shard.key("board"));
            })
            .await?;
        let add = |sum: Standings, of: Sizes| Standings {
            cold: sum.cold + u64::from(!of.0),
            open: sum.open + of.1,
            overdue: sum.overdue + of.2,
            pending: sum.pending + of.3,
            starting: sum.starting + of.4,
            stuck: sum.stuck + of.5,
            done: sum.done + of.6,
            people: sum.people + of.7,
        };
        Ok(sizes.into_iter().fold(Standings::default(), add))
    }

    /// Returns how many people with a recorded attempt each unit has, without the units below it. `None` if a shard is not
    /// built: its people would be missing.
    pub async fn people_by_unit(&self, round: RoundId) -> RedisResult<Option<HashMap<UnitId, u64>>> {
        let shards: Vec<(bool, HashMap<String, i64>)> = self
            .ask_shards(round, |shard, pipe| {
                pipe.exists(shard.key("built")).hgetall(shard.key("units"));
            })
            .await?;
        if shards.iter().any(|(is_built, _)| !is_built) {
            return Ok(None);
        }
        let mut people: HashMap<UnitId, u64> = HashMap::new();
        for (unit, count) in shards.into_iter().flat_map(|(_, units)| units) {
            if let (Ok(unit), Ok(count)) = (uuid::Uuid::parse_str(&unit), u64::try_from(count)) {
                *people.entry(UnitId(unit)).or_default() += count;
            }
        }
        Ok(Some(people))
    }
}

fn read((field, value): (&String, &String)) -> Option<(i64, Minute)> {
    let minute = field.split(':').next()?.parse().ok()?;
    let (starts, submissions) = value.split_once(' ')?;
    let counted = Minute {
        starts: starts.parse().ok()?,
        submissions: submissions.parse().ok()?,
    };
    Some((minute, counted))
}
