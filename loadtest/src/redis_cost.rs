//! What a round costs Redis: memory for each open attempt and each standing, and time for each call, at growing
//! sizes. Uses the server's own `live` module on a separate Redis.

use contest_core::answers::AnswerSheet;
use contest_core::attempts::AttemptFacts;
use contest_core::ids::{AccountId, AttemptId, RoundId, UnitId, Uuid};
use contest_core::time::Millis;
use contest_core::wire::attempts::ClosedBy;
use futures_util::{StreamExt, TryStreamExt, stream};
use live::Live;
use live::board::{Decided, Recorded};
use live::calls::{CloseCall, CloseOutcome, SaveOutcome, SentSheet, StartCall, Started};
use live::lock::Locks;
use live::upkeep::{BUILDING, Build};
use private_stores::redis_server::Redis;
use redis::{ErrorKind, RedisResult};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io;
use std::time::Instant;

/// Attempts and standings added per batch.
const BATCH: usize = 500;
/// Attempts opened concurrently before anything is timed.
const AT_ONCE: usize = 256;
/// Calls timed at each size, one after the other.
const TIMED: usize = 2_000;
/// For how many units people play.
const UNITS: usize = 700;

/// The cost at one size.
#[derive(Clone, Debug, Serialize)]
pub struct Cost {
    pub standings: usize,
    /// Everything kept about somebody who has submitted: standing, name, counts.
    pub bytes_per_person: f64,
    /// The sorted set alone.
    pub bytes_per_standing: f64,
    pub bytes_per_open_attempt: f64,
    /// Within the Redis process, by its own count, in microseconds per call.
    pub usec_per_call: BTreeMap<String, f64>,
    /// As the caller sees it, one call at a time, in microseconds.
    pub round_trip_us: BTreeMap<String, f64>,
}

/// Marks an empty board as complete, as the server does after building it from an empty table.
pub async fn make_ready(live: &Live, round: RoundId) -> RedisResult<()> {
    let locks = Locks::take(live, BUILDING, live.shards_of(round)).await;
    for shard in locks.shards() {
        if let Build::Begun { run } = live.begin_build(*shard, &locks).await? {
            live.set_built(*shard, &locks, &run, NOW).await?;
        }
    }
    locks.release().await;
    Ok(())
}

/// Returns the unit of somebody who exists only on the board.
fn unit(number: usize) -> UnitId {
    UnitId(Uuid::from_u128((number.wrapping_mul(6_151) % UNITS) as u128))
}

/// Returns a standing of somebody who exists only on the board.
pub fn standing(number: usize) -> Recorded {
    let attempt = AttemptId(Uuid::now_v7());
    // Spread points and time as in a real round; the chain is that of the contest: points, time, moment.
    let points = (number.wrapping_mul(7_919) % 2_001) as u64;
    let mut sort_key = (u64::MAX - points).to_be_bytes().to_vec();
    let duration_ms = 60_000 + (number.wrapping_mul(104_729) % 840_000) as u64;
    sort_key.extend_from_slice(&duration_ms.to_be_bytes());
    sort_key.extend_from_slice(&(1_800_000_000_000 + number as u64).to_be_bytes());
    sort_key.extend_from_slice(attempt.0.as_bytes());
    Recorded {
        account: AccountId(Uuid::now_v7()),
        number: 1,
        unit: Some(unit(number)),
        choice: sort_key.clone(),
        sort_key,
        shown: format!(
            "{{\"n\":\"Nguyễn Văn A***\",\"u\":\"{}\",\"p\":{points},\"c\":{},\"t\":20,\"d\":{duration_ms}}}",
            unit(number).0,
            points / 100
        ),
        attempts: vec![Decided {
            attempt,
            revision: 1,
            closed_at: NOW,
        }],
    }
}

/// Adds the standings `from` to `to` to a round's board.
pub async fn fill_board(live: &Live, round: RoundId, from: usize, to: usize) -> RedisResult<()> {
    let mut at = from;
    while at < to {
        let next = (at + BATCH).min(to);
        let batch: Vec<Recorded> = (at..next).map(standing).collect();
        live.recorded(live.shard_of(round, batch[0].account), true, &batch)
            .await?;
        at = next;
    }
    Ok(())
}

/// Measures at each of these sizes.
pub async fn redis_cost(sizes: &[usize]) -> io::Result<Vec<Cost>> {
    let redis = tokio::task::spawn_blocking(Redis::start).await??;
    let mut costs = Vec::new();
    for &size in sizes {
        costs.push(at_size(&redis.url(), size).await.map_err(io::Error::other)?);
    }
    Ok(costs)
}

async fn at_size(url: &str, size: usize) -> RedisResult<Cost> {
    let mut connection = patient_connection(url).await?;
    redis::cmd("FLUSHALL").query_async::<()>(&mut connection).await?;
    let live = Live::open(url, 1, None).await?;
    let round = RoundId(Uuid::now_v7());
    make_ready(&live, round).await?;

    let empty = used_memory(&mut connection).await?;
    fill_board(&live, round, 0, size).await?;
    let with_board = used_memory(&mut connection).await?;
    let board_alone = memory_of_board(&mut connection, round).await?;
    let opening = |number| {
        let live = &live;
        async move {
            let facts = start(live, round, number).await?;
            save(live, round, &facts).await?;
            RedisResult::Ok(facts)
        }
    };
    let open: Vec<AttemptFacts> = stream::iter((0..size).map(opening))
        .buffered(AT_ONCE)
        .try_collect()
        .await?;
    let with_attempts = used_memory(&mut connection).await?;

    let mut round_trip_us = BTreeMap::new();
    let mut usec_per_call = BTreeMap::new();
    let timed = TIMED.min(size);
    let step = (size / timed).max(1);
    for name in [
        "save",
        "restore",
        "restore_many",
        "start",
        "close",
        "rank",
        "top100",
    ] {
        redis::cmd("CONFIG")
            .arg("RESETSTAT")
            .query_async::<()>(&mut connection)
            .await?;
        let begun = Instant::now();
        for number in 0..timed {
            match name {
                "save" => save(&live, round, &open[number * step]).await?,
                "restore" => fill_board(&live, round, size + number, size + number + 1).await?,
                // All at once, to see what each of them costs then.
                "restore_many" if number == 0 => {
                    fill_board(&live, round, size + timed, size + 2 * timed).await?
                }
                "restore_many" => {}
                "close" => close(&live, round, &open[number * step]).await?,
                "start" => drop(start(&live, round, size + number).await?),
                "rank" => drop(
                    live.rank(round, &standing(number).sort_key, Some(unit(number)))
                        .await?,
                ),
                _ if number < 200 => drop(live.board(round, 100).await?),
                _ => {}
            }
        }
        let calls = if name == "top100" { timed.min(200) } else { timed };
        round_trip_us.insert(
            name.to_owned(),
            begun.elapsed().as_secs_f64() * 1e6 / calls as f64,
        );
        let total = spent_us(&mut connection).await?;
        usec_per_call.insert(name.to_owned(), total / calls as f64);
    }
    Ok(Cost {
        standings: size,
        bytes_per_person: with_board.saturating_sub(empty) as f64 / size as f64,
        bytes_per_standing: board_alone as f64 / size as f64,
        bytes_per_open_attempt: with_attempts.saturating_sub(with_board) as f64 / size as f64,
        usec_per_call,
        round_trip_us,
    })
}

const NOW: Millis = Millis(1_800_000_000_000);
const DEADLINE: Millis = Millis(1_800_000_900_000);

async fn start(live: &Live, round: RoundId, number: usize) -> RedisResult<AttemptFacts> {
    let facts = AttemptFacts {
        attempt: AttemptId(Uuid::now_v7()),
        account: AccountId(Uuid::now_v7()),
        number: 1,
        started_at: NOW,
        deadline: DEADLINE,
        unit: None,
        masked_name: "Nguyễn Văn A***".into(),
    };
    let call = StartCall {
        attempt: facts.attempt,
        account: facts.account,
        limit: 3,
        now: NOW + (number % 1_000) as i64,
        deadline: DEADLINE,
        leeway: 0,
        is_certain: true,
        idempotency_key: "",
        unit: None,
        masked_name: &facts.masked_name,
        pace: None,
    };
    match live.start(live.shard_of(round, facts.account), call).await? {
        Started::New(facts) => Ok(facts),
        _ => Err(unexpected("a start")),
    }
}

fn unexpected(what: &'static str) -> redis::RedisError {
    redis::RedisError::from((
        ErrorKind::Client,
        "went another way than the one to be measured",
        what.into(),
    ))
}

fn sheet() -> AnswerSheet {
    AnswerSheet {
        revision: 1,
        answers: "12481248124812481248".into(),
        prediction: None,
    }
}

/// As the contestant's app sends it: with the times of twenty answers and a prediction.
fn sent(sheet: &AnswerSheet) -> SentSheet<'_> {
    SentSheet {
        sheet,
        device: "phone",
        times: concat!(
            "--1A--1B--1C--1D--1E--1F--1G--1H--1I--1J--1K",
            "--1L--1M--1N--1O--1P--1Q--1R--1S--1T----"
        ),
    }
}

async fn save(live: &Live, round: RoundId, facts: &AttemptFacts) -> RedisResult<()> {
    let shard = live.shard_of(round, facts.account);
    match live
        .save(shard, facts.attempt, NOW + 1_000, sent(&sheet()))
        .await?
    {
        SaveOutcome::Saved => Ok(()),
        _ => Err(unexpected("a save")),
    }
}

async fn close(live: &Live, round: RoundId, facts: &AttemptFacts) -> RedisResult<()> {
    let sheet = sheet();
    let call = CloseCall {
        facts,
        now: NOW + 2_000,
        sheet: sent(&sheet),
        last_change: NOW + 2_000,
        by: ClosedBy::Contestant,
        acknowledged: false,
    };
    match live.close(live.shard_of(round, facts.account), call).await? {
        CloseOutcome::Closed(_) => Ok(()),
        _ => Err(unexpected("a close")),
    }
}

async fn info(connection: &mut redis::aio::MultiplexedConnection, section: &str) -> RedisResult<String> {
    redis::cmd("INFO").arg(section).query_async(connection).await
}

/// Emptying a large Redis, or measuring a large key, takes longer than the usual half second.
async fn patient_connection(url: &str) -> RedisResult<redis::aio::MultiplexedConnection> {
    let patient = redis::AsyncConnectionConfig::new().set_response_timeout(None);
    redis::Client::open(url)?
        .get_multiplexed_async_connection_with_config(&patient)
        .await
}

async fn memory_of_board(
    connection: &mut redis::aio::MultiplexedConnection,
    round: RoundId,
) -> RedisResult<u64> {
    redis::cmd("MEMORY")
        .arg("USAGE")
        .arg(format!("tl:{{{}.0}}:board", round.0.simple()))
        .arg("SAMPLES")
        .arg(0)
        .query_async(connection)
        .await
}

/// Returns what Redis holds, in bytes, without what it merely keeps from the system.
pub async fn used_memory(connection: &mut redis::aio::MultiplexedConnection) -> RedisResult<u64> {
    let text = info(connection, "memory").await?;
    let line = text.lines().find_map(|line| line.strip_prefix("used_memory:"));
    Ok(line.and_then(|number| number.trim().parse().ok()).unwrap_or(0))
}

/// Returns the microseconds of all the server's commands since the statistics were reset. A function's own commands are
/// counted within it, so they are left out.
async fn spent_us(connection: &mut redis::aio::MultiplexedConnection) -> RedisResult<f64> {
    let text = info(connection, "commandstats").await?;
    let usec = |line: &str| -> Option<f64> {
        let (_, rest) = line.split_once("usec=")?;
        rest.split(',').next()?.parse().ok()
    };
    let of = |name: &str| {
        let line = text
            .lines()
            .find(|line| line.starts_with(&format!("cmdstat_{name}:")));
        line.and_then(usec)
    };
    let functions = of("fcall").unwrap_or(0.0) + of("fcall_ro").unwrap_or(0.0);
    if functions > 0.0 {
        return Ok(functions);
    }
    Ok(text
        .lines()
        .filter(|line| !line.starts_with("cmdstat_config") && !line.starts_with("cmdstat_info"))
        .filter_map(usec)
        .sum())
}
