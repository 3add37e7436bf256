//! Any other program that must not outlive this process: a server, a proxy.

use crate::processes::{interrupted, kill};
use lifeline::{Lifeline, wait_until};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program with its own temporary folder.
pub struct Program {
    folder: PathBuf,
    lifeline: Lifeline,
}

impl Program {
    /// Creates the folder and starts the shell command that `line` returns for it.
    pub fn start(
        environment: &[(&str, String)],
        line: impl FnOnce(&Path) -> io::Result<String>,
    ) -> io::Result<Program> {
        let folder = tempfile::Builder::new()
            .prefix("thiluat-program-")
            .tempdir()?
            .keep();
        let mut shell = Command::new("/bin/sh");
        shell.envs(environment.iter().map(|(name, value)| (name, value)));
        let (line, log) = (line(&folder)?, folder.join("log"));
        let lifeline = Lifeline::start(shell, &line, [""; 0], &log, interrupted(&folder))?;
        Ok(Program { folder, lifeline })
    }

    pub fn pid(&self) -> u32 {
        self.lifeline.pid()
    }

    /// `kill -9`.
    pub fn kill(&self) -> io::Result<()> {
        kill(self.pid())
    }

    /// Returns what the program has printed.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    /// Waits until the program accepts connections on this port.
    pub fn await_port(&self, port: u16) -> io::Result<()> {
        let listens = || std::net::TcpStream::connect(("127.0.0.1", port)).is_ok();
        wait_until("listening", listens).map_err(|error| io::Error::other(format!("{error}: {}", self.log())))
    }
}
