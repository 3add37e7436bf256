//! Says what is wrong with the stores and the rounds that are played, and how to mend it. It changes nothing, may run beside
//! any number of servers, and names nobody: ids only.

mod rounds;
mod stores;

use crate::clock::Clock;
use crate::config::Config;
use crate::visit;
use contest_core::ids::{AttemptId, RoundId};
use serde::Serialize;

/// Everything that was found, in the order in which it was looked at.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub findings: Vec<Finding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// As it should be.
    Well,
    /// Nothing to mend, but good to know.
    Note,
    Problem,
}

/// One sentence, and what to do about it.
#[derive(Debug, Serialize)]
pub struct Finding {
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<AttemptId>,
    pub says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}

impl Report {
    pub fn is_well(&self) -> bool {
        self.problems().next().is_none()
    }

    pub fn problems(&self) -> impl Iterator<Item = &Finding> {
        self.findings
            .iter()
            .filter(|finding| finding.kind == Kind::Problem)
    }

    fn well(&mut self, says: impl Into<String>) {
        self.add(Kind::Well, says, None);
    }

    fn note(&mut self, says: impl Into<String>) {
        self.add(Kind::Note, says, None);
    }

    fn problem(&mut self, says: impl Into<String>, mend: impl Into<String>) {
        self.add(Kind::Problem, says, Some(mend.into()));
    }

    fn add(&mut self, kind: Kind, says: impl Into<String>, mend: Option<String>) {
        self.findings.push(Finding {
            kind,
            round: None,
            attempt: None,
            says: says.into(),
            mend,
        });
    }
}

/// Looks at the configured stores, and at every round that is played or was lately.
pub async fn examine(config: &Config, clock: &Clock) -> Report {
    let mut report = Report::default();
    let db = stores::database(config, clock, &mut report).await;
    let live = stores::redis(config, clock, &mut report).await;
    // Without one of them nothing can be said of rounds.
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
