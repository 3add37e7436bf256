//! Drives whole attempts against a server, measures, and audits every receipt.

#![expect(
    clippy::print_stdout,
    reason = "a command line answers on its standard output"
)]

mod cli;

use clap::Parser;
use cli::{Cli, Command, Common};
use loadtest::bed::{Bed, RunError};
use loadtest::contest::{Shape, now};
use loadtest::machine::Process;
use loadtest::modes::{Timing, run_saturate};
use loadtest::report::json::Report;
use loadtest::report::table::table;
use loadtest::saturate::Saturation;
use loadtest::target::{Server, Started, Store};
use std::io::{self, Write};
use std::process::ExitCode;
use std::time::Duration;

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

/// An interrupt drops what was started, servers among it.
async fn interruptible(command: Command) -> Result<bool, RunError> {
    tokio::select! {
        done = Box::pin(run(command)) => done,
        _ = tokio::signal::ctrl_c() => Err(RunError::Wrong("interrupted".into())),
    }
}

/// Whether everything that was audited passed.
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
            let timing = Timing {
                warm_up: seconds(common.warm_up)?,
                duration: seconds(common.duration)?,
            };
            let mut reports = Vec::new();
            for run in 0..runs {
                let saturation = Saturation {
                    connections,
                    threads: common.threads,
                    saves,
                    seed: common.seed + u64::from(run),
                };
                let report = run_saturate(&mut bed, timing, saturation).await?;
                println!("{}", table(&report));
                reports.push(report);
            }
            tell_log(&bed);
            write_files(&common, &mut reports)
        }
    }
}

/// The server that was named or is to be started, with a contest on it.
async fn bed(common: &Common) -> Result<Bed, RunError> {
    let shape = Shape {
        rounds: 40,
        time_limit_s: 900,
        attempts: Some(1_000),
    };
    if let Some(store) = common.start {
        let started = Started::start(&common.server_binary, store).await?;
        let name = match store {
            Store::Sqlite => "sqlite",
            Store::Postgres => "postgres",
        };
        return Bed::on(started, name, shape).await;
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
    // Others may have registered here before: numbers from the clock do not collide with theirs.
    let first_number = (now().0 / 100 % 100_000_000) as u32;
    let mut bed = Bed::make(server, &common.organiser, &password, shape, first_number).await?;
    bed.watched.server = common.pid.map(Process::of);
    Ok(bed)
}

fn seconds(number: f64) -> Result<Duration, RunError> {
    Duration::try_from_secs_f64(number)
        .map_err(|_| RunError::Wrong(format!("{number} is not a number of seconds")))
}

fn tell_log(bed: &Bed) {
    let log = bed.started.as_ref().map(Started::log).unwrap_or_default();
    for line in log.lines().take(20) {
        let _ = writeln!(io::stderr(), "server: {line}");
    }
}

/// The report by the median of attempts per second is the one that is kept.
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
    if let Some(file) = &common.json {
        std::fs::write(file, serde_json::to_vec_pretty(median).map_err(io::Error::other)?)?;
    }
    Ok(passed)
}
