//! The program; see `cli/` for its commands.

mod cli;

use clap::Parser;
use std::io::{self, Write};
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(code) => code,
        Err(error) => {
            let _ = writeln!(io::stderr(), "thiluat: {error}");
            ExitCode::FAILURE
        }
    }
}
