//! The database: the record. Opens SQLite or PostgreSQL from one address and hides the difference.

use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbBackend, DbErr};
use std::sync::Arc;
use std::time::Duration;

pub mod audit;
pub mod entities;
mod patience;
pub mod trouble;

pub use patience::within;

/// Two handles on one database. SQLite allows one writer at a time: `write` is then a single connection, so that
/// writers queue here instead of failing there. On PostgreSQL both are the same pool.
#[derive(Clone)]
pub struct Db {
    pub read: DatabaseConnection,
    pub write: DatabaseConnection,
    address: Arc<str>,
}

impl Db {
    /// Connects to `sqlite://…` or `postgres://…` and brings the schema up to date.
    pub async fn open(address: &str) -> Result<Db, DbErr> {
        let db = if address.starts_with("sqlite:") {
            let write = Database::connect(sqlite(address, 1)).await?;
            Db {
                read: Database::connect(sqlite(address, 8)).await?,
                write,
                address: address.into(),
            }
        } else {
            let pool = Database::connect(postgres(address, 24)).await?;
            Db {
                read: pool.clone(),
                write: pool,
                address: address.into(),
            }
        };
        Ok(db)
    }

    /// For a thread with a runtime of its own: on PostgreSQL a connection that this runtime drives, made when it is
    /// first used. SQLite's one writer is shared by all; it has a thread of its own anyway.
    pub async fn own_connection(&self) -> Result<Db, DbErr> {
        if !self.is_postgres() {
            return Ok(self.clone());
        }
        let mut options = postgres(&self.address, 1);
        options.connect_lazy(true);
        let connection = Database::connect(options).await?;
        Ok(Db {
            read: connection.clone(),
            write: connection,
            address: self.address.clone(),
        })
    }

    pub async fn migrate(&self) -> Result<(), DbErr> {
        use migrations::{Migrator, MigratorTrait};
        Migrator::up(&self.write, None).await
    }

    /// A round trip, for the readiness probe.
    pub async fn ping(&self) -> Result<(), DbErr> {
        self.read.ping().await
    }

    pub fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    pub fn is_postgres(&self) -> bool {
        self.backend() == DbBackend::Postgres
    }
}

fn postgres(address: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .connect_timeout(Duration::from_secs(10))
        .sqlx_logging(false);
    options
}

/// WAL, and `synchronous=FULL`: a commit that was answered survives the loss of power.
fn sqlite(address: &str, connections: u32) -> ConnectOptions {
    let mut options = ConnectOptions::new(address);
    options
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(10))
        .sqlx_logging(false);
    options.map_sqlx_sqlite_opts(|o| {
        o.create_if_missing(true)
            .pragma("journal_mode", "WAL")
            .pragma("synchronous", "FULL")
            .pragma("foreign_keys", "ON")
            .pragma("busy_timeout", "10000")
    });
    options
}
