//! A private Redis: on a Unix socket in a temporary folder or on a local port.

use crate::processes::{free_ports, has_ended, kill};
use lifeline::redis_server::RedisServer;
use lifeline::{End, Lifeline, wait_until};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

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
        let lifeline = server(&folder, &socket(&folder), port).start()?;
        Ok(Redis {
            folder,
            port,
            lifeline,
        })
    }

    pub fn url(&self) -> String {
        server(&self.folder, &socket(&self.folder), self.port).url()
    }

    pub fn folder(&self) -> &Path {
        &self.folder
    }

    pub fn pid(&self) -> u32 {
        self.lifeline.pid()
    }

    /// Kills Redis as the kernel does when memory runs out, and passes its folder to `meanwhile` before restarting it:
    /// the append-only file can be truncated there, as if the last seconds had not reached the disk.
    pub fn kill_and_restart(&mut self, meanwhile: impl FnOnce(&Path)) -> io::Result<()> {
        let pid = self.pid();
        self.lifeline.cut()?;
        kill(pid)?;
        wait_until("the end of Redis", || has_ended(pid))?;
        meanwhile(&self.folder);
        self.lifeline = server(&self.folder, &socket(&self.folder), self.port).start()?;
        Ok(())
    }
}

fn socket(folder: &Path) -> PathBuf {
    folder.join("redis.sock")
}

fn server<'a>(folder: &'a Path, socket: &'a Path, port: Option<u16>) -> RedisServer<'a> {
    RedisServer {
        folder,
        socket,
        port,
        end: end(folder),
    }
}

/// Nothing of it is kept, and a Redis refuses a graceful stop while it writes its first append-only file, as the
/// replica of a cluster does that has just come back.
pub(crate) fn end(folder: &Path) -> End<'_> {
    End {
        signal: "KILL",
        patience: Duration::from_secs(60),
        removes: Some(folder),
    }
}
