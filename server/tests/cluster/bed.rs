//! Servers as they run in production, and a state on the same stores to look behind them.

use crate::common::contest::{Arranged, rules};
use crate::common::{TestApp, cluster, postgres};
use contest_core::wire::paths;
use private_stores::free_ports;
use private_stores::nginx::Nginx;
use private_stores::program::Program;
use std::fmt::Write;
use std::time::{Duration, Instant};
use thiluat::application::open;
use thiluat::clock::Clock;
use thiluat::config::Config;

/// How long a change on one server may take to reach another.
pub(crate) const PROMPT: Duration = Duration::from_secs(2);

pub(crate) struct Bed {
    /// Speaks to the proxy; arranges and looks through its own state.
    pub(crate) app: TestApp,
    pub(crate) servers: [Server; 2],
    pub(crate) proxy: Program,
}

pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) process: Program,
}

impl Bed {
    pub(crate) async fn new() -> Bed {
        Bed::with(&cluster::shared().await, cluster::SHARDS).await
    }

    pub(crate) async fn with(redis: &str, shards: u16) -> Bed {
        let database = postgres::fresh_database().await;
        let folder = tempfile::tempdir().expect("a folder");
        let defaults = folder.path().join("thiluat.toml");
        std::fs::write(&defaults, "").expect("settings");
        let mut config = Config::load(Some(&defaults)).expect("settings");
        config.database_url.clone_from(&database);
        config.redis_url = redis.into();
        config.shards = shards;
        config.secret = "bí mật của hai máy chủ, dài hơn 32 ký tự".into();
        config.data_dir = folder.path().join("data");
        let environment = [
            ("DATABASE_URL", database),
            ("REDIS_URL", redis.into()),
            ("THILUAT_SHARDS", shards.to_string()),
            ("THILUAT_SECRET", config.secret.clone()),
            ("THILUAT_TRUST_PROXY", "true".into()),
            ("THILUAT_WORKERS", "2".into()),
            ("THILUAT_LOG", "info".into()),
        ];
        // Opening the state runs the migrations, so the servers find the schema in place.
        let state = open(config, Clock::default()).await.expect("the stores");
        let started = tokio::task::spawn_blocking(move || {
            let ports = free_ports(2).expect("ports");
            let servers = [ports[0], ports[1]].map(|port| Server::start(port, &environment));
            let proxy = Nginx::start(&ports).expect("nginx");
            let url = format!("http://127.0.0.1:{}", proxy.port);
            (servers, proxy.program, url)
        });
        let (servers, proxy, url) = started.await.expect("servers");
        Bed {
            app: TestApp::elsewhere(url, state, folder),
            servers,
            proxy,
        }
    }

    /// Creates a contest and waits until the servers know it.
    pub(crate) async fn arrange(&self) -> Arranged {
        let arranged = self.app.arrange(rules()).await;
        self.app.state.changed().await.expect("announced");
        for server in &self.servers {
            let visitor = self.app.visitor().at(&server.url);
            let path = paths::units(arranged.contest);
            until(PROMPT, "the contest is known", async || {
                visitor.get(&path).await.status.is_success()
            })
            .await;
        }
        arranged
    }

    /// Returns what the servers logged, for a test that fails.
    pub(crate) fn logs(&self) -> String {
        let mut logs = self.proxy.log();
        for server in &self.servers {
            writeln!(logs, "--- {}\n{}", server.url, server.process.log()).expect("a text");
        }
        logs
    }
}

impl Server {
    fn start(port: u16, environment: &[(&str, String)]) -> Server {
        let listen = format!("127.0.0.1:{port}");
        let process = Program::start(environment, |folder| {
            let (binary, data) = (env!("CARGO_BIN_EXE_thiluat"), folder.display());
            Ok(format!(
                "THILUAT_LISTEN={listen} THILUAT_DATA_DIR={data}/data {binary} serve"
            ))
        });
        let process = process.expect("a server");
        process.await_port(port).expect("a server");
        Server {
            url: format!("http://{listen}"),
            process,
        }
    }
}

/// Repeats the check until it holds.
pub(crate) async fn until(patience: Duration, what: &str, mut so: impl AsyncFnMut() -> bool) {
    let end = Instant::now() + patience;
    while !so().await {
        assert!(Instant::now() < end, "not within {patience:?}: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Runs a test in a runtime of its own.
pub(crate) fn run(test: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    runtime.expect("a runtime").block_on(test);
}
