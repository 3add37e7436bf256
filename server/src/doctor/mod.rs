//! Reports what is wrong with the stores, the message gateway and recent rounds, and how to fix it. It changes nothing, can run
//! alongside any number of servers, and prints ids but no names.

mod gateway;
mod report;
mod rounds;
mod stores;

pub use report::{Finding, Kind, Report};

use crate::clock::Clock;
use crate::config::Config;
use crate::visit;

/// Examines the configured stores and every round that is open or has closed recently.
pub async fn examine(config: &Config, clock: &Clock) -> Report {
    let mut report = Report::default();
    gateway::gateway(config, &mut report);
    let db = stores::database(config, clock, &mut report).await;
    let live = stores::redis(config, clock, &mut report).await;
    // Rounds can only be examined with both stores.
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
