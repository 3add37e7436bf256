//! The doctor's findings, one sentence each. This file does not know where they come from.

use contest_core::ids::{AttemptId, RoundId};
use serde::Serialize;

/// All findings, in the order of the examination.
#[derive(Debug, Default, Serialize)]
pub struct Report {
    pub findings: Vec<Finding>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// As it should be.
    Well,
    /// Nothing to fix, but good to know.
    Note,
    Problem,
}

/// One sentence, and how to fix the problem it describes.
#[derive(Debug, Serialize)]
pub struct Finding {
    pub kind: Kind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub round: Option<RoundId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<AttemptId>,
    pub says: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remedy: Option<String>,
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

    pub(super) fn well(&mut self, says: impl Into<String>) {
        self.add(Kind::Well, says, None);
    }

    pub(super) fn note(&mut self, says: impl Into<String>) {
        self.add(Kind::Note, says, None);
    }

    pub(super) fn problem(&mut self, says: impl Into<String>, remedy: impl Into<String>) {
        self.add(Kind::Problem, says, Some(remedy.into()));
    }

    pub(super) fn add(&mut self, kind: Kind, says: impl Into<String>, remedy: Option<String>) {
        self.findings.push(Finding {
            kind,
            round: None,
            attempt: None,
            says: says.into(),
            remedy,
        });
    }
}
