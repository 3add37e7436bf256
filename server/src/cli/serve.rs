//! `thiluat serve` and `thiluat demo`.

use std::io::{self, Write};
use thiluat::application::Application;
use thiluat::clock::Clock;
use thiluat::config::Config;
use thiluat::contests::messages::fill;
use thiluat::demo;

const DEMO_TEXT: &str = include_str!("../../locales/demo.vi.txt");

pub(super) async fn serve(config: Config) -> io::Result<()> {
    let app = Box::pin(Application::build(config, Clock::default())).await?;
    tracing::info!(address = %app.address, "serving");
    Box::pin(until_signal(app)).await
}

pub(super) async fn demo(config: Config) -> io::Result<()> {
    let app = Box::pin(Application::build(config, Clock::default())).await?;
    let demo = Box::pin(demo::prepare(&app.state)).await?;
    let password = |n: usize| {
        demo.accounts
            .get(n)
            .map(|(_, password)| password.clone())
            .unwrap_or_default()
    };
    let values = [
        ("address", format!("http://{}", app.address)),
        ("slug", demo.slug.clone()),
        ("organiser", password(0)),
        ("judge", password(1)),
        ("folder", app.state.config.data_dir.display().to_string()),
    ];
    println!("{}", fill(DEMO_TEXT, &values));
    io::stdout().flush()?;
    Box::pin(until_signal(app)).await
}

/// Serves until SIGINT or SIGTERM, then finishes the running requests.
async fn until_signal(app: Application) -> io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let handle = app.handle();
    let mut serving = std::pin::pin!(app.run());
    tokio::select! {
        ended = &mut serving => return ended,
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    tracing::info!("ending: requests that are running are finished");
    let stopping = handle.stop(true);
    let ((), served) = futures_util::future::join(stopping, serving).await;
    served
}
