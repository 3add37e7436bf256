//! The command line.

use crate::results_day::ResultsDay;
use clap::{Args, Parser, Subcommand};
use loadtest::arrivals::Profile;
use loadtest::target::Store;
use std::path::PathBuf;

/// Load tests for Thi Luật: plays whole attempts in an open or closed model and audits every receipt.
#[derive(Parser)]
#[command(name = "loadtest", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Measures the highest rate: a closed loop without think time.
    Saturate {
        #[command(flatten)]
        common: Common,
        #[arg(long, default_value_t = 128)]
        connections: usize,
        /// Saves per attempt.
        #[arg(long, default_value_t = 20)]
        saves: u32,
        /// How often to repeat the run; all runs are reported.
        #[arg(long, default_value_t = 1)]
        runs: u32,
    },
    /// Runs the open model: people arrive at a rate or along a profile, whether or not the server keeps up.
    Run {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        #[arg(long, value_enum, default_value = "steady")]
        profile: Profile,
        /// Board reads per second alongside the attempts.
        #[arg(long, default_value_t = 0.0)]
        boards: f64,
        /// Requests for one's own rank per second alongside the attempts.
        #[arg(long, default_value_t = 0.0)]
        ranks: f64,
    },
    /// Measures sign-ins alongside running attempts.
    SignIns {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        /// Sign-ins per second.
        #[arg(long, default_value_t = 500.0)]
        sign_ins: f64,
    },
    /// Offers many times the rate that the server can carry.
    Overload {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        /// Factor by which to multiply the rate.
        #[arg(long, default_value_t = 10.0)]
        times: f64,
    },
    /// Opens connections that send their bodies at one byte per second, alongside running attempts.
    SlowBodies {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        #[arg(long, default_value_t = 1_000)]
        connections: usize,
    },
    /// Measures reads of a large board while attempts run. Needs --start, because it fills the board directly.
    Boards {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        /// Contestants on the board.
        #[arg(long, default_value_t = 1_000_000)]
        standings: usize,
        /// Reads of the first hundred per second.
        #[arg(long, default_value_t = 20_000.0)]
        boards: f64,
        /// Requests for one's own rank per second.
        #[arg(long, default_value_t = 200.0)]
        ranks: f64,
    },
    /// Starts attempts and leaves them open, to measure the server's memory.
    OpenAttempts {
        #[command(flatten)]
        common: Common,
        #[arg(long, default_value_t = 100_000)]
        count: usize,
    },
    /// Runs results day on a server that it starts: fills a database with a large round, then settles, disqualifies,
    /// publishes, reads and exports it, while a few phones play another round.
    ResultsDay(ResultsDay),
    /// Measures the memory and time that Redis needs at growing sizes, on a Redis that it starts.
    Redis {
        #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
        sizes: Vec<usize>,
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// Runs everything on servers that it starts, and writes postgres.json, sqlite.json and pages with charts.
    Bench {
        /// Make each run once and short.
        #[arg(long)]
        quick: bool,
        #[arg(long, default_value = "target/release/thiluat")]
        server_binary: PathBuf,
        /// Databases to measure.
        #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Store::Postgres, Store::Sqlite])]
        stores: Vec<Store>,
        #[arg(long, default_value = "target/bench")]
        folder: PathBuf,
    },
}

/// How people arrive.
#[derive(Args, Clone, Copy)]
pub(crate) struct Arriving {
    /// Attempts per second, on average.
    #[arg(long, default_value_t = 100.0)]
    pub(crate) rate: f64,
    /// Saves per attempt.
    #[arg(long, default_value_t = 20)]
    pub(crate) saves: u32,
    /// Average think time between two requests, in milliseconds.
    #[arg(long, default_value_t = 100)]
    pub(crate) think: u64,
}

/// Options of all runs.
#[derive(Args, Clone)]
pub(crate) struct Common {
    /// Address of a running server, e.g. http://127.0.0.1:8080. Needs an organiser's account there.
    #[arg(long, conflicts_with = "start", required_unless_present = "start")]
    pub(crate) url: Option<String>,
    /// Start a private server with this database.
    #[arg(long, value_enum)]
    pub(crate) start: Option<Store>,
    /// Server binary for --start.
    #[arg(long, default_value = "target/release/thiluat")]
    pub(crate) server_binary: PathBuf,
    /// Confirm that you may load-test this server, which is on another machine.
    #[arg(long)]
    pub(crate) i_own_this_host: bool,
    /// User name of an organiser, for --url.
    #[arg(long, default_value = "")]
    pub(crate) organiser: String,
    /// File that contains the organiser's password. Alternatively, set LOADTEST_PASSWORD.
    #[arg(long)]
    pub(crate) password_file: Option<PathBuf>,
    #[arg(
        long,
        env = "LOADTEST_PASSWORD",
        hide = true,
        hide_env_values = true,
        default_value = ""
    )]
    pub(crate) password: String,
    /// Process id of the server, to read its processor time and memory.
    #[arg(long)]
    pub(crate) pid: Option<u32>,
    /// Seconds to measure.
    #[arg(long, default_value_t = 10.0)]
    pub(crate) duration: f64,
    /// Seconds to run before measuring.
    #[arg(long, default_value_t = 1.0)]
    pub(crate) warm_up: f64,
    /// Contestants to register.
    #[arg(long, default_value_t = 512)]
    pub(crate) people: usize,
    /// Threads of the load generator.
    #[arg(long, default_value_t = 1)]
    pub(crate) threads: usize,
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Write the report to this file as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    /// Write the report to this file as a page with charts.
    #[arg(long)]
    pub(crate) html: Option<PathBuf>,
}
