//! The command line.

use crate::results_day::ResultsDay;
use clap::{Args, Parser, Subcommand};
use loadtest::arrivals::Profile;
use loadtest::target::Store;
use std::path::PathBuf;

/// Load tests for Thi Luật: whole attempts, open or closed model, every receipt audited.
#[derive(Parser)]
#[command(name = "loadtest", version, about, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// The ceiling: a closed loop without thinking time.
    Saturate {
        #[command(flatten)]
        common: Common,
        #[arg(long, default_value_t = 128)]
        connections: usize,
        /// Saves in an attempt.
        #[arg(long, default_value_t = 20)]
        saves: u32,
        /// How often to run it; all runs are told.
        #[arg(long, default_value_t = 1)]
        runs: u32,
    },
    /// The open model: people arrive at a rate or along a profile, whether the server keeps up or not.
    Run {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        #[arg(long, value_enum, default_value = "steady")]
        profile: Profile,
        /// Board reads a second beside the attempts.
        #[arg(long, default_value_t = 0.0)]
        boards: f64,
        /// Questions for one's own place a second beside the attempts.
        #[arg(long, default_value_t = 0.0)]
        places: f64,
    },
    /// Sign-ins beside attempts that run.
    Signins {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        /// Sign-ins a second.
        #[arg(long, default_value_t = 500.0)]
        sign_ins: f64,
    },
    /// Many times the ceiling.
    Overload {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        /// The rate is multiplied by this.
        #[arg(long, default_value_t = 10.0)]
        times: f64,
    },
    /// Connections that send their bodies a byte a second, beside attempts that run.
    SlowBodies {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        #[arg(long, default_value_t = 1_000)]
        connections: usize,
    },
    /// Reads of a large board while attempts run. Needs --start: the board is filled behind the front door.
    Boards {
        #[command(flatten)]
        common: Common,
        #[command(flatten)]
        arriving: Arriving,
        #[arg(long, default_value_t = 1_000_000)]
        entries: usize,
        /// Reads of the first hundred a second.
        #[arg(long, default_value_t = 20_000.0)]
        boards: f64,
        /// Questions for one's own place a second.
        #[arg(long, default_value_t = 200.0)]
        places: f64,
    },
    /// Starts attempts and leaves them open: the server's memory.
    OpenAttempts {
        #[command(flatten)]
        common: Common,
        #[arg(long, default_value_t = 100_000)]
        count: usize,
    },
    /// The day of the results: fills a database with a large round, then settles, disqualifies, publishes, is read and
    /// exports, while a few phones play another round. On a server of our own.
    ResultsDay(ResultsDay),
    /// Memory and time that Redis spends, at growing sizes, on a Redis of our own.
    Redis {
        #[arg(long, value_delimiter = ',', default_values_t = [10_000, 100_000, 1_000_000])]
        sizes: Vec<usize>,
        #[arg(long)]
        json: Option<PathBuf>,
    },
    /// Everything, on servers of our own: writes postgres.json, sqlite.json and pages with charts.
    Bench {
        /// One short run of each.
        #[arg(long)]
        quick: bool,
        #[arg(long, default_value = "target/release/thiluat")]
        server_binary: PathBuf,
        /// Only these databases.
        #[arg(long, value_enum, value_delimiter = ',', default_values_t = [Store::Postgres, Store::Sqlite])]
        stores: Vec<Store>,
        #[arg(long, default_value = "target/bench")]
        folder: PathBuf,
    },
}

/// How people arrive.
#[derive(Args, Clone, Copy)]
pub(crate) struct Arriving {
    /// Attempts a second, on average.
    #[arg(long, default_value_t = 100.0)]
    pub(crate) rate: f64,
    /// Saves in an attempt.
    #[arg(long, default_value_t = 20)]
    pub(crate) saves: u32,
    /// Milliseconds of thinking between two requests, on average.
    #[arg(long, default_value_t = 100)]
    pub(crate) think: u64,
}

/// What all runs need.
#[derive(Args, Clone)]
pub(crate) struct Common {
    /// A server that runs already, e.g. http://127.0.0.1:8080. Needs an organiser's account there.
    #[arg(long, conflicts_with = "start", required_unless_present = "start")]
    pub(crate) url: Option<String>,
    /// Starts a server of our own, with this database.
    #[arg(long, value_enum)]
    pub(crate) start: Option<Store>,
    /// The server's program, for --start.
    #[arg(long, default_value = "target/release/thiluat")]
    pub(crate) server_binary: PathBuf,
    /// The server is on another machine, and it is mine.
    #[arg(long)]
    pub(crate) i_own_this_host: bool,
    /// User name of an organiser, for --url.
    #[arg(long, default_value = "")]
    pub(crate) organiser: String,
    /// File with the organiser's password; or in LOADTEST_PASSWORD.
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
    /// Seconds that are measured.
    #[arg(long, default_value_t = 10.0)]
    pub(crate) duration: f64,
    /// Seconds before that.
    #[arg(long, default_value_t = 1.0)]
    pub(crate) warm_up: f64,
    /// Contestants to register.
    #[arg(long, default_value_t = 512)]
    pub(crate) people: usize,
    /// The generator's threads.
    #[arg(long, default_value_t = 1)]
    pub(crate) threads: usize,
    #[arg(long, default_value_t = 1)]
    pub(crate) seed: u64,
    /// Writes the report as JSON.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    /// Writes the report as a page with charts.
    #[arg(long)]
    pub(crate) html: Option<PathBuf>,
}
