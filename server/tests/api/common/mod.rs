//! Starts the server on port 0 with its own stores, and speaks to it as a browser would.

#![allow(dead_code, reason = "not every test uses every step")]

pub(crate) mod boards;
pub(crate) mod bodies;
pub(crate) mod cluster;
pub(crate) mod contest;
mod contract;
pub(crate) mod crowd;
mod ending;
pub(crate) mod gateway;
pub(crate) mod jobs;
pub(crate) mod organiser;
pub(crate) mod pdf;
pub(crate) mod places;
mod playing;
pub(crate) mod png;
pub(crate) mod postgres;
pub(crate) mod raw_redis;
pub(crate) mod results;
pub(crate) mod soon;
mod visitor;

use private_stores::{Signal, signal};
use std::sync::{Arc, OnceLock};
use thiluat::application::Application;
use thiluat::auth::session::Claims;
use thiluat::boards::snapshot::Boards;
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::state::State;
pub(crate) use visitor::{Reply, Visitor};

/// Runs a test on both databases: `both!(name, |app| async move { … });` makes `name::sqlite` and `name::postgres`.
/// With TEST_REDIS=cluster every server uses one Redis Cluster instead of a private Redis.
#[macro_export]
macro_rules! both {
    ($name:ident, $test:expr) => {
        mod $name {
            use super::*;

            #[test]
            fn sqlite() {
                $crate::common::run($crate::common::Database::Sqlite, $test);
            }

            #[test]
            fn postgres() {
                $crate::common::run($crate::common::Database::Postgres, $test);
            }
        }
    };
}

/// As [`both!`], for a test that needs a Redis of its own. `scripts/api-on-cluster`, where all tests share a cluster,
/// leaves it out by its name.
#[macro_export]
macro_rules! own_redis {
    ($name:ident, $test:expr) => {
        mod $name {
            use super::*;

            $crate::both!(own_redis, $test);
        }
    };
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Database {
    Sqlite,
    Postgres,
}

/// A running server.
#[derive(Clone)]
pub(crate) struct TestApp {
    /// `http://127.0.0.1:port`
    pub(crate) url: String,
    /// Moves the server's time ahead.
    pub(crate) clock: Clock,
    /// For arranging, and for looking at what the API does not show.
    pub(crate) state: State,
    pub(crate) database: Database,
    /// Why the test leaves something undone, see [`TestApp::leaves_pending`].
    pending_because: Arc<OnceLock<&'static str>>,
    folder: Arc<tempfile::TempDir>,
}

/// Runs one test in a runtime of its own, checks that its server has left nothing undone, and shuts the server down in
/// order.
pub(crate) fn run<F: Future<Output = ()>>(database: Database, test: impl FnOnce(TestApp) -> F) {
    run_with(database, "", test);
}

/// Runs one test with its own settings (TOML).
pub(crate) fn run_with<F: Future<Output = ()>>(
    database: Database,
    settings: &str,
    test: impl FnOnce(TestApp) -> F,
) {
    actix_web::rt::System::new().block_on(async {
        let (app, handle, served) = TestApp::start(database, settings, Clock::default()).await;
        test(app.clone()).await;
        app.finish().await;
        handle.stop(true).await;
        served.await.expect("the server's task").expect("the server");
    });
}

pub(crate) type Served = tokio::task::JoinHandle<std::io::Result<()>>;

impl TestApp {
    /// Starts a server. `settings` may say where the stores are; otherwise the server gets its own.
    pub(crate) async fn start(
        database: Database,
        settings: &str,
        clock: Clock,
    ) -> (TestApp, actix_web::dev::ServerHandle, Served) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut config: Config =
            Config::load(Some(&write_settings(folder.path(), settings))).expect("settings");
        config.data_dir = folder.path().join("data");
        if database == Database::Postgres && config.database_url.is_empty() {
            config.database_url = postgres::fresh_database().await;
        }
        if cluster::is_asked_for() && config.redis_url.is_empty() {
            config.redis_url = cluster::shared().await;
            config.shards = cluster::SHARDS;
        }
        let app = Application::build(config, clock.clone())
            .await
            .expect("the server starts");
        let handle = app.handle();
        let test_app = TestApp {
            url: format!("http://{}", app.address),
            clock,
            state: app.state.clone(),
            database,
            pending_because: Arc::default(),
            folder: Arc::new(folder),
        };
        let served = actix_web::rt::spawn(app.run());
        (test_app, handle, served)
    }

    /// Returns boards that are read afresh, instead of the snapshots that this server has kept.
    pub(crate) fn fresh_boards(&self) -> Boards {
        let state = self.state.clone();
        Boards::new(&state.recovery, state.contests, state.finals, state.clock)
    }

    /// Returns a visitor with their own cookie jar.
    pub(crate) fn visitor(&self) -> Visitor {
        let client = reqwest::Client::builder()
            .cookie_store(true)
            .build()
            .expect("a client");
        Visitor {
            client,
            url: self.url.clone(),
            language: "vi",
        }
    }

    /// Returns a visitor who is already signed in with this session, which saves the time of checking a password.
    pub(crate) fn with_session(&self, claims: &Claims) -> Visitor {
        let cookie = self.state.sessions.cookie(claims).expect("a cookie");
        let mut headers = reqwest::header::HeaderMap::new();
        let text = cookie.stripped().to_string();
        headers.insert("Cookie", text.parse().expect("a header"));
        // Thousands of visitors keep no connection open, so none can meet one that the server is about to close.
        let client = reqwest::Client::builder()
            .default_headers(headers)
            .pool_max_idle_per_host(0)
            .build();
        Visitor {
            client: client.expect("a client"),
            ..self.visitor()
        }
    }

    /// Locks the database so that nobody can write an attempt, until [`Held::release`].
    pub(crate) async fn hold_database(&self) -> Held {
        use sea_orm::{ConnectOptions, ConnectionTrait, Database};
        let mut options = ConnectOptions::new(self.state.config.database());
        options.max_connections(1);
        let connection = Database::connect(options).await.expect("the database");
        let lock = match self.database {
            self::Database::Sqlite => "BEGIN IMMEDIATE",
            self::Database::Postgres => "BEGIN; LOCK TABLE attempts IN EXCLUSIVE MODE",
        };
        connection.execute_unprepared(lock).await.expect("held");
        Held(connection)
    }

    /// Returns the folder with the files that this server has kept.
    pub(crate) fn into_folder(self) -> Arc<tempfile::TempDir> {
        self.folder
    }

    /// Describes servers that run elsewhere and are reached at `url`. `state` shares their stores and is for arranging.
    pub(crate) fn elsewhere(url: String, state: State, folder: tempfile::TempDir) -> TestApp {
        TestApp {
            url,
            clock: state.clock.clone(),
            state,
            database: Database::Postgres,
            pending_because: Arc::default(),
            folder: Arc::new(folder),
        }
    }

    /// Connects to the one Redis of this server: its private child, or the one its settings name.
    async fn redis(&self) -> redis::aio::MultiplexedConnection {
        let address = match &self.state.config.redis_url {
            named if !named.is_empty() => named.clone(),
            _ => format!(
                "unix://{}",
                self.folder.path().join("data/redis/redis.sock").display()
            ),
        };
        let client = redis::Client::open(address).expect("an address");
        client.get_multiplexed_async_connection().await.expect("Redis")
    }

    /// Kills Redis, as the kernel does when memory runs out.
    pub(crate) async fn kill_redis(&self) {
        let mut connection = self.redis().await;
        let about: String = redis::cmd("INFO")
            .arg("server")
            .query_async(&mut connection)
            .await
            .expect("INFO");
        let id = about
            .lines()
            .find_map(|line| line.strip_prefix("process_id:"))
            .expect("its id");
        let id = id.trim().parse().expect("a number");
        signal(id, Signal::KILL).expect("killed");
    }

    /// Removes everything in Redis.
    pub(crate) async fn wipe_redis(&self) {
        if cluster::is_asked_for() {
            return cluster::wipe(&self.state).await;
        }
        let mut connection = self.redis().await;
        let _: () = redis::cmd("FLUSHALL")
            .query_async(&mut connection)
            .await
            .expect("FLUSHALL");
    }
}

/// The database, locked by [`TestApp::hold_database`].
pub(crate) struct Held(sea_orm::DatabaseConnection);

impl Held {
    pub(crate) async fn release(self) {
        use sea_orm::ConnectionTrait;
        self.0.execute_unprepared("COMMIT").await.expect("released");
        self.0.close().await.expect("closed");
    }
}

fn write_settings(folder: &std::path::Path, settings: &str) -> std::path::PathBuf {
    let path = folder.join("thiluat.toml");
    let all = format!("listen = \"127.0.0.1:0\"\nworkers = 2\n{settings}");
    std::fs::write(&path, all).expect("settings");
    path
}
