//! The private `redis-server` of the embedded default: a child process on a Unix socket in the data folder, with an
//! append-only file. It is restarted if it dies and ends with the server.

use rustix::process::{Pid, Signal, kill_process};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::sync::watch;

/// Keeps the child alive. Dropping the last handle, or [`RedisChild::stop`], ends it.
pub struct RedisChild {
    stop: watch::Sender<bool>,
    keeper: tokio::task::JoinHandle<()>,
    /// The address to connect to: `unix://…`.
    pub address: String,
}

impl RedisChild {
    /// Starts Redis in `folder` and waits until it replies.
    pub async fn start(folder: &Path) -> io::Result<RedisChild> {
        tokio::fs::create_dir_all(folder).await?;
        let folder = folder.canonicalize()?;
        let socket = socket_path(&folder);
        end_leftover(&socket).await?;
        let mut child = spawn(&folder, &socket)?;
        let address = format!("unix://{}", socket.display());
        await_answer(&address, &mut child).await?;
        let (stop, stopped) = watch::channel(false);
        let keeper = tokio::spawn(keep(child, folder, socket, stopped));
        Ok(RedisChild {
            stop,
            keeper,
            address,
        })
    }

    /// Returns the address of the Redis that a server runs in this folder, if there is one.
    pub fn address_in(folder: &Path) -> Option<String> {
        let socket = socket_path(&folder.canonicalize().ok()?);
        socket.exists().then(|| format!("unix://{}", socket.display()))
    }

    /// Ends the child cleanly: the append-only file is complete afterwards.
    pub async fn stop(self) {
        self.stop.send_replace(true);
        if let Err(error) = self.keeper.await {
            tracing::warn!(%error, "the keeper of redis-server broke off");
        }
    }
}

/// The path of a Unix socket has at most 107 bytes: a deep data folder gets its socket in the temporary folder.
fn socket_path(folder: &Path) -> PathBuf {
    let beside = folder.join("redis.sock");
    if beside.as_os_str().len() <= 100 {
        return beside;
    }
    use sha2::{Digest, Sha256};
    let digest = hex::encode(Sha256::digest(folder.as_os_str().as_encoded_bytes()));
    std::env::temp_dir().join(format!("thiluat-{}.sock", &digest[..16]))
}

fn spawn(folder: &Path, socket: &Path) -> io::Result<Child> {
    let log = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(folder.join("redis.log"))?;
    Command::new("redis-server")
        .args([
            "--port",
            "0",
            "--daemonize",
            "no",
            "--save",
            "",
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            // Rewrites are triggered explicitly: see `shorten`.
            "--auto-aof-rewrite-percentage",
            "0",
            // Would keep histograms, which nobody reads, for every command, also within functions.
            "--latency-tracking",
            "no",
        ])
        .args(["--unixsocketperm", "700", "--unixsocket"])
        .arg(socket)
        .arg("--dir")
        .arg(folder)
        .stdin(Stdio::null())
        .stdout(log.try_clone()?)
        .stderr(log)
        .kill_on_drop(true)
        // Its own process group: Ctrl-C in the terminal reaches only the server, which then ends Redis in order.
        .process_group(0)
        .spawn()
        .map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => io::Error::other(
                "redis-server is not installed: install the package `redis-server`, or set `redis_url`",
            ),
            _ => error,
        })
}

/// A killed server leaves its Redis behind. Ends it, so that only one process writes the file.
async fn end_leftover(socket: &Path) -> io::Result<()> {
    if !socket.exists() {
        return Ok(());
    }
    let client = redis::Client::open(format!("unix://{}", socket.display())).map_err(io::Error::other)?;
    if let Ok(mut connection) = client.get_multiplexed_async_connection().await {
        tracing::info!("ending a redis-server that an earlier run left behind");
        // Redis closes the connection instead of replying.
        let _closed: redis::RedisResult<()> = redis::cmd("SHUTDOWN").query_async(&mut connection).await;
        for _ in 0..200 {
            if !socket.exists() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        return Err(io::Error::other(
            "an earlier redis-server still uses the data folder",
        ));
    }
    std::fs::remove_file(socket)
}

/// There is no event for "listening now": polls until Redis replies or the child has ended.
async fn await_answer(address: &str, child: &mut Child) -> io::Result<()> {
    let client = redis::Client::open(address).map_err(io::Error::other)?;
    for _ in 0..600 {
        if let Some(status) = child.try_wait()? {
            return Err(io::Error::other(format!(
                "redis-server ended at once ({status}): see redis.log in the data folder"
            )));
        }
        if let Ok(mut connection) = client.get_multiplexed_async_connection().await {
            // Redis replies LOADING while it reads its file.
            if redis::cmd("PING")
                .query_async::<String>(&mut connection)
                .await
                .is_ok()
            {
                return Ok(());
            }
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    Err(io::Error::other("redis-server did not answer within 15 seconds"))
}

async fn keep(mut child: Child, folder: PathBuf, socket: PathBuf, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            ended = child.wait() => {
                tracing::error!(?ended, "redis-server ended: starting it again");
                let _stale = std::fs::remove_file(&socket);
                match spawn(&folder, &socket) {
                    Ok(again) => child = again,
                    Err(error) => {
                        tracing::error!(%error, "redis-server does not start");
                        tokio::time::sleep(Duration::from_secs(1)).await;
                    }
                }
            }
            // This also fires once every handle is gone.
            _ = stopped.changed() => return terminate(child).await,
        }
    }
}

/// SIGTERM makes Redis write its file and exit; it is killed after ten seconds.
async fn terminate(mut child: Child) {
    if let Some(id) = child.id() {
        let pid = i32::try_from(id).ok().and_then(Pid::from_raw);
        let asked = pid.map(|pid| kill_process(pid, Signal::TERM));
        if matches!(asked, Some(Ok(())))
            && tokio::time::timeout(Duration::from_secs(10), child.wait())
                .await
                .is_ok()
        {
            return;
        }
    }
    if let Err(error) = child.kill().await {
        tracing::warn!(%error, "redis-server could not be ended");
    }
}
