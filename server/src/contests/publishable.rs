//! What a draft needs to be published.

use crate::contests::draft::CheckedDraft;
use crate::contests::draft_rounds::moment;
use crate::contests::{contact, draft};
use crate::errors::{AppResult, Problems, Refusal};
use crate::texts::say;
use contest_core::ids::AccountId;
use contest_core::time::Millis;
use contest_core::wire::errors::{ErrorCode, FieldProblem};
use contest_core::wire::staff::ContestDraft;
use sea_orm::ConnectionTrait;

/// Checks a draft again, since banks, judges or the time may have changed after it was saved, and checks what only a
/// public contest needs. Notes everything that is wrong.
pub(super) async fn publishable(
    db: &impl ConnectionTrait,
    owner: AccountId,
    draft: ContestDraft,
    now: Millis,
) -> AppResult<CheckedDraft> {
    let mut problems = Problems::default();
    problems.noting(contact::require(&draft.contact));
    for (index, round) in draft.rounds.iter().enumerate() {
        if moment(&round.closes_at).is_ok_and(|closes_at| closes_at <= now) {
            let past = Refusal::new(ErrorCode::NotPublishable).field(format!("rounds.{index}.closes_at"));
            problems.note(past.message(say!(contests.close_is_past, round = index + 1)));
        }
    }
    let checked = problems.noting_field(draft::check(db, owner, draft).await)?;
    problems.settle(checked)
}

/// Returns what keeps a draft from being published.
pub(super) async fn missing(
    db: &impl ConnectionTrait,
    owner: AccountId,
    draft: ContestDraft,
    now: Millis,
) -> AppResult<Vec<FieldProblem>> {
    match publishable(db, owner, draft, now).await {
        Ok(_) => Ok(Vec::new()),
        Err(refusal) => match refusal.of_fields() {
            problems if problems.is_empty() => Err(refusal),
            problems => Ok(problems),
        },
    }
}
