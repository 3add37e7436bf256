//! Connections for queries: like sea-orm's own, but no statement waits for the database beyond its limit.

use super::patience::is_long;
use super::pool::Pool;
use super::rows::Rows;
use super::transaction::{Transaction, run};
use sea_orm::{
    AccessMode, ConnectionTrait, DatabaseConnection, DbBackend, DbErr, ExecResult, IsolationLevel,
    QueryResult, Statement, StreamTrait, TransactionError, TransactionOptions, TransactionTrait,
};
use std::pin::Pin;

/// Cheap to clone.
#[derive(Clone)]
pub struct Connections {
    quick: Pool,
    /// For work that runs [`patiently`](super::patiently), and for streams.
    long: Pool,
}

impl Connections {
    pub(super) fn new(quick: Pool, long: Pool) -> Connections {
        Connections { quick, long }
    }

    fn pool(&self) -> &Pool {
        if is_long() { &self.long } else { &self.quick }
    }

    /// Makes a round trip.
    pub(super) async fn ping(&self) -> Result<(), DbErr> {
        let opened = self.quick.current();
        // Boxed because it is large, and no trait does it here.
        let answered = Box::pin(opened.connection.ping());
        self.quick.ask(&opened, answered).await
    }

    /// Returns the driver's own connection, without limits.
    pub(super) fn unlimited(&self) -> DatabaseConnection {
        self.quick.current().connection.clone()
    }

    fn backend(&self) -> DbBackend {
        if self.quick.is_postgres() {
            DbBackend::Postgres
        } else {
            DbBackend::Sqlite
        }
    }
}

#[async_trait::async_trait]
impl ConnectionTrait for Connections {
    fn get_database_backend(&self) -> DbBackend {
        self.backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        let (pool, opened) = (self.pool(), self.pool().current());
        pool.ask(&opened, opened.connection.execute_raw(statement)).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        let (pool, opened) = (self.pool(), self.pool().current());
        pool.ask(&opened, opened.connection.execute_unprepared(sql)).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        let (pool, opened) = (self.pool(), self.pool().current());
        pool.ask(&opened, opened.connection.query_one_raw(statement))
            .await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        let (pool, opened) = (self.pool(), self.pool().current());
        pool.ask(&opened, opened.connection.query_all_raw(statement))
            .await
    }
}

impl StreamTrait for Connections {
    type Stream<'a> = Rows;

    fn get_database_backend(&self) -> DbBackend {
        self.backend()
    }

    fn stream_raw<'a>(
        &'a self,
        statement: Statement,
    ) -> Pin<Box<dyn Future<Output = Result<Rows, DbErr>> + 'a + Send>> {
        Box::pin(async move {
            let opened = self.long.current();
            let begun = opened.connection.stream_raw(statement);
            let rows = self.long.ask(&opened, begun).await?;
            Ok(Rows::new(rows, self.long.clone(), opened))
        })
    }
}

#[async_trait::async_trait]
impl TransactionTrait for Connections {
    type Transaction = Transaction;

    async fn begin(&self) -> Result<Transaction, DbErr> {
        self.begin_with_options(TransactionOptions::default()).await
    }

    async fn begin_with_config(
        &self,
        isolation_level: Option<IsolationLevel>,
        access_mode: Option<AccessMode>,
    ) -> Result<Transaction, DbErr> {
        let options = TransactionOptions {
            isolation_level,
            access_mode,
            ..TransactionOptions::default()
        };
        self.begin_with_options(options).await
    }

    /// Beginning a transaction is never broken off. The driver counts a transaction only after hearing that it was
    /// begun. If it is dropped before that, the connection goes back with its transaction open, and whatever others
    /// write there is never committed. A transaction that nobody waits for any more is rolled back.
    async fn begin_with_options(&self, options: TransactionOptions) -> Result<Transaction, DbErr> {
        let (pool, opened) = (self.pool(), self.pool().current());
        let connection = opened.connection.clone();
        let beginning = tokio::spawn(async move { connection.begin_with_options(options).await });
        let begun = async {
            let broken = |error: tokio::task::JoinError| Err(DbErr::Custom(error.to_string()));
            beginning.await.unwrap_or_else(broken)
        };
        let begun = pool.ask(&opened, begun).await?;
        Ok(Transaction::new(begun, pool.clone(), opened))
    }

    async fn transaction<F, T, E>(&self, work: F) -> Result<T, TransactionError<E>>
    where
        F: for<'c> FnOnce(&'c Transaction) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>> + Send,
        T: Send,
        E: std::fmt::Display + std::fmt::Debug + Send,
    {
        run(self.begin().await, work).await
    }

    async fn transaction_with_config<F, T, E>(
        &self,
        work: F,
        isolation_level: Option<IsolationLevel>,
        access_mode: Option<AccessMode>,
    ) -> Result<T, TransactionError<E>>
    where
        F: for<'c> FnOnce(&'c Transaction) -> Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'c>> + Send,
        T: Send,
        E: std::fmt::Display + std::fmt::Debug + Send,
    {
        run(self.begin_with_config(isolation_level, access_mode).await, work).await
    }
}
