//! The command `results-day`.

use crate::{seconds, write_json};
use clap::Args;
use loadtest::bed::RunError;
use loadtest::day::crowd::Size;
use loadtest::day::figures::markdown;
use loadtest::day::{Wishes, on_own_server};
use loadtest::target::Store;
use std::io::{self, Write};
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct ResultsDay {
    /// Contestants in the large round.
    #[arg(long, default_value_t = 600_000)]
    people: u32,
    /// Attempts of all contestants together.
    #[arg(long, default_value_t = 1_000_000)]
    attempts: u32,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Database of the private server.
    #[arg(long, value_enum, default_value = "postgres")]
    start: Store,
    #[arg(long, default_value = "target/release/thiluat")]
    server_binary: PathBuf,
    /// Phones that play another round meanwhile.
    #[arg(long, default_value_t = 8)]
    phones: usize,
    /// Seconds to read each of: own result, winners, board.
    #[arg(long, default_value_t = 10.0)]
    reading: f64,
    /// Write the figures to this file as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

impl ResultsDay {
    /// Returns whether all audits passed.
    pub(crate) async fn run(self) -> Result<bool, RunError> {
        let size = Size {
            people: self.people,
            attempts: self.attempts,
            seed: self.seed,
        };
        let wishes = Wishes {
            phones: self.phones,
            reading: seconds(self.reading)?,
            tell: |figure| {
                let _ = writeln!(io::stderr(), "{figure}");
            },
            ..Wishes::of(size)
        };
        let day = on_own_server(&self.server_binary, self.start, wishes).await?;
        println!("{}", markdown(&day));
        if let Some(file) = &self.json {
            write_json(file, &day)?;
        }
        Ok(day.passed())
    }
}
