//! Connections to one database, with a limit on each statement; and what to do when all connections fall silent.
//!
//! The driver's pool tests each returned connection without a limit: one that fell silent never comes back and keeps
//! its place. When a whole PostgreSQL pool has heard nothing for most of a statement's limit, a new pool replaces it,
//! and the silent connections stay with the old one.

use super::patience;
use super::trouble::{answered, is_silence};
use arc_swap::ArcSwap;
use sea_orm::{ConnectOptions, Database, DatabaseConnection, DbErr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// How long a replaced pool may take to close its connections properly.
const FAREWELL: Duration = Duration::from_secs(60);

#[derive(Clone)]
pub(super) struct Pool(Arc<Inner>);

struct Inner {
    limit: Duration,
    options: ConnectOptions,
    current: ArcSwap<Opened>,
}

/// The driver's pool.
pub(super) struct Opened {
    pub(super) connection: DatabaseConnection,
    since: Instant,
    /// When it last heard from the database, in milliseconds since it was opened.
    heard: AtomicU64,
}

impl Opened {
    fn new(connection: DatabaseConnection) -> Arc<Opened> {
        Arc::new(Opened {
            connection,
            since: Instant::now(),
            heard: AtomicU64::new(0),
        })
    }

    fn age_ms(&self) -> u64 {
        u64::try_from(self.since.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    pub(super) fn hear(&self) {
        self.heard.store(self.age_ms(), Relaxed);
    }

    fn silent_for(&self) -> Duration {
        Duration::from_millis(self.age_ms().saturating_sub(self.heard.load(Relaxed)))
    }
}

/// Connects. The setting `log = "thiluat::sql=trace"` logs the statements, without their values.
async fn connect(options: ConnectOptions) -> Result<DatabaseConnection, DbErr> {
    let mut connection = Database::connect(options).await?;
    connection.set_metric_callback(|info| {
        tracing::trace!(target: "thiluat::sql", sql = info.statement.sql.as_str(), elapsed = ?info.elapsed);
    });
    Ok(connection)
}

impl Pool {
    pub(super) async fn open(options: ConnectOptions, limit: Duration) -> Result<Pool, DbErr> {
        let connection = connect(options.clone()).await?;
        Ok(Pool(Arc::new(Inner {
            limit,
            options,
            current: ArcSwap::new(Opened::new(connection)),
        })))
    }

    /// Returns the same connections with another limit. Not for pools that may be replaced.
    pub(super) fn with_limit(&self, limit: Duration) -> Pool {
        Pool(Arc::new(Inner {
            limit,
            options: self.0.options.clone(),
            current: ArcSwap::new(self.current()),
        }))
    }

    pub(super) fn limit(&self) -> Duration {
        self.0.limit
    }

    pub(super) fn current(&self) -> Arc<Opened> {
        self.0.current.load_full()
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.0.options.get_url().starts_with("postgres")
    }

    /// Waits for a statement on a connection of this pool.
    pub(super) async fn ask<T>(
        &self,
        opened: &Arc<Opened>,
        statement: impl Future<Output = Result<T, DbErr>>,
    ) -> Result<T, DbErr> {
        let answer = patience::wait(self.0.limit, statement).await;
        match &answer {
            Ok(_) => opened.hear(),
            Err(error) if answered(error).is_some() => opened.hear(),
            Err(error) if is_silence(error) => self.replace_if_silent(opened).await,
            Err(_) => {}
        }
        answer
    }

    async fn replace_if_silent(&self, silent: &Arc<Opened>) {
        // A pool that is merely busy hears something all the time: the server's limits guarantee it.
        if !self.is_postgres() || silent.silent_for() < self.0.limit * 8 / 10 {
            return;
        }
        let mut options = self.0.options.clone();
        options.connect_lazy(true);
        // This does not connect yet. It fails only if the address is wrong, which would be known by now.
        let Ok(connection) = connect(options).await else {
            return;
        };
        let before = self.0.current.compare_and_swap(silent, Opened::new(connection));
        if !Arc::ptr_eq(&before, silent) {
            return;
        }
        tracing::warn!("the database's connections are silent: new ones are made");
        let old = silent.connection.clone();
        tokio::spawn(async move {
            let closed = tokio::time::timeout(FAREWELL, old.close()).await;
            tracing::debug!(in_order = closed.is_ok(), "the silent connections are left");
        });
    }
}
