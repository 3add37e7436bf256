//! The database, which holds the record. Opens SQLite or PostgreSQL from one address, migrates it when asked to, and
//! hides the difference.

use sea_orm::{ConnectOptions, ConnectionTrait, Database, DbBackend, DbErr, RuntimeErr};
use std::sync::Arc;

pub mod audit;
pub(crate) mod bulk;
mod connections;
pub mod entities;
mod inside;
mod options;
mod patience;
mod pool;
mod rows;
pub(crate) mod stored;
mod transaction;
pub mod trouble;

pub(crate) use connections::Connections;
pub use patience::{Limits, patiently};
pub(crate) use patience::{as_request, within};
pub(crate) use transaction::Transaction;

use pool::Pool;

/// Connections to PostgreSQL for quick statements: as many as requests keep busy.
const QUICK: u32 = 24;
/// Connections to PostgreSQL for long work, opened when needed.
const LONG: u32 = 6;

/// Two handles on one database. SQLite allows one writer at a time: `write` is then a single connection, so that
/// writers queue here instead of failing there. On PostgreSQL both handles share their pools.
#[derive(Clone)]
pub struct Db {
    pub read: Connections,
    pub write: Connections,
    address: Arc<str>,
    limits: Limits,
}

impl Db {
    /// Connects to `sqlite:…` or `postgres://…`. Does not migrate: see [`Db::migrate`].
    pub async fn open(address: &str) -> Result<Db, DbErr> {
        Db::open_with(address, Limits::default()).await
    }

    /// Connects as [`Db::open`] does, with other limits.
    pub async fn open_with(address: &str, limits: Limits) -> Result<Db, DbErr> {
        let opened = Db::connect(address, limits).await;
        opened.map_err(|error| match error {
            // sea-orm's message would repeat the address, password included.
            DbErr::Conn(RuntimeErr::Internal(_)) => {
                let form = "an address has the form postgres://user:password@host/database";
                DbErr::Conn(RuntimeErr::Internal(form.into()))
            }
            other => other,
        })
    }

    async fn connect(address: &str, limits: Limits) -> Result<Db, DbErr> {
        let (read, write) = if address.starts_with("sqlite:") {
            // The writer opens first, because it creates the file.
            let write = sqlite(address, 1, limits).await?;
            (sqlite(address, 8, limits).await?, write)
        } else {
            let options = options::postgres(address, QUICK, limits);
            let both = postgres(address, options, LONG, limits).await?;
            (both.clone(), both)
        };
        Ok(Db {
            read,
            write,
            address: address.into(),
            limits,
        })
    }

    /// Returns a handle for a thread with its own runtime: on PostgreSQL a connection that this runtime drives, opened
    /// on first use. On SQLite the one writer is shared, since it runs on a thread of its own anyway.
    pub(crate) async fn own_connection(&self) -> Result<Db, DbErr> {
        if !self.is_postgres() {
            return Ok(self.clone());
        }
        let mut options = options::postgres(&self.address, 1, self.limits);
        options.connect_lazy(true);
        let connection = postgres(&self.address, options, 1, self.limits).await?;
        Ok(Db {
            read: connection.clone(),
            write: connection,
            ..self.clone()
        })
    }

    /// Applies pending migrations, however long they take. On PostgreSQL the check whether there are any has a limit,
    /// so that a database that falls silent does not hold up the start of a server for good.
    pub async fn migrate(&self) -> Result<(), DbErr> {
        use migrations::{Migrator, MigratorTrait};
        if !self.is_postgres() {
            return Migrator::up(&self.write.unlimited(), None).await;
        }
        let connection = Database::connect(options::postgres_unlimited(&self.address)).await?;
        let pending = within(
            self.limits.statement,
            Migrator::get_pending_migrations(&connection),
        )
        .await?;
        if !pending.is_empty() {
            Migrator::up(&connection, None).await?;
        }
        within(self.limits.statement, connection.close()).await
    }

    /// Makes a round trip, for the readiness probe.
    pub(crate) async fn ping(&self) -> Result<(), DbErr> {
        self.read.ping().await
    }

    pub(crate) fn backend(&self) -> DbBackend {
        self.read.get_database_backend()
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.backend() == DbBackend::Postgres
    }
}

async fn sqlite(address: &str, connections: u32, limits: Limits) -> Result<Connections, DbErr> {
    let options = options::sqlite(address, connections, limits);
    let quick = Pool::open(options, limits.statement).await?;
    let long = quick.with_limit(limits.long_statement);
    Ok(Connections::new(quick, long))
}

async fn postgres(
    address: &str,
    quick: ConnectOptions,
    long: u32,
    limits: Limits,
) -> Result<Connections, DbErr> {
    let long = options::postgres_long(address, long, limits);
    Ok(Connections::new(
        Pool::open(quick, limits.statement).await?,
        Pool::open(long, limits.long_statement).await?,
    ))
}
