//! Servers in this process with a proxy in front of each of their stores, and connections that bypass the proxies. On
//! PostgreSQL, two servers share their stores and one clock; on SQLite there is one server, and no proxy can stand in
//! front of its database.

use crate::common::contest::Arranged;
use crate::common::{Database, Served, TestApp, postgres};
use crate::logs;
use crate::proxy::{Mode, Proxy};
use actix_web::dev::ServerHandle;
use contest_core::rounds::RoundRules;
use private_stores::redis_server::Redis;
use redis::AsyncConnectionConfig;
use sea_orm::{ConnectOptions, ConnectionTrait, DatabaseConnection, Statement};
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use thiluat::clock::Clock;

/// No test takes longer than this.
const LONGEST: Duration = Duration::from_secs(240);
/// How long a server may take to end.
const LAST_WORDS: Duration = Duration::from_secs(30);

/// Runs a test on both databases: `faults!(name, async |bed: &Bed| { … });`
#[macro_export]
macro_rules! faults {
    ($(#[$about:meta])* $name:ident, $test:expr) => {
        $(#[$about])*
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                $crate::bed::run($crate::common::Database::Sqlite, $test);
            }

            #[test]
            fn postgres() {
                $crate::bed::run($crate::common::Database::Postgres, $test);
            }
        }
    };
}

/// Runs one test in a runtime of its own, within a time limit, and shuts its servers down in order.
pub(crate) fn run(database: Database, test: impl AsyncFnOnce(&Bed)) {
    actix_web::rt::System::new().block_on(async {
        let redis = tokio::task::spawn_blocking(|| Redis::start_on_port().expect("Redis"));
        let redis = redis.await.expect("Redis");
        let bed = Box::pin(Bed::new(database, Store::One(redis))).await;
        let ended = tokio::time::timeout(LONGEST, Box::pin(test(&bed))).await;
        assert!(ended.is_ok(), "the test took longer than {LONGEST:?}");
        bed.end().await;
    });
}

/// The store of the live state.
pub(crate) enum Store {
    /// A Redis of this bed, behind proxies.
    One(Redis),
    /// The addresses of a cluster. Its nodes tell clients their own addresses, so there are no proxies.
    Cluster(String),
}

pub(crate) struct Bed {
    pub(crate) servers: Vec<Server>,
    /// Bypasses the proxies.
    pub(crate) db: DatabaseConnection,
    pub(crate) clock: Clock,
    pub(crate) database: Database,
    address: String,
    store: Store,
    _folder: tempfile::TempDir,
}

/// One server.
pub(crate) struct Server {
    pub(crate) app: TestApp,
    to_redis: Option<Proxy>,
    to_database: Option<Proxy>,
    handle: ServerHandle,
    served: Served,
}

impl Bed {
    pub(crate) async fn new(database: Database, store: Store) -> Bed {
        logs::keep();
        let folder = tempfile::tempdir().expect("a folder");
        let address = match database {
            Database::Sqlite => format!("sqlite://{}/shared.sqlite?mode=rwc", folder.path().display()),
            Database::Postgres => postgres::fresh_database().await,
        };
        let clock = Clock::default();
        let mut servers = Vec::new();
        for _ in 0..if database == Database::Postgres { 2 } else { 1 } {
            servers.push(Box::pin(Server::start(database, &address, &store, clock.clone())).await);
        }
        let mut options = ConnectOptions::new(&address);
        options.max_connections(4).sqlx_logging(false);
        Bed {
            db: sea_orm::Database::connect(options).await.expect("the database"),
            servers,
            clock,
            database,
            address,
            store,
            _folder: folder,
        }
    }

    /// See [`TestApp::leaves_pending`].
    pub(crate) fn leaves_pending(&self, why: &'static str) {
        self.first().app.leaves_pending(why);
    }

    /// Checks that the servers have left nothing undone, and shuts them down.
    pub(crate) async fn end(self) {
        self.servers.iter().for_each(Server::heal);
        self.first().app.finish().await;
        for server in self.servers {
            let ending = async {
                server.handle.stop(true).await;
                server.served.await
            };
            let ended = tokio::time::timeout(LAST_WORDS, ending).await;
            let served = ended.expect("the server ends in bounded time, whatever its stores did");
            served.expect("the server's task").expect("the server");
        }
    }

    pub(crate) fn first(&self) -> &Server {
        &self.servers[0]
    }

    /// Returns another server, where there is one.
    pub(crate) fn other(&self) -> &Server {
        &self.servers[self.servers.len() - 1]
    }

    /// Creates a contest that all servers know.
    pub(crate) async fn arrange(&self, rules: RoundRules) -> Arranged {
        let arranged = self.first().app.arrange(rules).await;
        self.reload().await;
        arranged
    }

    pub(crate) async fn reload(&self) {
        for server in &self.servers {
            server.app.state.reload().await.expect("the catalog");
        }
    }

    /// Connects to Redis without the proxies.
    pub(crate) async fn redis(&self) -> redis::aio::MultiplexedConnection {
        let Store::One(redis) = &self.store else {
            panic!("a cluster is reached otherwise");
        };
        let client = redis::Client::open(redis.url()).expect("an address");
        // The test's own work may take its time on a busy machine.
        let patience = AsyncConnectionConfig::new().set_response_timeout(Some(Duration::from_secs(20)));
        let connecting = client.get_multiplexed_async_connection_with_config(&patience);
        connecting.await.expect("Redis")
    }

    /// Makes Redis forget everything.
    pub(crate) async fn wipe(&self) {
        let flush = redis::cmd("FLUSHALL");
        flush
            .query_async::<()>(&mut self.redis().await)
            .await
            .expect("FLUSHALL");
    }

    /// Makes Redis forget everything. A server that makes no progress holds the right to rebuild it until the guard is
    /// released. The key is that of `live/keys.rs`.
    pub(crate) async fn wipe_and_hold_rebuild(&self, arranged: &Arranged) -> HeldRebuild {
        let mut redis = self.redis().await;
        let key = format!("tl:{{{}.0}}:lock", arranged.round.0.simple());
        let set = || {
            let mut set = redis::cmd("SET");
            set.arg(&key).arg("somebody else").arg("EX").arg(6);
            set
        };
        let mut at_once = redis::pipe();
        at_once.atomic().cmd("FLUSHALL").add_command(set());
        at_once.query_async::<()>(&mut redis).await.expect("held");
        let (renew, mut renewing) = (set(), redis.clone());
        let task = actix_web::rt::spawn(async move {
            loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                renew.query_async::<()>(&mut renewing).await.expect("renewed");
            }
        });
        let ready = format!("tl:{{{}.0}}:built", arranged.round.0.simple());
        HeldRebuild {
            task,
            redis,
            key,
            ready,
        }
    }

    /// Keeps everybody from writing attempts or starts until it is released. On SQLite, nobody can write anything.
    pub(crate) async fn hold_database(&self) -> HeldDatabase {
        let mut options = ConnectOptions::new(&self.address);
        options.max_connections(1).sqlx_logging(false);
        let connection = sea_orm::Database::connect(options).await.expect("the database");
        let begin = match self.database {
            Database::Sqlite => "BEGIN IMMEDIATE".to_owned(),
            Database::Postgres => {
                let tables = self.tables(&["attempts", "starts"]).await.join(", ");
                format!("BEGIN; LOCK TABLE {tables} IN EXCLUSIVE MODE")
            }
        };
        connection.execute_unprepared(&begin).await.expect("held");
        HeldDatabase(connection)
    }

    /// Returns those of these tables that exist.
    async fn tables(&self, names: &[&str]) -> Vec<String> {
        let mut found = Vec::new();
        for name in names {
            let asked = format!("SELECT 1 AS one FROM {name} LIMIT 1");
            if self.db.query_all_raw(self.statement(&asked, [])).await.is_ok() {
                found.push((*name).to_owned());
            }
        }
        found
    }

    pub(crate) fn statement(&self, sql: &str, values: impl IntoIterator<Item = sea_orm::Value>) -> Statement {
        Statement::from_sql_and_values(self.db.get_database_backend(), sql, values)
    }
}

impl Server {
    async fn start(database: Database, address: &str, store: &Store, clock: Clock) -> Server {
        let (to_redis, redis_url) = match store {
            Store::One(redis) => {
                let proxy = Proxy::start(socket_of(&redis.url()));
                let url = format!("redis://{}", proxy.address());
                (Some(proxy), url)
            }
            Store::Cluster(addresses) => (None, addresses.clone()),
        };
        let shards = if redis_url.contains(',') { 16 } else { 1 };
        let (to_database, database_url) = match database {
            Database::Sqlite => (None, address.to_owned()),
            Database::Postgres => {
                let store = socket_of(address);
                let proxy = Proxy::start(store);
                let url = address.replace(&store.to_string(), &proxy.address().to_string());
                (Some(proxy), url)
            }
        };
        let settings = format!(
            "redis_url = \"{redis_url}\"\nshards = {shards}\ndatabase_url = \"{database_url}\"\n\
             secret = \"bí mật chung của các máy chủ, dài hơn 32 ký tự\"\nstarts_per_second = 100000\n"
        );
        let (app, handle, served) = Box::pin(TestApp::start(database, &settings, clock)).await;
        Server {
            app,
            to_redis,
            to_database,
            handle,
            served,
        }
    }

    /// Returns the proxy in front of Redis.
    pub(crate) fn to_redis(&self) -> &Proxy {
        self.to_redis.as_ref().expect("a proxy")
    }

    /// Returns the proxy in front of PostgreSQL.
    pub(crate) fn to_database(&self) -> &Proxy {
        self.to_database.as_ref().expect("a proxy")
    }

    fn heal(&self) {
        for proxy in [&self.to_redis, &self.to_database].into_iter().flatten() {
            proxy.set(Mode::Pass);
        }
    }
}

/// Returns the host and port of a store's address.
fn socket_of(url: &str) -> SocketAddr {
    let host = url.rsplit_once("//").map_or(url, |(_, rest)| rest);
    let host = host.rsplit_once('@').map_or(host, |(_, rest)| rest);
    let host = host.split('/').next().unwrap_or(host);
    host.parse().expect("a host and a port")
}

/// See [`Bed::wipe_and_hold_rebuild`].
pub(crate) struct HeldRebuild {
    task: actix_web::rt::task::JoinHandle<()>,
    redis: redis::aio::MultiplexedConnection,
    key: String,
    ready: String,
}

impl HeldRebuild {
    pub(crate) async fn release(mut self) {
        let exists = redis::cmd("EXISTS").arg(&self.ready).clone();
        let built: bool = exists.query_async(&mut self.redis).await.expect("Redis");
        assert!(
            !built,
            "the test held a rebuild that went on all the same: it proves nothing"
        );
        self.task.abort();
        let del = redis::cmd("DEL").arg(&self.key).clone();
        del.query_async::<()>(&mut self.redis).await.expect("released");
    }
}

/// See [`Bed::hold_database`].
pub(crate) struct HeldDatabase(DatabaseConnection);

impl HeldDatabase {
    /// Runs a statement in the transaction that locks the database; others see its effect when the transaction ends.
    pub(crate) async fn and(&self, sql: &str) {
        self.0.execute_unprepared(sql).await.expect(sql);
    }

    pub(crate) async fn release(self) {
        self.0.execute_unprepared("COMMIT").await.expect("released");
        self.0.close().await.expect("closed");
    }
}

/// Repeats the check until its result is good, and reports the last bad one if it never is.
pub(crate) async fn until<T>(
    patience: Duration,
    what: &str,
    mut ask: impl AsyncFnMut() -> Result<T, String>,
) -> T {
    let end = Instant::now() + patience;
    loop {
        match ask().await {
            Ok(good) => return good,
            Err(seen) => assert!(
                Instant::now() < end,
                "not within {patience:?}: {what}; last seen: {seen}"
            ),
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
