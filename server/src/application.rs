//! Puts the server together: stores first, then state, background work and the listener. Tests start the same server on
//! port 0.

use crate::admission::connections::Connections;
use crate::admission::limits::Limits;
use crate::auth::session::Verified;
use crate::clock::Clock;
use crate::codes::parts::{Codes, Opening};
use crate::config::Config;
use crate::db::Db;
use crate::metrics::{self, Metrics};
use crate::recovery::Recovery;
use crate::secrets::Secrets;
use crate::state::{Opened, State};
use crate::web::middleware::every_request;
use crate::{background, routes};
use actix_web::dev::{Server, ServerHandle};
use actix_web::middleware::from_fn;
use actix_web::web::{Data, get};
use actix_web::{App, HttpServer};
use live::Live;
use live::redis_child::RedisChild;
use std::io;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

/// A server that is ready to run.
pub struct Application {
    pub state: State,
    pub address: SocketAddr,
    server: Server,
    background: background::Background,
    metrics_server: Option<Server>,
}

impl Application {
    /// Opens the stores, migrates the database, binds the listener and starts the background work.
    pub async fn build(config: Config, clock: Clock) -> io::Result<Application> {
        let state = open(config, clock).await?;
        let listener = TcpListener::bind(&state.config.listen)
            .map_err(|error| cannot_listen(&state.config.listen, "listen", &error))?;
        let address = listener.local_addr()?;
        let metrics_server = serve_metrics(&state)?;
        let background = background::Background::start(&state);
        let process = state.clone();
        let connections = Connections::new(state.config.connections_per_address);
        let factory = move || {
            // See `Live::for_worker`.
            let thread = process.for_worker();
            let limits = Limits::of_this_thread(thread.rooms.load.clone(), thread.live.clone());
            App::new()
                .app_data(limits)
                .app_data(thread.metrics.clone())
                .app_data(Verified::default())
                .app_data(routes::path_config())
                .app_data(routes::query_config())
                .wrap(from_fn(every_request))
                .configure(|app| thread.hand_out(app))
                .configure(routes::routes)
        };
        let mut server = HttpServer::new(factory)
            .tcp_nodelay(true)
            .on_connect(move |io, kept| connections.opened(io, kept))
            .shutdown_timeout(10)
            .disable_signals();
        if state.config.workers > 0 {
            server = server.workers(state.config.workers);
        }
        Ok(Application {
            server: server.listen(listener)?.run(),
            state,
            address,
            background,
            metrics_server,
        })
    }

    /// Returns the handle that stops the server from elsewhere; running requests are finished first.
    pub fn handle(&self) -> ServerHandle {
        self.server.handle()
    }

    /// Serves until the handle stops it.
    pub async fn run(self) -> io::Result<()> {
        let metrics_server = self.metrics_server.map(|server| {
            let handle = server.handle();
            // Spawned on the current runtime: the program's own is not an actix runtime.
            tokio::spawn(server);
            handle
        });
        let served = self.server.await;
        if let Some(metrics_server) = metrics_server {
            metrics_server.stop(false).await;
        }
        self.background.stop().await;
        self.state.live.end().await;
        served
    }
}

/// Opens the database and Redis as configured; the embedded ones live in the data folder.
pub async fn open(config: Config, clock: Clock) -> io::Result<State> {
    let db = open_database(&config).await?;
    let secrets = Secrets::load(&config)?;
    let live = if config.redis_url.is_empty() {
        let child = RedisChild::start(&config.data_dir.join("redis")).await?;
        let address = child.address.clone();
        Live::open(&address, config.shards, Some(child)).await
    } else {
        Live::open(&config.redis_url, config.shards, None).await
    };
    let metrics = Metrics::default();
    let live = live.map_err(|error| unusable_redis(&error))?;
    let recovery = Recovery::open(&db, &live, &clock, &metrics)?;
    let codes = Codes::open(&Opening {
        config: &config,
        secrets: &secrets,
        db: &db,
        live: &live,
        clock: &clock,
        metrics: &metrics,
    })?;
    let opened = Opened {
        codes,
        metrics,
        config: Arc::new(config),
        clock,
        secrets,
        db,
        live,
        recovery,
    };
    State::new(opened).await.map_err(unusable_database)
}

/// Opens the database as configured and migrates it; SQLite lives in the data folder.
pub async fn open_database(config: &Config) -> io::Result<Db> {
    let folder = &config.data_dir;
    tokio::fs::create_dir_all(folder).await.map_err(|error| {
        io::Error::other(format!(
            "cannot make the data folder {} (data_dir): {error}",
            folder.display()
        ))
    })?;
    let db = Db::open(&config.database()).await.map_err(unusable_database)?;
    db.migrate().await.map_err(unusable_database)?;
    Ok(db)
}

/// Metrics have a listener of their own; the public one never serves them.
fn serve_metrics(state: &State) -> io::Result<Option<Server>> {
    let address = &state.config.metrics_listen;
    if address.is_empty() {
        return Ok(None);
    }
    let listener =
        TcpListener::bind(address).map_err(|error| cannot_listen(address, "metrics_listen", &error))?;
    let data = Data::new(state.metrics.clone());
    let factory = move || {
        App::new()
            .app_data(data.clone())
            .route("/metrics", get().to(metrics::show))
    };
    let server = HttpServer::new(factory).workers(1).disable_signals();
    Ok(Some(server.listen(listener)?.run()))
}

fn cannot_listen(address: &str, setting: &str, error: &io::Error) -> io::Error {
    io::Error::other(format!(
        "cannot listen on {address:?} ({setting}): {error}. It is an address of this machine and a free port, \
         such as 127.0.0.1:8080"
    ))
}

fn unusable_redis(error: &live::Away) -> io::Error {
    io::Error::other(match live::misfit(error) {
        Some(why) => format!("this server does not fit: {why}"),
        None => format!("Redis cannot be used (redis_url): {error}. Is it running, version 7 or later?"),
    })
}

fn unusable_database(error: impl std::fmt::Display) -> io::Error {
    io::Error::other(format!(
        "the database cannot be used (database_url): {error}. Is it running, and does it let this user in?"
    ))
}
