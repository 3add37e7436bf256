//! The end of a job, however it comes.

use crate::db::entities::job::{self, Kind, State};
use contest_core::time::Millis;
use sea_orm::ActiveValue::Set;

/// Returns the row of a job that ends now. Its task is erased, because a reason may name people; only exports keep
/// theirs.
pub(super) fn ended(job: &job::Model, state: State, now: Millis) -> job::ActiveModel {
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
