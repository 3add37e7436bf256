//! Jobs on rounds. `ended_at` is set exactly when `state` is `done`, `failed` or `cancelled`.

use contest_core::ids::{AccountId, JobId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::jobs::{JobKind, JobState};
use sea_orm::entity::prelude::*;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "jobs")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: JobId,
    pub round_id: RoundId,
    pub kind: Kind,
    /// At most one job of a scope has not ended.
    pub scope: String,
    /// What is to be done, as JSON; emptied when the job ends, except for exports.
    pub task: String,
    pub asked_by: AccountId,
    pub asked_at: Millis,
    pub state: State,
    /// In percent.
    pub progress: i32,
    /// How often the job was begun.
    pub tries: i32,
    /// While waiting: from when on a server may begin the job. While running: from when on another may take it over.
    pub due_at: Millis,
    /// The process that works on the job.
    pub runner: Option<Uuid>,
    pub ended_at: Option<Millis>,
    /// The code of the refusal, if the job failed.
    pub error: Option<String>,
    pub file_name: Option<String>,
    pub file_size: Option<i64>,
    pub file_removed_at: Option<Millis>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum Kind {
    #[sea_orm(string_value = "settle")]
    Settle,
    #[sea_orm(string_value = "finalise")]
    Finalise,
    #[sea_orm(string_value = "disqualify")]
    Disqualify,
    #[sea_orm(string_value = "export")]
    Export,
    #[sea_orm(string_value = "statistics")]
    Statistics,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text")]
pub enum State {
    #[sea_orm(string_value = "waiting")]
    Waiting,
    #[sea_orm(string_value = "running")]
    Running,
    #[sea_orm(string_value = "done")]
    Done,
    #[sea_orm(string_value = "failed")]
    Failed,
    #[sea_orm(string_value = "cancelled")]
    Cancelled,
}

impl From<Kind> for JobKind {
    fn from(kind: Kind) -> JobKind {
        match kind {
            Kind::Settle => JobKind::Settle,
            Kind::Finalise => JobKind::Finalise,
            Kind::Disqualify => JobKind::Disqualify,
            Kind::Export => JobKind::Export,
            Kind::Statistics => JobKind::Statistics,
        }
    }
}

impl From<State> for JobState {
    fn from(state: State) -> JobState {
        match state {
            State::Waiting => JobState::Waiting,
            State::Running => JobState::Running,
            State::Done => JobState::Done,
            State::Failed => JobState::Failed,
            State::Cancelled => JobState::Cancelled,
        }
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
