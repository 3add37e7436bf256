//! The stores of one pair of servers, and what can be done to them.

use crate::common::postgres::fresh_database;
use crate::schedule::Store;
use private_stores::redis_server::Redis;
use sea_orm::{ConnectOptions, ConnectionTrait, Database};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

pub(crate) struct Stores {
    redis: Arc<Mutex<Redis>>,
    pub(crate) redis_url: String,
    /// Where the harness reaches the database.
    pub(crate) database_url: String,
    gate: watch::Sender<Gate>,
    /// Each server's own path to PostgreSQL, which ends with the server.
    ways: Mutex<[watch::Sender<bool>; 2]>,
    kind: Store,
}

/// What the path to the database does with packets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Gate {
    Open,
    /// Packets vanish.
    Silent,
    /// Connections break.
    Shut,
}

impl Stores {
    pub(crate) async fn start(kind: Store, folder: &Path) -> Stores {
        let redis = tokio::task::spawn_blocking(|| Redis::start().expect("Redis"));
        let redis = redis.await.expect("Redis");
        let (gate, _) = watch::channel(Gate::Open);
        let database_url = match kind {
            Store::Sqlite => format!("sqlite://{}?mode=rwc", folder.join("chaos.sqlite").display()),
            Store::Postgres => fresh_database().await,
        };
        Stores {
            redis_url: redis.url(),
            redis: Arc::new(Mutex::new(redis)),
            database_url,
            gate,
            ways: Mutex::new([(); 2].map(|()| watch::channel(false).0)),
            kind,
        }
    }

    /// Returns the database address for a server that is about to start; for PostgreSQL it leads through the gate.
    pub(crate) async fn way_of(&self, server: usize) -> String {
        if self.kind == Store::Sqlite {
            return self.database_url.clone();
        }
        let (before, database) = self.database_url.rsplit_once('/').expect("a database");
        let (user, address) = before.rsplit_once('@').expect("a server");
        let (way, is_over) = watch::channel(false);
        self.ways.lock().expect("the ways")[server] = way;
        let port = serve_way(address.to_owned(), self.gate.subscribe(), is_over).await;
        format!("{user}@127.0.0.1:{port}/{database}")
    }

    /// Ends the path of a killed server, so that nothing it was about to write is written, even if one of its threads
    /// lives on in this process.
    pub(crate) fn end_way_of(&self, server: usize) {
        self.ways.lock().expect("the ways")[server].send_replace(true);
    }

    /// Removes everything in Redis.
    pub(crate) async fn wipe_redis(&self) {
        let client = redis::Client::open(self.redis_url.as_str()).expect("Redis");
        // Redis may have been killed a moment ago.
        if let Ok(mut connection) = client.get_multiplexed_async_connection().await {
            let _refused: redis::RedisResult<()> = redis::cmd("FLUSHALL").query_async(&mut connection).await;
        }
    }

    /// Kills Redis and starts it again; `lost`: the last second had not reached the disk.
    pub(crate) async fn kill_redis(&self, lost: bool) {
        let redis = self.redis.clone();
        let kill = move || {
            let mut redis = redis.lock().expect("Redis");
            let kept = lost.then(|| append_only_file(redis.folder()));
            if lost {
                std::thread::sleep(Duration::from_millis(900));
            }
            let shorten = |folder: &Path| {
                if let Some((file, length)) = kept
                    && append_only_file(folder).0 == file
                {
                    let file = std::fs::OpenOptions::new()
                        .write(true)
                        .open(file)
                        .expect("the file");
                    file.set_len(length).expect("shortened");
                }
            };
            redis.kill_and_restart(shorten).expect("restarted");
        };
        tokio::task::spawn_blocking(kill).await.expect("restarted");
    }

    /// Breaks the connections and refuses new ones for this long.
    pub(crate) async fn cut_database(&self, ms: u64) {
        match self.kind {
            Store::Sqlite => self.hold_database(ms).await,
            Store::Postgres => self.shut_gate(Gate::Shut, ms).await,
        }
    }

    /// Keeps the database from responding for this long.
    pub(crate) async fn hold_database(&self, ms: u64) {
        if self.kind == Store::Postgres {
            return self.shut_gate(Gate::Silent, ms).await;
        }
        let mut options = ConnectOptions::new(&self.database_url);
        options.max_connections(1).sqlx_logging(false);
        let connection = Database::connect(options).await.expect("the database");
        // A server may be writing just now.
        while connection.execute_unprepared("BEGIN IMMEDIATE").await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(ms)).await;
        connection.execute_unprepared("COMMIT").await.expect("released");
        connection.close().await.expect("closed");
    }

    async fn shut_gate(&self, how: Gate, ms: u64) {
        self.gate.send_replace(how);
        tokio::time::sleep(Duration::from_millis(ms)).await;
        self.gate.send_replace(Gate::Open);
    }
}

/// Returns the file that grows, and its length.
fn append_only_file(folder: &Path) -> (PathBuf, u64) {
    let files = std::fs::read_dir(folder.join("appendonlydir"))
        .into_iter()
        .flatten()
        .flatten();
    let growing = files
        .map(|file| file.path())
        .find(|path| path.to_string_lossy().ends_with(".incr.aof"));
    let growing = growing.expect("an append-only file");
    let length = std::fs::metadata(&growing).map_or(0, |file| file.len());
    (growing, length)
}

/// Passes connections on to PostgreSQL while the gate is open and the path has not ended. Returns its port.
async fn serve_way(address: String, gate: watch::Receiver<Gate>, mut is_over: watch::Receiver<bool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let port = listener.local_addr().expect("a port").port();
    tokio::spawn(async move {
        loop {
            let accepted = tokio::select! {
                accepted = listener.accept() => accepted,
                _ = is_over.wait_for(|over| *over) => return,
            };
            let Ok((here, _)) = accepted else { return };
            if *gate.borrow() != Gate::Shut {
                tokio::spawn(pass_on(here, address.clone(), gate.clone(), is_over.clone()));
            }
        }
    });
    port
}

async fn pass_on(
    here: TcpStream,
    address: String,
    gate: watch::Receiver<Gate>,
    mut is_over: watch::Receiver<bool>,
) {
    let Ok(there) = TcpStream::connect(address).await else {
        return;
    };
    let _undelayed = (here.set_nodelay(true), there.set_nodelay(true));
    let (from_here, to_here) = here.into_split();
    let (from_there, to_there) = there.into_split();
    // The first to end ends the others.
    tokio::select! {
        () = pump(from_here, to_there, gate.clone()) => {}
        () = pump(from_there, to_here, gate) => {}
        _ = is_over.wait_for(|over| *over) => {}
    }
}

async fn pump(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut state: watch::Receiver<Gate>,
) {
    let mut packet = vec![0; 16 * 1_024];
    let mut shut = state.clone();
    loop {
        let read = tokio::select! {
            read = from.read(&mut packet) => read,
            _ = shut.wait_for(|gate| *gate == Gate::Shut) => return,
        };
        let Ok(length @ 1..) = read else { return };
        let passes = state.wait_for(|gate| *gate != Gate::Silent).await;
        let passes = passes.is_ok_and(|gate| *gate == Gate::Open);
        if !passes || to.write_all(&packet[..length]).await.is_err() {
            return;
        }
    }
}
