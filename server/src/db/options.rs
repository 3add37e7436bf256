//! Settings of the databases' drivers and servers: limits, pool sizes, and that a commit is on disk.

use super::patience::Limits;
use sea_orm::sqlx::Connection;
use sea_orm::{ConnectOptions, SqlxError};
use std::io;
use std::time::Duration;

/// A connection that idled for less than this is assumed to be sound.
const SOUND: Duration = Duration::from_secs(1);
/// How long a connection may take to prove that it is sound.
const PROOF: Duration = Duration::from_secs(2);
/// How long to wait for a lock that others hold, settlements included.
const LOCK: Duration = Duration::from_secs(5);
/// How long a stream may run: it takes as long as its reader does.
const STREAM: Duration = Duration::from_secs(900);

/// Returns the options of a pool for quick statements.
pub(super) fn postgres(address: &str, connections: u32, limits: Limits) -> ConnectOptions {
    // The server gives up just before this side does, so that its connection is free again by then.
    let statement = limits.statement * 9 / 10;
    postgres_pool(address, connections, statement, limits.statement)
}

/// Returns the options of a pool for long work and for streams. Its connections are opened on first use.
pub(super) fn postgres_long(address: &str, connections: u32, limits: Limits) -> ConnectOptions {
    let mut options = postgres_pool(
        address,
        connections,
        limits.long_statement.max(STREAM),
        limits.statement,
    );
    options.connect_lazy(true).idle_timeout(Duration::from_secs(60));
    options
}

/// Returns the options of the one connection for migrations, which may take any time.
pub(super) fn postgres_unlimited(address: &str) -> ConnectOptions {
    let mut options = ConnectOptions::new(address);
    options.max_connections(1).sqlx_logging(false);
    options
}

/// `patience` limits everything but statements.
fn postgres_pool(address: &str, connections: u32, statement: Duration, patience: Duration) -> ConnectOptions {
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(connections)
        .acquire_timeout(patience * 8 / 10)
        .test_before_acquire(false)
        .sqlx_logging(false);
    let ms = |time: Duration| time.as_millis().to_string();
    let settings = [
        ("statement_timeout", ms(statement)),
        ("lock_timeout", ms(LOCK.min(statement))),
        // A client that falls silent in a transaction keeps no locks: others wait for them, and so does its own retry.
        ("idle_in_transaction_session_timeout", ms(patience)),
        // Longer than the pool lets a connection idle: the server closes only connections that the pool has lost.
        ("idle_session_timeout", ms(Duration::from_secs(1_800))),
        // The server notices when this machine is gone, and releases its locks. In seconds; the last one in
        // milliseconds.
        ("tcp_keepalives_idle", "15".into()),
        ("tcp_keepalives_interval", "5".into()),
        ("tcp_keepalives_count", "3".into()),
        ("tcp_user_timeout", "30000".into()),
    ];
    options.map_sqlx_postgres_opts(move |driver| {
        let settings = settings.iter().map(|(name, value)| (*name, value));
        driver.options(settings)
    });
    options.map_sqlx_postgres_before_acquire(|connection, about| {
        Box::pin(async move {
            if about.idle_for < SOUND {
                return Ok(true);
            }
            match tokio::time::timeout(PROOF, connection.ping()).await {
                Ok(sound) => sound.map(|()| true),
                Err(_elapsed) => Err(SqlxError::Io(io::ErrorKind::TimedOut.into())),
            }
        })
    });
    options
}

/// Rows that SQLite's thread reads ahead of their reader, so that the two wake each other less often.
const ROWS_AHEAD: usize = 1_000;

/// Returns the options of a SQLite pool. With WAL and `synchronous=FULL`, an acknowledged commit survives a power loss.
pub(super) fn sqlite(address: &str, connections: u32, limits: Limits) -> ConnectOptions {
    let patience = limits.statement * 8 / 10;
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(connections)
        .acquire_timeout(patience)
        .sqlx_logging(false);
    options.map_sqlx_sqlite_opts(move |driver| {
        driver
            .create_if_missing(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .row_buffer_size(ROWS_AHEAD)
            .pragma("busy_timeout", patience.as_millis().to_string())
    });
    options
}
