//! Drives whole attempts against a server, measures, and audits every receipt.

#![expect(
    clippy::print_stdout,
    reason = "a command line answers on its standard output"
)]

mod cli;
mod results_day;

use clap::Parser;
use cli::{Arriving, Cli, Command, Common};
use loadtest::arrivals::Profile;
use loadtest::bed::{Bed, RunError};
use loadtest::bench::{Size, bench};
use loadtest::contest::{Shape, now};
use loadtest::day::figures;
use loadtest::machine::Process;
use loadtest::modes::{Timing, run_boards, run_open_attempts, run_saturate, run_slow_bodies, run_surge};
use loadtest::redis_cost::redis_cost;
use loadtest::report::html::page;
use loadtest::report::json::Report;
use loadtest::report::markdown;
use loadtest::report::table::table;
use loadtest::saturate::Saturation;
use loadtest::surge::Surge;
use loadtest::target::{Server, Started, Store};
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

/// The most runs, or the most open attempts of one person.
const ROUNDS: u32 = 40;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let done = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(RunError::from)
        .and_then(|runtime| runtime.block_on(interruptible(cli.command)));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "loadtest: {error}");
            ExitCode::from(2)
        }
    }
}

/// On an interrupt, drops everything that was started, including servers.
async fn interruptible(command: Command) -> Result<bool, RunError> {
    tokio::select! {
        done = Box::pin(run(command)) => done,
        _ = tokio::signal::ctrl_c() => Err(RunError::Wrong("interrupted".into())),
    }
}

/// Returns whether every audit passed.
async fn run(command: Command) -> Result<bool, RunError> {
    match command {
        Command::Saturate {
            common,
            connections,
            saves,
            runs,
        } => {
            let mut bed = bed(&common).await?;
            bed.register_up_to(common.people.max(connections)).await?;
            let mut reports = Vec::new();
            for run in 0..runs {
                let saturation = Saturation {
                    connections,
                    threads: common.threads,
                    saves,
                    seed: common.seed + u64::from(run),
                };
                let report = run_saturate(&mut bed, timing(&common)?, saturation).await?;
                println!("{}", table(&report));
                reports.push(report);
            }
            tell_log(&bed);
            write_files(&common, &mut reports)
        }
        Command::Run {
            common,
            arriving,
            profile,
            boards,
            ranks,
        } => {
            let load = Surge {
                boards,
                ranks,
                ..surge_of(&common, profile, arriving)
            };
            let closes = profile == Profile::LastEvening;
            let name = format!("{profile:?}").to_lowercase();
            surge(&common, &name, load, closes).await
        }
        Command::SignIns {
            common,
            arriving,
            sign_ins,
        } => {
            let load = Surge {
                sign_ins,
                ..surge_of(&common, Profile::Steady, arriving)
            };
            surge(&common, "sign-ins", load, false).await
        }
        Command::Overload {
            common,
            arriving,
            times,
        } => {
            let mut load = surge_of(&common, Profile::Steady, arriving);
            load.rate *= times;
            surge(&common, "overload", load, false).await
        }
        Command::SlowBodies {
            common,
            arriving,
            connections,
        } => {
            let load = surge_of(&common, Profile::Steady, arriving);
            let mut bed = peopled(&common).await?;
            let report = run_slow_bodies(&mut bed, timing(&common)?, load, connections).await?;
            told(&common, &bed, report)
        }
        Command::Boards {
            common,
            arriving,
            standings,
            boards,
            ranks,
        } => {
            let load = Surge {
                boards,
                ranks,
                ..surge_of(&common, Profile::Steady, arriving)
            };
            let mut bed = peopled(&common).await?;
            let report = run_boards(&mut bed, timing(&common)?, load, standings).await?;
            told(&common, &bed, report)
        }
        Command::OpenAttempts { common, count } => {
            let mut bed = bed(&common).await?;
            // Each person has one open attempt per round.
            let people = count.div_ceil(ROUNDS as usize);
            bed.register_up_to(common.people.max(people)).await?;
            let report = run_open_attempts(&mut bed, count, 64).await?;
            println!("{}", table(&report));
            write_one(&common, &report)?;
            Ok(true)
        }
        Command::ResultsDay(asked) => Box::pin(asked.run()).await,
        Command::Redis { sizes, json } => {
            let costs = redis_cost(&sizes).await?;
            println!("{}", markdown::costs(&costs));
            if let Some(file) = json {
                write_json(&file, &costs)?;
            }
            Ok(true)
        }
        Command::Bench {
            quick,
            server_binary,
            stores,
            folder,
        } => run_bench(quick, &server_binary, &stores, &folder).await,
    }
}

async fn run_bench(
    quick: bool,
    server_binary: &Path,
    stores: &[Store],
    folder: &Path,
) -> Result<bool, RunError> {
    let size = if quick { Size::QUICK } else { Size::FULL };
    std::fs::create_dir_all(folder)?;
    let mut passed = true;
    let mut all = Vec::new();
    for store in stores {
        let done = bench(server_binary, *store, size, |report| {
            println!("{}", table(report))
        })
        .await?;
        write_json(&folder.join(format!("{}.json", store.name())), &done)?;
        let html = page(&format!("Thi Luật on {}", store.name()), &done.runs);
        std::fs::write(folder.join(format!("{}.html", store.name())), html)?;
        passed &= done.audit.passed && done.results_day.passed();
        println!("{}", figures::markdown(&done.results_day));
        all.extend(done.runs);
    }
    let sizes: &[usize] = if quick {
        &[10_000, 100_000]
    } else {
        &[10_000, 100_000, 1_000_000]
    };
    let costs = redis_cost(sizes).await?;
    write_json(&folder.join("redis.json"), &costs)?;
    println!("{}\n{}", markdown::runs(&all), markdown::costs(&costs));
    Ok(passed)
}

fn timing(common: &Common) -> Result<Timing, RunError> {
    Ok(Timing {
        warm_up: seconds(common.warm_up)?,
        duration: seconds(common.duration)?,
    })
}

fn surge_of(common: &Common, profile: Profile, arriving: Arriving) -> Surge {
    Surge {
        threads: common.threads,
        seed: common.seed,
        ..Surge::of(
            profile,
            arriving.rate,
            arriving.saves,
            Duration::from_millis(arriving.think),
        )
    }
}

/// Registers the people, lets them arrive, and reports the outcome.
async fn surge(common: &Common, name: &str, load: Surge, closes: bool) -> Result<bool, RunError> {
    let mut bed = peopled(common).await?;
    let report = run_surge(&mut bed, name, timing(common)?, load, closes).await?;
    told(common, &bed, report)
}

async fn peopled(common: &Common) -> Result<Bed, RunError> {
    let mut bed = bed(common).await?;
    bed.register_up_to(common.people).await?;
    Ok(bed)
}

fn told(common: &Common, bed: &Bed, report: Report) -> Result<bool, RunError> {
    println!("{}", table(&report));
    tell_log(bed);
    write_files(common, &mut [report])
}

/// Returns the named server, or starts one, with a contest on it.
async fn bed(common: &Common) -> Result<Bed, RunError> {
    let shape = Shape {
        rounds: ROUNDS,
        time_limit_s: 900,
        attempts: Some(1_000),
    };
    if let Some(store) = common.start {
        let started = Started::start(&common.server_binary, store).await?;
        return Bed::on(started, store.name(), shape).await;
    }
    let url = common.url.as_deref().unwrap_or_default();
    let server = Server::attach(url, common.i_own_this_host).await?;
    let password = match &common.password_file {
        Some(file) => std::fs::read_to_string(file)?.trim().to_owned(),
        None => common.password.clone(),
    };
    if common.organiser.is_empty() || password.is_empty() {
        return Err(RunError::Wrong(
            "with --url, name an organiser's account: --organiser, and --password-file or LOADTEST_PASSWORD"
                .into(),
        ));
    }
    // Others may have registered here before: numbers taken from the clock do not collide with theirs.
    let first_number = (now().0 / 100 % 100_000_000) as u32;
    let mut bed = Bed::make(server, &common.organiser, &password, shape, first_number).await?;
    bed.watched.server = common.pid.map(Process::of);
    Ok(bed)
}

fn seconds(number: f64) -> Result<Duration, RunError> {
    Duration::try_from_secs_f64(number)
        .map_err(|_error| RunError::Wrong(format!("{number} is not a number of seconds")))
}

fn tell_log(bed: &Bed) {
    let log = bed.started.as_ref().map(Started::log).unwrap_or_default();
    for line in log.lines().take(20) {
        let _ = writeln!(io::stderr(), "server: {line}");
    }
}

/// Keeps the report with the median of attempts per second.
fn write_files(common: &Common, reports: &mut [Report]) -> Result<bool, RunError> {
    let passed = reports.iter().all(Report::audit_passed);
    reports.sort_by(|a, b| a.attempts_per_s.total_cmp(&b.attempts_per_s));
    let Some(median) = reports.get(reports.len() / 2) else {
        return Ok(passed);
    };
    if reports.len() > 1 {
        let all: Vec<String> = reports
            .iter()
            .map(|r| format!("{:.0}", r.attempts_per_s))
            .collect();
        println!(
            "median {:.0} attempts/s of {}",
            median.attempts_per_s,
            all.join(", ")
        );
    }
    write_one(common, median)?;
    Ok(passed)
}

fn write_one(common: &Common, report: &Report) -> Result<(), RunError> {
    if let Some(file) = &common.json {
        write_json(file, report)?;
    }
    if let Some(file) = &common.html {
        std::fs::write(file, page("Thi Luật under load", std::slice::from_ref(report)))?;
    }
    Ok(())
}

fn write_json(file: &Path, value: &impl serde::Serialize) -> Result<(), RunError> {
    std::fs::write(file, serde_json::to_vec_pretty(value).map_err(io::Error::other)?)?;
    Ok(())
}
