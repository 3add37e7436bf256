//! Runs everything, one thing after the other, on a private server with one database: what `make bench` measures.

use crate::arrivals::Profile;
use crate::bed::{Bed, RunError};
use crate::contest::Shape;
use crate::day::crowd;
use crate::day::figures::Day;
use crate::day::{Wishes, on_own_server};
use crate::modes::{Timing, run_boards, run_open_attempts, run_saturate, run_slow_bodies, run_surge};
use crate::report::json::{Report, median};
use crate::saturate::Saturation;
use crate::surge::Surge;
use crate::target::{Started, Store};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// How much to run.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    runs: u32,
    seconds: u64,
    people: usize,
    standings: usize,
    open_attempts: usize,
    slow_bodies: usize,
    day: crowd::Size,
}

impl Size {
    pub const FULL: Size = Size {
        runs: 5,
        seconds: 10,
        people: 4_000,
        standings: 1_000_000,
        open_attempts: 100_000,
        slow_bodies: 1_000,
        day: crowd::Size {
            people: 60_000,
            attempts: 100_000,
            seed: 1,
        },
    };
    pub const QUICK: Size = Size {
        runs: 1,
        seconds: 5,
        people: 1_000,
        standings: 100_000,
        open_attempts: 10_000,
        slow_bodies: 200,
        day: crowd::Size {
            people: 6_000,
            attempts: 10_000,
            seed: 1,
        },
    };
}

/// What is written to a file for one database.
#[derive(Serialize)]
pub struct Bench {
    pub store: &'static str,
    /// Median of the runs with 20 saves.
    pub attempts_per_s: f64,
    /// Median of the runs with 5 saves.
    pub attempts_per_s_5_saves: f64,
    pub all_runs: BTreeMap<&'static str, Vec<f64>>,
    pub audit: Verdict,
    pub runs: Vec<Report>,
    pub results_day: Day,
}

/// Over all audits together.
#[derive(Serialize)]
pub struct Verdict {
    pub passed: bool,
    pub receipts: u64,
    pub complaints: Vec<String>,
}

/// Calls `tell` for each run when it has ended.
pub async fn bench(
    program: &Path,
    store: Store,
    size: Size,
    mut tell: impl FnMut(&Report),
) -> Result<Bench, RunError> {
    let shape = Shape {
        rounds: 30,
        time_limit_s: 900,
        attempts: Some(1_000),
    };
    let name = store.name();
    let mut bed = Bed::on(Started::start(program, store).await?, name, shape).await?;
    bed.register_up_to(size.people).await?;
    let timing = Timing {
        warm_up: Duration::from_secs(1),
        duration: Duration::from_secs(size.seconds),
    };
    let mut runs: Vec<Report> = Vec::new();
    let mut all_runs = BTreeMap::new();
    let mut keep = |report: Report| {
        tell(&report);
        runs.push(report);
    };
    let mut ceiling = 0.0;
    for (key, saves) in [("saturate_5_saves", 5), ("saturate_20_saves", 20)] {
        let mut speeds = Vec::new();
        for run in 0..size.runs {
            let saturation = Saturation {
                connections: 128,
                threads: 1,
                saves,
                seed: u64::from(run),
            };
            let report = run_saturate(&mut bed, timing, saturation).await?;
            speeds.push(report.attempts_per_s);
            keep(report);
        }
        ceiling = median(&speeds);
        all_runs.insert(key, speeds);
    }
    let think = Duration::from_millis(100);
    let half = Surge::of(Profile::Steady, ceiling / 2.0, 20, think);
    keep(run_surge(&mut bed, "half of the ceiling", timing, half, false).await?);
    let quarter = Surge::of(Profile::Steady, ceiling / 4.0, 20, think);
    let signing = Surge {
        sign_ins: 500.0,
        ..quarter
    };
    keep(run_surge(&mut bed, "sign-in storm", timing, signing, false).await?);
    keep(run_slow_bodies(&mut bed, timing, quarter, size.slow_bodies).await?);
    // Attempts take seconds here, so counting begins only when the first ones have ended.
    let long = Timing {
        warm_up: timing.duration,
        duration: timing.duration * 2,
    };
    // The same people with the same patience: first as many as the server can carry, then far more.
    for (name, times) in [("peak", 1.0), ("overload, ten times the ceiling", 10.0)] {
        let crowd = Surge::of(Profile::Steady, ceiling * times, 20, think);
        keep(run_surge(&mut bed, name, long, crowd, false).await?);
    }
    let evening = Surge::of(Profile::LastEvening, ceiling / 4.0, 20, think);
    keep(run_surge(&mut bed, "last evening", timing, evening, true).await?);
    let reading = Surge {
        boards: 20_000.0,
        ranks: 200.0,
        ..Surge::of(Profile::Steady, ceiling / 20.0, 20, think)
    };
    keep(run_boards(&mut bed, timing, reading, size.standings).await?);
    drop(bed);
    // On a server that has just started, so that only open attempts are measured and not leftovers of earlier runs.
    let mut fresh = Bed::on(Started::start(program, store).await?, name, shape).await?;
    fresh.register_up_to(size.people).await?;
    keep(run_open_attempts(&mut fresh, size.open_attempts, 64).await?);
    drop(fresh);
    let results_day = Box::pin(on_own_server(program, store, Wishes::of(size.day))).await?;
    Ok(summed_up(name, runs, all_runs, results_day))
}

fn summed_up(
    store: &'static str,
    runs: Vec<Report>,
    all_runs: BTreeMap<&'static str, Vec<f64>>,
    results_day: Day,
) -> Bench {
    let audits = || runs.iter().filter_map(|run| run.audit.as_ref());
    let of = |key: &str| all_runs.get(key).map_or(0.0, |speeds| median(speeds));
    Bench {
        store,
        attempts_per_s: of("saturate_20_saves"),
        attempts_per_s_5_saves: of("saturate_5_saves"),
        audit: Verdict {
            passed: audits().all(|audit| audit.passed),
            receipts: audits().map(|audit| audit.receipts).sum(),
            complaints: audits().flat_map(|audit| audit.complaints.clone()).collect(),
        },
        all_runs,
        runs,
        results_day,
    }
}
