//! Reads what server, stores and generator use while a run is measured.

use crate::machine::Process;
use crate::measure::Period;
use crate::report::json::Used;

/// The processes to watch.
#[derive(Clone, Debug, Default)]
pub struct Watched {
    pub server: Option<Process>,
    pub redis: Option<Process>,
    pub postgres: Option<Process>,
}

/// Watches for a period, and ends with it.
pub async fn watch(watched: Watched, period: Period) -> Used {
    let me = Process::this();
    let cpu = |watched: &Watched| {
        let of = |process: &Option<Process>, children| process.as_ref().map(|p| p.cpu_s(children));
        (
            of(&watched.server, false),
            of(&watched.redis, false),
            of(&watched.postgres, true),
            me.cpu_s(false),
        )
    };
    tokio::time::sleep_until(period.from.into()).await;
    let before = cpu(&watched);
    tokio::time::sleep_until(period.until.into()).await;
    let after = cpu(&watched);
    let used = |before: Option<f64>, after: Option<f64>, process: &Option<Process>| {
        let process = process.as_ref()?;
        Some((after? - before?, process.peak_rss_bytes()))
    };
    Used {
        server: used(before.0, after.0, &watched.server),
        redis: used(before.1, after.1, &watched.redis),
        postgres: used(before.2, after.2, &watched.postgres),
        client: (after.3 - before.3, me.peak_rss_bytes()),
    }
}
