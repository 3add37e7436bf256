//! Seeded chaos: people play on two servers while Redis forgets, the database goes away, servers die and clocks jump.
//! Whatever happens, every promise must be kept in the end.
//!
//! To play one seed: `CHAOS_SEED=123 cargo test --test chaos`. `CHAOS_SEEDS=1000` plays the first thousand; the default
//! is thirty. Requests interleave differently in each run, so a failure may need a few tries to repeat. `tests/cluster`
//! tests the failover of a cluster.

#[path = "../api/common/mod.rs"]
mod common;

mod closing;
mod draft;
mod draw;
mod evidence;
mod gather;
mod ledger;
mod line;
mod mutants;
mod office;
mod people;
mod phone;
mod play;
mod promises;
mod sample;
mod schedule;
mod servers;
mod stores;
mod verdict;
mod world;

use evidence::Evidence;
use futures_util::FutureExt;
use play::{Played, look_again, play};
use schedule::{Schedule, Store};
use std::fmt::Write;
use std::panic::AssertUnwindSafe;
use verdict::Findings;
use world::World;

/// How many seeds are played by default.
const SEEDS: u64 = 30;
/// How many contests one pair of servers sees.
const CONTESTS: usize = 20;

#[test]
fn two_servers_on_sqlite_keep_their_promises() {
    play_all(|schedule| !schedule.processes && schedule.store == Store::Sqlite);
}

#[test]
fn two_servers_on_postgres_keep_their_promises() {
    play_all(|schedule| !schedule.processes && schedule.store == Store::Postgres);
}

#[test]
fn two_processes_keep_their_promises() {
    play_all(|schedule| schedule.processes);
}

fn number(variable: &str) -> Option<u64> {
    let text = std::env::var(variable).ok()?;
    Some(
        text.parse()
            .unwrap_or_else(|error| panic!("{variable}={text}: {error}")),
    )
}

fn play_all(mine: impl Fn(&Schedule) -> bool) {
    let (first, past_last) = match number("CHAOS_SEED") {
        Some(seed) => (seed, seed + 1),
        None => {
            let first = number("CHAOS_FIRST").unwrap_or(0);
            (first, first + number("CHAOS_SEEDS").unwrap_or(SEEDS))
        }
    };
    if let Ok(filter) = std::env::var("CHAOS_LOG") {
        // Another test may have initialised it first.
        let _there_already = tracing_subscriber::fmt().with_env_filter(filter).try_init();
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let failures = runtime.expect("a runtime").block_on(async {
        let mut failures = Vec::new();
        let mut stage = None;
        for (n, schedule) in (first..past_last).map(Schedule::of).filter(mine).enumerate() {
            let failed = Box::pin(play_one(&mut stage, schedule, &mut failures)).await;
            if failed || n % CONTESTS == CONTESTS - 1 {
                Box::pin(end(stage.take(), &mut failures)).await;
            }
        }
        Box::pin(end(stage, &mut failures)).await;
        failures
    });
    assert!(failures.is_empty(), "seeds that failed, see above: {failures:?}");
}

/// Servers, and the contests that were played on them and ended well.
struct Stage {
    world: World,
    played: Vec<Played>,
}

/// Checks that what was right stays right, whatever happened to the servers in later contests.
async fn end(stage: Option<Stage>, failures: &mut Vec<u64>) {
    let Some(Stage { world, played }) = stage else {
        return;
    };
    for mut one in played {
        let looked = AssertUnwindSafe(look_again(&world, &mut one))
            .catch_unwind()
            .await;
        let found = looked.unwrap_or_else(|_panic| Findings::broke_off());
        if !found.0.is_empty() {
            eprintln!("wrong only after later contests on the same servers:");
            report(&world, &one.schedule, &found, Some(&one.evidence)).await;
            failures.push(one.schedule.seed);
        }
    }
    world.pair.stop().await;
}

/// Plays a seed and reports what went wrong. Returns whether anything did.
async fn play_one(stage: &mut Option<Stage>, schedule: Schedule, failures: &mut Vec<u64>) -> bool {
    let seed = schedule.seed;
    if stage.is_none() {
        let world = Box::pin(World::new(&schedule)).await;
        *stage = Some(Stage {
            world,
            played: Vec::new(),
        });
    }
    let begun = std::time::Instant::now();
    let Stage { world, played } = stage.as_mut().expect("a stage");
    let played_now = AssertUnwindSafe(play(world, &schedule)).catch_unwind().await;
    let (found, game) = played_now.map_or_else(
        |_panic| (Findings::broke_off(), None),
        |(found, game, evidence)| (found, Some((game, evidence))),
    );
    if found.0.is_empty()
        && let Some((game, evidence)) = game
    {
        eprintln!("seed {seed} held after {:.1?}", begun.elapsed());
        played.push(Played {
            schedule,
            game,
            evidence,
        });
        return false;
    }
    report(
        world,
        &schedule,
        &found,
        game.as_ref().map(|(_, evidence)| evidence),
    )
    .await;
    failures.push(seed);
    true
}

async fn report(world: &World, schedule: &Schedule, found: &Findings, evidence: Option<&Evidence>) {
    let mut report = format!("{schedule}");
    for (check, what) in &found.0 {
        writeln!(report, "  VIOLATED {check:?}: {what}").expect("a text");
    }
    let seed = schedule.seed;
    let file = format!("{}/chaos-{seed}.txt", env!("CARGO_TARGET_TMPDIR"));
    let story = evidence.map(Evidence::story).unwrap_or_default();
    std::fs::write(&file, format!("{report}\n{story}\n{}", world.pair.logs().await)).expect("the story");
    eprintln!("{report}  the whole story: {file}\n  replay: CHAOS_SEED={seed} cargo test --test chaos");
}
