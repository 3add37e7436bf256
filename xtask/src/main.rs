//! Repository chores that no well-maintained tool does better: `cargo xtask web` builds the front ends into `dist/`.
//!
//! It knows the folders of the repository and the shape of `dist/`, and must not know what the front ends do.
#![expect(
    clippy::print_stdout,
    reason = "a command line tool: stdout is where its answer goes"
)]

mod app;
mod budget;
mod compress;
mod glue;
mod release;
mod shell;
mod std_for_size;
mod unused;
mod web;

use std::process::ExitCode;

/// Every failure ends the chore with one sentence for the person at the terminal.
type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

const USAGE: &str = "\
Usage: cargo xtask <chore>

  web          build the front end into dist/ and check the download budget
  web --dev    the same with light compression and without the budget";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["web"] => web::build(web::Mode::Release),
        ["web", "--dev"] => web::build(web::Mode::Dev),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Err(USAGE.into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
