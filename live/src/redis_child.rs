//! The private `redis-server` of the embedded default: on a Unix socket in the data folder, where its append-only file
//! stays. It is restarted if it dies and ends with the server.

use lifeline::redis_server::{RedisServer, socket_url};
use lifeline::{End, Lifeline};
use sha2::{Digest, Sha256};
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ChildStdin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// SIGTERM makes Redis write its file and exit.
const END: End<'static> = End {
    signal: "TERM",
    patience: Duration::from_secs(10),
    removes: None,
};
/// How long another server in the same folder may take to end, and how often to look.
const ENDING: Duration = Duration::from_secs(10);
const LOOK: Duration = Duration::from_millis(50);
/// From one start to the next, at least: a Redis that cannot run ends at once each time.
const PAUSE: Duration = Duration::from_secs(1);

/// Keeps the child alive. Dropping it, or [`RedisChild::end`], ends the child cleanly: the append-only file is complete
/// afterwards.
pub struct RedisChild {
    hold: Hold,
    keeper: Mutex<Option<JoinHandle<()>>>,
    /// The address to connect to: `unix://…`.
    pub address: String,
    /// Let go of when Redis has ended.
    _lock: File,
}

/// What keeps Redis running: the pipe of the one that runs, if one does. `None` once there is to be none.
#[derive(Clone)]
struct Hold(Arc<Mutex<Option<Option<ChildStdin>>>>);

/// The folder that Redis runs in, and its socket.
struct Home {
    folder: PathBuf,
    socket: PathBuf,
}

impl RedisChild {
    /// Starts Redis in `folder` and waits until it replies.
    pub async fn start(folder: &Path) -> io::Result<RedisChild> {
        let folder = folder.to_owned();
        tokio::task::spawn_blocking(move || RedisChild::start_in(&folder)).await?
    }

    fn start_in(folder: &Path) -> io::Result<RedisChild> {
        std::fs::create_dir_all(folder)?;
        let lock = locked(folder)?;
        let home = Home::of(folder)?;
        let address = home.server().url();
        let mut redis = home.server().start()?;
        let hold = Hold(Arc::new(Mutex::new(Some(redis.take_pipe()))));
        let (name, held) = ("redis-keeper".to_owned(), hold.clone());
        let keeper = std::thread::Builder::new()
            .name(name)
            .spawn(move || keep(redis, &home, &held))?;
        Ok(RedisChild {
            hold,
            keeper: Mutex::new(Some(keeper)),
            address,
            _lock: lock,
        })
    }

    /// Returns the address of the Redis that a server runs in this folder, if there is one.
    pub fn address_in(folder: &Path) -> Option<String> {
        let socket = Home::of(folder).ok()?.socket;
        socket.exists().then(|| socket_url(&socket))
    }

    /// Ends the child and waits until it has ended, which takes a moment.
    pub fn end(&self) {
        drop(self.hold.lock().take());
        let keeper = self.keeper.lock().unwrap_or_else(PoisonError::into_inner).take();
        if keeper.is_some_and(|keeper| keeper.join().is_err()) {
            tracing::warn!("the keeper of redis-server broke off");
        }
    }
}

impl Drop for RedisChild {
    fn drop(&mut self) {
        self.end();
    }
}

impl Hold {
    fn lock(&self) -> MutexGuard<'_, Option<Option<ChildStdin>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Home {
    fn of(folder: &Path) -> io::Result<Home> {
        let folder = folder.canonicalize()?;
        Ok(Home {
            socket: socket_path(&folder),
            folder,
        })
    }

    fn server(&self) -> RedisServer<'_> {
        RedisServer {
            folder: &self.folder,
            socket: &self.socket,
            port: None,
            end: END,
        }
    }
}

/// Locks the folder, so that no other server ends this one's Redis or starts a second one on its file. One that is just
/// ending is waited for.
fn locked(folder: &Path) -> io::Result<File> {
    let lock = File::create(folder.join("lock"))?;
    let end = Instant::now() + ENDING;
    loop {
        match lock.try_lock() {
            Ok(()) => return Ok(lock),
            Err(TryLockError::WouldBlock) if Instant::now() < end => std::thread::sleep(LOOK),
            Err(TryLockError::WouldBlock) => {
                let folder = folder.display();
                let taken = format!("another server uses {folder}: end it, or set another `data_dir`");
                return Err(io::Error::other(taken));
            }
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// The path of a Unix socket has at most 107 bytes: a deep data folder gets its socket in the temporary folder.
fn socket_path(folder: &Path) -> PathBuf {
    let beside = folder.join("redis.sock");
    if beside.as_os_str().len() <= 100 {
        return beside;
    }
    let digest = hex::encode(Sha256::digest(folder.as_os_str().as_encoded_bytes()));
    std::env::temp_dir().join(format!("thiluat-{}.sock", &digest[..16]))
}

/// Starts Redis again whenever it ends while it is held.
fn keep(mut redis: Lifeline, home: &Home, hold: &Hold) {
    loop {
        let since = Instant::now();
        let ended = redis.wait();
        if hold.lock().is_some() {
            tracing::error!(?ended, "redis-server ended: starting it again");
            std::thread::sleep(PAUSE.saturating_sub(since.elapsed()));
        }
        // Locked until it runs again: whoever lets go of it lets go of the new one.
        let mut held = hold.lock();
        let Some(pipe) = held.as_mut() else {
            return;
        };
        // If only the shell has ended, Redis has not: it ends with its pipe, before another one starts.
        drop(pipe.take());
        match home.server().run() {
            Ok(mut again) => {
                *pipe = again.take_pipe();
                redis = again;
            }
            Err(error) => tracing::error!(%error, "redis-server does not start"),
        }
    }
}
