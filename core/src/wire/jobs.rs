//! Jobs: work on a round that outlives the request which asked for it, and the server that does it.

use super::errors::ApiError;
use crate::ids::{AccountId, JobId, RoundId};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// Settling, publishing, disqualifying and exporting answer `202` with the job; asked for again while it runs, the same
/// job. `GET /staff/jobs/{job}` tells how far it is, `DELETE` cancels it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Job {
    pub id: JobId,
    pub round: RoundId,
    pub kind: JobKind,
    /// What an export writes down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<ExportTable>,
    pub state: JobState,
    /// How much is done, in percent: an estimate, which never goes back while one server works on it.
    pub progress: u8,
    pub asked_by: AccountId,
    pub asked_by_name: String,
    pub asked_at: Millis,
    /// When it was done, failed or was cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Millis>,
    /// Why it failed, in the reader's language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<ApiError>,
    /// The file that an export has made, until it is removed.
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
}

/// The tables that can be exported, named as in `POST /staff/rounds/{round}/exports/{table}.xlsx`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExportTable {
    Winners,
    Ranking,
    Attempts,
}

impl ExportTable {
    /// The name in paths and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ExportTable::Winners => "winners",
            ExportTable::Ranking => "ranking",
            ExportTable::Attempts => "attempts",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum JobState {
    /// Nobody works on it yet, or the server that did is gone.
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
}

impl JobState {
    /// Whether nothing more will happen to it.
    pub fn is_over(self) -> bool {
        matches!(self, JobState::Done | JobState::Failed | JobState::Cancelled)
    }
}

/// `GET /staff/jobs/{job}/file` sends it to whoever asked for the job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JobFile {
    pub name: String,
    /// In bytes.
    pub size: u64,
    pub removed_at: Millis,
}
