//! The end of a job, however it comes.

use crate::db::entities::job::{self, Kind, State};
use sea_orm::ActiveValue::Set;

/// What was to be done is forgotten, but for exports: a reason may name people.
pub(super) fn ended(job: &job::Model, state: State, now: i64) -> job::ActiveModel {
    let mut row = job::ActiveModel {
        state: Set(state),
        ended_at: Set(Some(now)),
        ..Default::default()
    };
    if job.kind != Kind::Export {
        row.task = Set(String::new());
    }
    row
}
