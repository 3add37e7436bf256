//! A private `redis-server` with an append-only file that is written every second.

use crate::{End, Lifeline, wait_until};
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const FLAGS: [&str; 16] = [
    "--bind",
    "127.0.0.1",
    "--unixsocketperm",
    "700",
    "--save",
    "",
    "--appendonly",
    "yes",
    "--appendfsync",
    "everysec",
    // Rewrites are triggered explicitly, in quiet moments.
    "--auto-aof-rewrite-percentage",
    "0",
    // An open attempt with the times of its answers stays in the compact form: 0.2 instead of 0.6 KB.
    "--hash-max-listpack-value",
    "1024",
    // Would keep histograms, which nobody reads, for every command, also within functions.
    "--latency-tracking",
    "no",
];

/// For one try to end an earlier Redis, which may hang.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where a private Redis listens and keeps its files, and how it ends.
#[derive(Clone, Copy, Debug)]
pub struct RedisServer<'a> {
    pub folder: &'a Path,
    pub socket: &'a Path,
    /// `None`: only on the socket.
    pub port: Option<u16>,
    pub end: End<'a>,
}

impl RedisServer<'_> {
    /// Starts Redis as [`RedisServer::run`] does, and waits until it replies.
    pub fn start(&self) -> io::Result<Lifeline> {
        let mut redis = self.run()?;
        let url = self.url();
        let mut ended = Ok(None);
        wait_until("the start of redis-server", || {
            ended = redis.ended();
            !matches!(ended, Ok(None)) || answers(&url)
        })?;
        match ended? {
            None => Ok(redis),
            // The shell's word for a program that it does not find.
            Some(status) if status.code() == Some(127) => Err(io::Error::other(
                "redis-server is not installed: install the package `redis-server`, or set `redis_url`",
            )),
            Some(status) => Err(io::Error::other(format!(
                "redis-server ended at once ({status}): see {}",
                log(self.folder).display()
            ))),
        }
    }

    /// Ends what still runs there and starts Redis.
    pub fn run(&self) -> io::Result<Lifeline> {
        wait_until("the end of an earlier redis-server", || is_quiet(self.socket))?;
        let port = self.port.unwrap_or(0).to_string();
        let places: [&OsStr; 6] = [
            "--port".as_ref(),
            port.as_ref(),
            "--unixsocket".as_ref(),
            self.socket.as_ref(),
            "--dir".as_ref(),
            self.folder.as_ref(),
        ];
        let flags = FLAGS.iter().map(OsStr::new);
        run(flags.chain(places), self.folder, self.end)
    }

    pub fn url(&self) -> String {
        match self.port {
            Some(port) => format!("redis://127.0.0.1:{port}"),
            None => socket_url(self.socket),
        }
    }
}

/// Runs `redis-server` with exactly these arguments; its log is in `folder`.
pub fn run(
    arguments: impl IntoIterator<Item = impl AsRef<OsStr>>,
    folder: &Path,
    end: End<'_>,
) -> io::Result<Lifeline> {
    let arguments = arguments.into_iter().map(|argument| argument.as_ref().to_owned());
    let words = std::iter::once(OsString::from("redis-server")).chain(arguments);
    Lifeline::start(Command::new("/bin/sh"), "\"$@\"", words, &log(folder), end)
}

fn log(folder: &Path) -> PathBuf {
    folder.join("redis.log")
}

pub fn socket_url(socket: &Path) -> String {
    format!("unix://{}", socket.display())
}

/// Returns whether a Redis replies there; it does not while it reads its file.
pub fn answers(url: &str) -> bool {
    let asked = redis::Client::open(url)
        .and_then(|client| client.get_connection())
        .and_then(|mut connection| redis::cmd("PING").query::<String>(&mut connection));
    asked.is_ok()
}

/// Returns whether no Redis listens on this socket, so that only one process writes the file; ends one that does. That
/// of an owner that was killed may not have ended yet.
fn is_quiet(socket: &Path) -> bool {
    if !socket.exists() {
        return true;
    }
    let connected = redis::Client::open(socket_url(socket))
        .and_then(|client| client.get_connection_with_timeout(PATIENCE));
    match connected {
        Ok(mut connection) => {
            // Redis closes the connection instead of replying, and removes the socket.
            let _timed = connection.set_read_timeout(Some(PATIENCE));
            let _closed: redis::RedisResult<()> = redis::cmd("SHUTDOWN").query(&mut connection);
            false
        }
        // Nobody listens: a Redis that was killed has left it. It may also have gone meanwhile.
        Err(error) if error.is_connection_refusal() => {
            let _gone = std::fs::remove_file(socket);
            !socket.exists()
        }
        // One that ends, or has too much to do.
        Err(_) => false,
    }
}
