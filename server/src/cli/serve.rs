//! `thiluat serve` and `thiluat demo`.

use contest_texts::fill;
use std::io::{self, Write};
use thiluat::application::Application;
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::demo;
use tokio::signal::unix::{Signal, SignalKind, signal};

const DEMO_TEXT: &str = include_str!("../../locales/demo.vi.txt");

pub(super) async fn serve(config: Config) -> io::Result<()> {
    let signals = Signals::listen()?;
    let app = Box::pin(Application::build(config, Clock::default())).await?;
    tracing::info!(address = %app.address, "serving");
    Box::pin(until_signal(app, signals)).await
}

pub(super) async fn demo(config: Config) -> io::Result<()> {
    let signals = Signals::listen()?;
    let app = Box::pin(Application::build(config, Clock::default())).await?;
    let demo = Box::pin(demo::prepare(&app.state)).await?;
    let password = |n: usize| demo.accounts.get(n).map_or("", |(_, password)| password);
    let address = format!("http://{}", app.address);
    let folder = app.state.config.data_dir.display().to_string();
    let values = [
        ("address", address.as_str()),
        ("slug", &demo.slug),
        ("organiser", password(0)),
        ("judge", password(1)),
        ("administrator", password(2)),
        ("folder", &folder),
    ];
    println!("{}", fill(DEMO_TEXT, &values));
    io::stdout().flush()?;
    Box::pin(until_signal(app, signals)).await
}

/// SIGINT and SIGTERM. Listened to from the start: a signal that arrives while the server is still being built would
/// otherwise end the process at once and leave its private Redis behind.
struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    fn listen() -> io::Result<Signals> {
        Ok(Signals {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn any(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Serves until SIGINT or SIGTERM, then finishes the running requests.
async fn until_signal(app: Application, mut signals: Signals) -> io::Result<()> {
    let handle = app.handle();
    let mut serving = std::pin::pin!(app.run());
    tokio::select! {
        ended = &mut serving => return ended,
        () = signals.any() => {}
    }
    tracing::info!("shutting down: finishing the running requests");
    let stopping = handle.stop(true);
    let ((), served) = futures_util::future::join(stopping, serving).await;
    served
}
