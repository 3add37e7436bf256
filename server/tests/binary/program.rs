//! Runs the program, to its end or as a server.

use private_stores::free_ports;
use private_stores::program::Program;
use private_stores::{Signal, signal};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_thiluat");

/// The result of a run.
pub(crate) struct Ran {
    pub(crate) status: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program to its end in a folder that holds its data, with settings from the environment.
pub(crate) fn run(folder: &Path, settings: &[(&str, &str)], words: &[&str]) -> Ran {
    let mut command = Command::new(BINARY);
    command
        .args(words)
        .current_dir(folder)
        .envs(settings.iter().copied());
    ran(command.output().expect("the program"))
}

/// Runs the program to its end in a folder that holds its data, with a line on its standard input.
pub(crate) fn run_with_input(folder: &Path, words: &[&str], line: &str) -> Ran {
    let mut command = Command::new(BINARY);
    command.args(words).current_dir(folder);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program");
    let mut input = child.stdin.take().expect("its input");
    writeln!(input, "{line}").expect("it reads");
    drop(input);
    ran(child.wait_with_output().expect("the program"))
}

fn ran(output: Output) -> Ran {
    let Output {
        status,
        stdout,
        stderr,
    } = output;
    Ran {
        status: status.code(),
        out: String::from_utf8(stdout).expect("UTF-8"),
        err: String::from_utf8(stderr).expect("UTF-8"),
    }
}

impl Ran {
    #[track_caller]
    pub(crate) fn succeeded(&self) -> &str {
        assert_eq!(self.status, Some(0), "{}{}", self.out, self.err);
        &self.out
    }

    /// Checks that the program failed with status 1 and without a panic, and returns what it said.
    #[track_caller]
    pub(crate) fn failed(&self) -> &str {
        assert_eq!(self.status, Some(1), "{}{}", self.out, self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
        &self.err
    }
}

/// A running server.
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) url: String,
    process: Program,
}

impl Server {
    /// Starts the server with its settings in a file, and waits until it listens.
    pub(crate) fn start(command: &str, settings: &Path, port: u16) -> Server {
        let line = format!("{BINARY} --config {} {command}", settings.display());
        let process = Program::start(&[], |_folder| Ok(line)).expect("a server");
        process.await_port(port).expect("a server");
        Server {
            port,
            url: format!("http://127.0.0.1:{port}"),
            process,
        }
    }

    pub(crate) fn log(&self) -> String {
        self.process.log()
    }

    /// Ends the server as systemd does, and waits for its end.
    pub(crate) fn terminate(self) {
        let pid = self.process.pid();
        signal(pid, Signal::TERM).expect("asked to end");
        let end = Instant::now() + Duration::from_secs(20);
        // Until its shell has read its status, the process still exists, but runs nothing.
        while std::fs::read_link(format!("/proc/{pid}/exe")).is_ok() {
            assert!(Instant::now() < end, "it does not end: {}", self.log());
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

pub(crate) fn port() -> u16 {
    free_ports(1).expect("a port")[0]
}

/// Runs a test's conversation.
pub(crate) fn talk<T>(conversation: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a runtime").block_on(conversation)
}
