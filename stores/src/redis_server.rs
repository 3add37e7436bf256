//! A private Redis: on a Unix socket in a temporary folder or on a local port, with an append-only file written every
//! second.

use crate::lifeline::Lifeline;
use crate::processes::{free_ports, kill, read_pid, wait_until};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Nothing of it is kept, and a Redis refuses a graceful stop while it writes its first append-only file, as the
/// replica of a cluster does that has just come back.
pub(crate) const STOP: &str = "KILL";

pub struct Redis {
    folder: PathBuf,
    /// `None`: only on the socket.
    port: Option<u16>,
    lifeline: Lifeline,
}

impl Redis {
    /// Starts Redis on its socket and waits until it replies.
    pub fn start() -> io::Result<Redis> {
        Redis::listening(None)
    }

    /// Starts it on a free local port, for what can only connect there: a proxy between it and the server.
    pub fn start_on_port() -> io::Result<Redis> {
        Redis::listening(Some(free_ports(1)?[0]))
    }

    fn listening(port: Option<u16>) -> io::Result<Redis> {
        let folder = tempfile::Builder::new()
            .prefix("thiluat-redis-")
            .tempdir()?
            .keep();
        let redis = Redis {
            lifeline: serve(&folder, port)?,
            port,
            folder,
        };
        redis.await_answer()?;
        Ok(redis)
    }

    fn await_answer(&self) -> io::Result<()> {
        wait_until("Redis' start", || answers(&self.url()))
    }

    pub fn url(&self) -> String {
        match self.port {
            Some(port) => format!("redis://127.0.0.1:{port}"),
            None => format!("unix://{}", self.folder.join("redis.sock").display()),
        }
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn pid(&self) -> u32 {
        read_pid(&self.folder.join("pid")).unwrap_or_default()
    }

    /// Kills Redis as the kernel does when memory runs out, and passes its folder to `meanwhile` before restarting it:
    /// the append-only file can be truncated there, as if the last seconds had not reached the disk.
    pub fn kill_and_restart(&mut self, meanwhile: impl FnOnce(&Path)) -> io::Result<()> {
        let pid = self.pid();
        self.lifeline.cut()?;
        kill(pid)?;
        wait_until("the end of Redis", || {
            !Path::new(&format!("/proc/{pid}/exe")).exists()
        })?;
        meanwhile(&self.folder);
        self.lifeline = serve(&self.folder, self.port)?;
        self.await_answer()
    }
}

fn serve(folder: &Path, port: Option<u16>) -> io::Result<Lifeline> {
    let place = folder.display();
    let port = port.unwrap_or(0);
    let program = format!(
        "redis-server --bind 127.0.0.1 --port {port} --unixsocket {place}/redis.sock --unixsocketperm 700 --dir {place} --save '' \
         --appendonly yes --appendfsync everysec --auto-aof-rewrite-percentage 0 \
         --latency-tracking no"
    );
    Lifeline::start(Command::new("/bin/sh"), &program, folder, STOP)
}

/// Returns whether a Redis replies there; it does not while it reads its file.
pub(crate) fn answers(url: &str) -> bool {
    let asked = redis::Client::open(url)
        .and_then(|client| client.get_connection())
        .and_then(|mut connection| redis::cmd("PING").query::<String>(&mut connection));
    asked.is_ok()
}
