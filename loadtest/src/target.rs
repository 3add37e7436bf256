//! The server under load: a running one, or one started for the purpose with its own stores.

use crate::contest::Round;
use crate::http::{Client, Sending};
use crate::machine::Process;
use crate::paper::KnownBank;
use contest_core::wire::paths;
use http::{HeaderValue, Uri};
use private_stores::free_ports;
use private_stores::postgres::Postgres;
use private_stores::redis_server::Redis;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a server may take to start.
const STARTING: Duration = Duration::from_secs(60);

const DATABASE: &str = "thiluat";

/// Where the server is.
#[derive(Clone, Debug)]
pub struct Server {
    pub address: SocketAddr,
    host: HeaderValue,
}

/// Why there is no server to test.
#[derive(Debug, thiserror::Error)]
pub enum TargetError {
    #[error("{0}: not an address of the form http://HOST:PORT")]
    NotAnAddress(String),
    #[error(
        "{0} is not on this machine. A load test can bring a server down: say --i-own-this-host if it is yours to test"
    )]
    NotOurs(String),
    #[error("the server at {0} cannot be reached: {1}")]
    Unreachable(String, String),
    #[error("the server could not be started: {0}")]
    NotStarted(String),
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Server {
    pub fn at(address: SocketAddr) -> Result<Server, TargetError> {
        let host = HeaderValue::from_str(&address.to_string());
        let host = host.map_err(|_error| TargetError::NotAnAddress(address.to_string()))?;
        Ok(Server { address, host })
    }

    /// Attaches to a running server. Another machine is refused unless the caller says that it is theirs.
    pub async fn attach(url: &str, is_ours: bool) -> Result<Server, TargetError> {
        let not_an_address = || TargetError::NotAnAddress(url.to_owned());
        let uri: Uri = url.parse().map_err(|_error| not_an_address())?;
        let authority = uri.authority().ok_or_else(not_an_address)?;
        if uri.scheme_str() != Some("http") || !matches!(uri.path(), "" | "/") {
            return Err(not_an_address());
        }
        let port = authority.port_u16().unwrap_or(80);
        let found = tokio::net::lookup_host((authority.host().trim_matches(['[', ']']), port)).await;
        let found = found.map_err(|error| TargetError::Unreachable(url.to_owned(), error.to_string()))?;
        let addresses: Vec<SocketAddr> = found.collect();
        let address = *addresses.first().ok_or_else(not_an_address)?;
        if !is_ours && !addresses.iter().all(|address| address.ip().is_loopback()) {
            return Err(TargetError::NotOurs(url.to_owned()));
        }
        let host = HeaderValue::from_str(authority.as_str()).map_err(|_error| not_an_address())?;
        let server = Server { address, host };
        server
            .answers()
            .await
            .map_err(|why| TargetError::Unreachable(url.to_owned(), why))?;
        Ok(server)
    }

    pub fn client(&self) -> Client {
        Client::new(self.address, self.host.clone())
    }

    async fn answers(&self) -> Result<(), String> {
        let asking = Sending::get(Uri::from_static(paths::LIVE), None);
        let answer = self.client().exchange(&asking).await;
        match answer {
            Ok(answer) if answer.is_success() => Ok(()),
            Ok(answer) => Err(format!("{} responded {}", paths::LIVE, answer.status)),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// The addresses that a phone requests in one round, and the bank by which it recognises what it is shown.
#[derive(Clone)]
pub struct Addresses {
    pub bank: Arc<KnownBank>,
    pub start: Uri,
    pub board: Uri,
    pub me: Uri,
    pub winners: Uri,
}

impl Addresses {
    pub fn of(round: &Round) -> Result<Addresses, TargetError> {
        let uri = |path: String| path.parse().map_err(|_error| TargetError::NotAnAddress(path));
        Ok(Addresses {
            bank: round.bank.clone(),
            start: uri(paths::attempts(round.id))?,
            board: uri(paths::board(round.id))?,
            me: uri(paths::my_round(round.id))?,
            winners: uri(paths::winners(round.id))?,
        })
    }
}

/// The database of a private server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Store {
    Sqlite,
    Postgres,
}

impl Store {
    pub fn name(self) -> &'static str {
        match self {
            Store::Sqlite => "sqlite",
            Store::Postgres => "postgres",
        }
    }
}

/// A private server, which ends with this handle.
pub struct Started {
    pub server: Server,
    /// User name and password of an organiser.
    pub organiser: (String, String),
    /// User name and password of a judge.
    pub judge: (String, String),
    pub process: Process,
    pub redis: Option<Process>,
    pub postgres: Option<Process>,
    pub redis_url: String,
    pub database_url: String,
    child: Child,
    log: PathBuf,
    _folder: tempfile::TempDir,
    _redis: Redis,
    _postgres: Option<Postgres>,
}

impl Started {
    /// Starts `program serve` on a free port with everything it needs in its own folder.
    pub async fn start(program_path: &Path, store: Store) -> Result<Started, TargetError> {
        let not_started = |why: String| TargetError::NotStarted(why);
        let program_path = program_path
            .canonicalize()
            .map_err(|error| not_started(format!("{}: {error}", program_path.display())))?;
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        let port = free_ports(1)?[0];
        let server = Server::at(SocketAddr::from(([127, 0, 0, 1], port)))?;
        let redis = tokio::task::spawn_blocking(Redis::start)
            .await
            .map_err(io::Error::other)??;
        let postgres = match store {
            Store::Sqlite => None,
            Store::Postgres => Some(
                tokio::task::spawn_blocking(durable_postgres)
                    .await
                    .map_err(io::Error::other)??,
            ),
        };
        let command = || {
            let mut command = Command::new(&program_path);
            command
                .current_dir(folder.path())
                .env_remove("DATABASE_URL")
                .env("REDIS_URL", redis.url())
                // All connections here come from one address.
                .env("THILUAT_CONNECTIONS_PER_ADDRESS", "0")
                .env("THILUAT_LISTEN", format!("127.0.0.1:{port}"))
                .env("THILUAT_DATA_DIR", &data)
                .env("THILUAT_LOG", "warn")
                .stdin(Stdio::null());
            if let Some(postgres) = &postgres {
                command.env("DATABASE_URL", postgres.url(DATABASE));
            }
            command
        };
        let organiser = make_staff(command(), "organiser", "dotai")?;
        let judge = make_staff(command(), "judge", "giamkhao")?;
        let log = folder.path().join("server.log");
        let mut child = command()
            .arg("serve")
            .stderr(std::fs::File::create(&log)?)
            .stdout(Stdio::null())
            .spawn()?;
        let started = Instant::now();
        while server.answers().await.is_err() {
            if started.elapsed() > STARTING || child.try_wait()?.is_some() {
                let _ = child.kill();
                let said = std::fs::read_to_string(&log).unwrap_or_default();
                return Err(not_started(said));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Ok(Started {
            server,
            organiser,
            judge,
            process: Process::of(child.id()),
            redis: Some(Process::of(redis.pid())),
            postgres: postgres.as_ref().map(|postgres| Process { ids: postgres.pids() }),
            redis_url: redis.url(),
            database_url: postgres.as_ref().map_or_else(
                || format!("sqlite://{}", data.join("thiluat.sqlite").display()),
                |postgres| postgres.url(DATABASE),
            ),
            child,
            log,
            _folder: folder,
            _redis: redis,
            _postgres: postgres,
        })
    }

    /// Returns what the server has logged so far: warnings and errors.
    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        if let Some(id) = i32::try_from(self.child.id())
            .ok()
            .and_then(rustix::process::Pid::from_raw)
        {
            let _ = rustix::process::kill_process(id, rustix::process::Signal::TERM);
        }
        let asked = Instant::now();
        while asked.elapsed() < Duration::from_secs(15) {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts PostgreSQL as in production: a commit is on disk before it is acknowledged.
fn durable_postgres() -> io::Result<Postgres> {
    let postgres = Postgres::start(true)?;
    postgres.create_database(DATABASE)?;
    Ok(postgres)
}

/// Parses the user name and password that the command prints.
fn make_staff(mut command: Command, role: &str, login: &str) -> Result<(String, String), TargetError> {
    let made = command
        .args(["account", "create", "--role", role, "--login", login])
        .output()?;
    let said = String::from_utf8_lossy(&made.stdout);
    let mut words = said.split_whitespace();
    match (words.next(), words.next()) {
        (Some(login), Some(password)) if made.status.success() => Ok((login.to_owned(), password.to_owned())),
        _ => Err(TargetError::NotStarted(
            String::from_utf8_lossy(&made.stderr).into_owned(),
        )),
    }
}
