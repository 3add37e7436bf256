//! Reports what is wrong with the stores and the rounds in play, and how to fix it. It changes nothing, may run beside
//! any number of servers, and names nobody: it prints ids only.

mod report;
mod rounds;
mod stores;

pub use report::{Finding, Kind, Report};

use crate::clock::Clock;
use crate::config::Config;
use crate::visit;

/// Examines the configured stores, and every round that is open or closed recently.
pub async fn examine(config: &Config, clock: &Clock) -> Report {
    let mut report = Report::default();
    let db = stores::database(config, clock, &mut report).await;
    let live = stores::redis(config, clock, &mut report).await;
    // Nothing can be said of rounds without both stores.
    if let (Some(db), Some(live)) = (db, live) {
        match visit::recovery(&db, &live, clock).await {
            Ok(recovery) => report.examine_rounds(&recovery).await,
            Err(refusal) => report.problem(
                format!("The contests cannot be read from the database ({refusal})."),
                "See the log above.",
            ),
        }
    }
    report
}
