//! The command line: `thiluat serve`, `thiluat demo`, and the commands that operators run alongside servers. Each
//! command has its file; the library does the work.

#![expect(clippy::print_stdout, reason = "a command line prints to standard output")]

mod account;
mod attempt;
mod bank;
mod doctor;
mod laws;
mod serve;

use clap::{Parser, Subcommand};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use thiluat::application::open_database;
use thiluat::config::{Config, DEFAULTS};
use thiluat::openapi;
use tracing_subscriber::EnvFilter;

/// Thi Luật: online law-knowledge contests.
#[derive(Parser)]
#[command(name = "thiluat", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    /// Settings file. Default: `thiluat.toml` in the working directory, if it exists.
    #[arg(long, env = "THILUAT_CONFIG", global = true)]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Migrate the database, then serve until SIGINT or SIGTERM.
    Serve,
    /// Serve a sample contest, with accounts for an organiser and a judge.
    Demo,
    /// Migrate the database and exit.
    Migrate,
    /// Report problems with the stores and the rounds, and how to fix them. Changes nothing; exits with status 1 if
    /// there is a problem.
    Doctor {
        /// Print the report as JSON.
        #[arg(long)]
        json: bool,
    },
    /// Inspect and resolve attempts that the server could neither close nor record.
    #[command(subcommand)]
    Attempt(attempt::AttemptCommand),
    /// Manage staff accounts, and reset forgotten passwords.
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Check question banks.
    #[command(subcommand)]
    Bank(bank::BankCommand),
    /// Keep the register of laws: their texts, and whether they are in force.
    #[command(subcommand)]
    Laws(laws::LawsCommand),
    /// Print every setting with its default and an explanation.
    Config,
    /// Print the API as an OpenAPI document.
    Openapi,
}

/// Runs one command. An error is one line on standard error.
pub(crate) fn run(cli: Cli) -> io::Result<ExitCode> {
    let settings = cli.config.as_deref();
    match cli.command {
        Command::Serve => block_on(serve::serve(load(settings)?))?,
        Command::Demo => block_on(serve::demo(load(settings)?))?,
        Command::Migrate => {
            block_on(open_database(&load(settings)?))?;
        }
        Command::Doctor { json } => return block_on(doctor::doctor(load(settings)?, json)),
        Command::Attempt(command) => block_on(attempt::attempt(load(settings)?, command))?,
        Command::Account(command) => block_on(account::account(load(settings)?, command))?,
        Command::Bank(command) => return bank::bank(command),
        Command::Laws(command) => return block_on(laws::laws(load(settings)?, command)),
        Command::Config => print!("{DEFAULTS}"),
        Command::Openapi => {
            let json = openapi::api().to_pretty_json().map_err(io::Error::other)?;
            println!("{json}");
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn load(file: Option<&Path>) -> io::Result<Config> {
    let config = Config::load(file).map_err(|error| io::Error::other(format!("settings: {error}")))?;
    let filter = EnvFilter::try_new(&config.log)
        .map_err(|error| io::Error::other(format!("settings: log = {:?}: {error}", config.log)))?;
    let logging = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal());
    if config.log_format == "json" {
        logging.json().init();
    } else {
        logging.init();
    }
    Ok(config)
}

fn block_on<T>(work: impl Future<Output = io::Result<T>>) -> io::Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?
        .block_on(work)
}
