//! Read-only inspection for operators: what all servers have agreed on, how Redis is set up, and every trace of one
//! attempt.

use crate::connection::Redis;
use crate::keys::{self, Shard};
use crate::read::{Pending, read_attempt};
use crate::text::{id_text, parse_frozen};
use crate::{Live, lost_library};
use contest_core::attempts::AttemptFacts;
use contest_core::changes::TimedSheet;
use contest_core::ids::{AttemptId, RoundId};
use contest_core::time::Millis;
use redis::RedisResult;
use std::collections::HashMap;

/// Setup and state of one Redis node. What it does not report is empty or zero.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Empty if there is only one node.
    pub address: String,
    pub used_memory: u64,
    /// 0: no limit.
    pub maxmemory: u64,
    pub policy: String,
    pub appends: bool,
    /// `always`, `everysec` or `no`; empty if Redis does not allow the question.
    pub fsync: String,
    /// Whether the last write to the append-only file failed.
    pub is_write_failing: bool,
}

/// How many ids of a set are looked at.
const SAMPLE: usize = 1_000;

/// What has ids of attempts or contestants, and the command that draws a sample.
const OF_IDS: [(&str, &str); 8] = [
    ("due", "ZRANDMEMBER"),
    ("pending", "HRANDFIELD"),
    ("starting", "SRANDMEMBER"),
    ("stuck", "HRANDFIELD"),
    ("done", "SRANDMEMBER"),
    ("best", "HRANDFIELD"),
    ("used", "HRANDFIELD"),
    ("open", "HRANDFIELD"),
];

/// How many attempts of a shard are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub built: bool,
    pub open: u64,
    /// Open, with a deadline before the moment asked for.
    pub overdue: u64,
    pub pending: u64,
    pub starting: u64,
    pub stuck: u64,
}

/// Everything that a shard holds about one attempt.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Traces {
    /// Whether an open attempt has left anything here, readable or not.
    pub is_open: bool,
    pub open: Option<(AttemptFacts, TimedSheet)>,
    /// When it must be closed.
    pub due: Option<Millis>,
    pub pending: Option<Pending>,
    pub is_starting: bool,
    pub stuck: Option<String>,
    /// Whether it is noted as recorded.
    pub is_done: bool,
}

impl Traces {
    pub fn is_empty(&self) -> bool {
        *self == Traces::default()
    }
}

impl Live {
    /// Connects alongside running servers and changes nothing.
    pub async fn visit(addresses: &str, shards: u16) -> RedisResult<Live> {
        let redis = Redis::at(addresses)?;
        Ok(Live {
            connection: redis.connect().await?,
            redis,
            shards: shards.max(1),
            child: None,
        })
    }

    /// Returns the version of the loaded function library, if any.
    pub async fn functions(&self) -> RedisResult<Option<u32>> {
        let mut ask = redis::cmd("FCALL");
        ask.arg("tl_version").arg(1).arg(keys::SETTINGS);
        match ask.query_async::<(u32,)>(&mut self.connection()).await {
            Ok((version,)) => Ok(Some(version)),
            Err(error) if lost_library(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Returns into how many shards the servers divide a round's live state, once a server has set this.
    pub async fn agreed_shards(&self) -> RedisResult<Option<u16>> {
        let mut get = redis::cmd("HGET");
        get.arg(keys::SETTINGS).arg("shards");
        get.query_async(&mut self.connection()).await
    }

    /// Returns into how many shards this server divides it.
    pub fn shards(&self) -> u16 {
        self.shards
    }

    /// Returns every master that can be reached.
    pub async fn nodes(&self) -> RedisResult<Vec<Node>> {
        let mut info = redis::cmd("INFO");
        info.arg("memory").arg("persistence");
        let about: Vec<(String, String)> = self.connection().ask_masters(&info).await?;
        let mut config = redis::cmd("CONFIG");
        config.arg("GET").arg("appendfsync");
        // Hosted Redis services often forbid this.
        let fsync: HashMap<String, HashMap<String, String>> = self
            .connection()
            .ask_masters(&config)
            .await
            .unwrap_or_default()
            .into_iter()
            .collect();
        let node = |(address, text): (String, String)| {
            let fsync = fsync.get(&address).and_then(|found| found.get("appendfsync"));
            Node {
                fsync: fsync.cloned().unwrap_or_default(),
                ..read_node(address, &text)
            }
        };
        Ok(about.into_iter().map(node).collect())
    }

    /// Returns the counts of a round, shard by shard.
    pub async fn counts(&self, round: RoundId, overdue_before: Millis) -> RedisResult<Vec<Counts>> {
        let counts: Vec<(bool, u64, u64, u64, u64, u64)> = self
            .ask_shards(round, |shard, pipe| {
                let due = shard.key("due");
                pipe.exists(shard.key("built"))
                    .zcard(&due)
                    .zcount(&due, "-inf", overdue_before.0)
                    .hlen(shard.key("pending"))
                    .scard(shard.key("starting"))
                    .hlen(shard.key("stuck"));
            })
            .await?;
        let read = |(built, open, overdue, pending, starting, stuck)| Counts {
            built,
            open,
            overdue,
            pending,
            starting,
            stuck,
        };
        Ok(counts.into_iter().map(read).collect())
    }

    /// Looks at a sample of the ids in each set of a round's live state, and returns those that are none, each with the
    /// set in which it is. Nobody else reports them: servers pass over what they cannot read.
    pub async fn unreadable_ids(&self, round: RoundId) -> RedisResult<Vec<(&'static str, String)>> {
        let samples: Vec<[Vec<Vec<u8>>; OF_IDS.len()]> = self
            .ask_shards(round, |shard, pipe| {
                for (set, command) in OF_IDS {
                    // A negative number would draw the same id more than once.
                    pipe.cmd(command).arg(shard.key(set)).arg(SAMPLE);
                }
            })
            .await?;
        let of_sets = samples.iter().flat_map(|sets| OF_IDS.iter().zip(sets));
        let ids =
            of_sets.flat_map(|((set, _), ids)| ids.iter().map(|id| (*set, String::from_utf8_lossy(id))));
        // Attempts and contestants alike.
        let unreadable = ids.filter(|(_, id)| id.parse::<AttemptId>().is_err());
        Ok(unreadable.map(|(set, id)| (set, id.into_owned())).collect())
    }

    /// Returns everything that a shard holds about an attempt.
    pub async fn traces(&self, shard: Shard, attempt: AttemptId) -> RedisResult<Traces> {
        let id = id_text(attempt);
        let mut pipe = redis::pipe();
        pipe.hgetall(format!("{}{id}", shard.key("a:")))
            .zscore(shard.key("due"), &id)
            .hget(shard.key("pending"), &id)
            .sismember(shard.key("starting"), &id)
            .hget(shard.key("stuck"), &id)
            .sismember(shard.key("done"), &id);
        type Found = (
            HashMap<String, String>,
            Option<f64>,
            Option<Vec<u8>>,
            bool,
            Option<String>,
            bool,
        );
        let (hash, due, pending, is_starting, stuck, is_done): Found =
            pipe.query_async(&mut self.connection()).await?;
        let read = |bytes: Vec<u8>| {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            (attempt, parse_frozen(attempt, &text).ok_or(text))
        };
        Ok(Traces {
            is_open: !hash.is_empty(),
            open: read_attempt(attempt, &hash),
            due: due.map(|score| Millis(score as i64)),
            pending: pending.map(read),
            is_starting,
            stuck,
            is_done,
        })
    }
}

fn read_node(address: String, info: &str) -> Node {
    let value = |name: &str| {
        let line = info.lines().find_map(|line| line.strip_prefix(name));
        line.map(str::trim).unwrap_or_default()
    };
    let number = |name: &str| value(name).parse().unwrap_or(0);
    Node {
        address,
        used_memory: number("used_memory:"),
        maxmemory: number("maxmemory:"),
        policy: value("maxmemory_policy:").to_owned(),
        appends: value("aof_enabled:") == "1",
        fsync: String::new(),
        is_write_failing: value("aof_last_write_status:") == "err",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_redis_says_of_itself() {
        let info = "# Memory\r\nused_memory:1048576\r\nused_memory_human:1.00M\r\nmaxmemory:2097152\r\n\
            maxmemory_policy:allkeys-lru\r\n# Persistence\r\naof_enabled:1\r\naof_last_write_status:err\r\n";
        let node = read_node("10.0.0.7:6379".into(), info);
        let expected = Node {
            address: "10.0.0.7:6379".into(),
            used_memory: 1 << 20,
            maxmemory: 2 << 20,
            policy: "allkeys-lru".into(),
            appends: true,
            fsync: String::new(),
            is_write_failing: true,
        };
        assert_eq!(node, expected);
        assert_eq!(read_node(String::new(), ""), Node::default());
    }
}
