//! `/staff/rounds/{round}/monitor`, `…/statistics` and `…/unit-report`: how a round is going, and what came of it.

mod monitor;
mod statistics;
mod units;

use crate::common::Visitor;
use contest_core::ids::RoundId;
use contest_core::wire::jobs::{Job, JobState};
use contest_core::wire::paths;

/// Has the statistics made, and waits for them.
async fn make(staff: &Visitor, round: RoundId) {
    let job: Job = staff.post(&paths::statistics(round), &()).await.ok();
    let ended = staff.ended(job).await;
    assert_eq!(ended.state, JobState::Done, "{:?}", ended.error);
}
