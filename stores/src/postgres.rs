//! A private PostgreSQL cluster on a free local port.

use crate::processes::{free_ports, interrupted, run, with_children};
use lifeline::{Lifeline, wait_until};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// PostgreSQL refuses to run as root; it then runs as the user that Debian's package creates.
const USER: &str = "postgres";

/// For tests: nothing has to survive a power failure.
const FAST: &str = "-c fsync=off";
/// For measurements: a commit is on disk when it is acknowledged. A short run writes no full page twice and has no
/// checkpoint.
const DURABLE: &str = "-c fsync=on -c synchronous_commit=on -c shared_buffers=256MB -c max_wal_size=4GB \
                       -c checkpoint_timeout=30min";

pub struct Postgres {
    port: u16,
    bin: PathBuf,
    folder: PathBuf,
    lifeline: Lifeline,
}

impl Postgres {
    /// Creates a cluster in the temporary folder and waits until it replies.
    pub fn start(durable: bool) -> io::Result<Postgres> {
        let bin = binaries()?;
        let folder = tempfile::Builder::new()
            .prefix("thiluat-postgres-")
            .tempdir()?
            .keep();
        let as_root = is_root();
        if as_root {
            run(Command::new("chown").arg(USER).arg(&folder))?;
        }
        let data = folder.join("data");
        run(as_user(as_root, &bin.join("initdb"))
            .args([
                "--auth=trust",
                "--no-sync",
                "--encoding=UTF8",
                "--locale=C",
                "--username",
                USER,
                "-D",
            ])
            .arg(&data))?;
        let port = free_ports(1)?[0];
        let serve = format!(
            "{pg} -D {data} -p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=400 {settings}",
            pg = bin.join("postgres").display(),
            data = data.display(),
            folder = folder.display(),
            settings = if durable { DURABLE } else { FAST },
        );
        let (shell, log) = (as_user(as_root, Path::new("/bin/sh")), folder.join("log"));
        let lifeline = Lifeline::start(shell, &serve, [""; 0], &log, interrupted(&folder))?;
        let postgres = Postgres {
            port,
            bin,
            folder,
            lifeline,
        };
        postgres.await_answer()?;
        Ok(postgres)
    }

    fn await_answer(&self) -> io::Result<()> {
        let answered = wait_until("PostgreSQL's start", || {
            let mut ask = Command::new(self.bin.join("pg_isready"));
            ask.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string()]);
            ask.status().is_ok_and(|status| status.success())
        });
        answered.map_err(|error| {
            let log = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
            io::Error::other(format!("{error}: {log}"))
        })
    }

    pub fn url(&self, database: &str) -> String {
        format!("postgres://{USER}@127.0.0.1:{}/{database}", self.port)
    }

    pub fn create_database(&self, name: &str) -> io::Result<()> {
        run(Command::new(self.bin.join("createdb")).args([
            "-h",
            "127.0.0.1",
            "-p",
            &self.port.to_string(),
            "-U",
            USER,
            name,
        ]))
    }

    /// Returns the ids of the server and its children: one process per connection, and the background writers.
    pub fn pids(&self) -> Vec<u32> {
        with_children(self.lifeline.pid())
    }
}

/// Finds the server's programs, which Debian keeps outside of PATH.
fn binaries() -> io::Result<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten();
    let mut found: Vec<PathBuf> = versions
        .map(|entry| entry.path().join("bin"))
        .filter(|bin| bin.join("initdb").exists())
        .collect();
    found.sort();
    found
        .pop()
        .ok_or_else(|| io::Error::other("PostgreSQL is not installed: run `scripts/setup test`"))
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").is_ok_and(|me| std::os::unix::fs::MetadataExt::uid(&me) == 0)
}

fn as_user(root: bool, program: &Path) -> Command {
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid", USER, "--regid", USER, "--clear-groups", "--"])
        .arg(program);
    command
}
