//! The command line.

use clap::{Args, Parser, Subcommand};
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
