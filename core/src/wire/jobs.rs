//! Jobs: work on a round that outlives the request that started it, and the server that does it.

use super::errors::ApiError;
use crate::ids::{AccountId, JobId, RoundId};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Settling, publishing, disqualifying, exporting and making statistics return `202` with the job; a repeated request returns the same job
/// while it runs. `GET /staff/jobs/{job}` reports its progress, `DELETE` cancels it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    pub id: JobId,
    pub round: RoundId,
    pub kind: JobKind,
    /// The table that an export contains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<ExportTable>,
    pub state: JobState,
    /// Progress in percent: an estimate that never goes back while one server works on the job.
    pub progress: u8,
    pub asked_by: AccountId,
    pub asked_by_name: String,
    pub asked_at: Millis,
    /// When the job was done, failed or was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// Why the job failed, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// The file that an export has produced, until it is removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<JobFile>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobKind {
    Settle,
    Finalise,
    Disqualify,
    Export,
    /// Makes the statistics of a round.
    Statistics,
}

/// The tables that can be exported, named as in `POST /staff/rounds/{round}/exports/{table}.xlsx`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExportTable {
    Winners,
    Ranking,
    Attempts,
    /// The questions with their figures.
    Questions,
    /// The units with their figures.
    Units,
}

impl ExportTable {
    /// Returns the name in paths and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ExportTable::Winners => "winners",
            ExportTable::Ranking => "ranking",
            ExportTable::Attempts => "attempts",
            ExportTable::Questions => "questions",
            ExportTable::Units => "units",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// No server works on it yet, or the one that did is gone.
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl JobState {
    /// Returns whether the job has ended.
    pub fn is_over(self) -> bool {
        matches!(self, JobState::Done | JobState::Failed | JobState::Cancelled)
    }
}

/// `GET /staff/jobs/{job}/file` sends it to the person who asked for the job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobFile {
    pub name: String,
    /// In bytes.
    pub size: u64,
    pub removed_at: Millis,
}
