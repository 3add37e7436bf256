//! What the desk does, in the audit log of its contest.

use super::people::{self, Entrant};
use crate::attempts::parts::Attempts;
use crate::db::audit::{AuditEvent, record_as};
use crate::db::entities::desk_act;
use crate::errors::AppResult;
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use contest_core::wire::audit::{Audited, AuditedChange};
use sea_orm::ActiveValue::Set;
use sea_orm::{ActiveModelTrait, ConnectionTrait, DbErr, TransactionTrait};
use uuid::Uuid;

/// Something that the desk does about somebody.
pub(super) struct Act<'a> {
    pub(super) actor: AccountId,
    pub(super) contest: ContestId,
    pub(super) account: AccountId,
    pub(super) what: Audited,
    pub(super) because: Because<'a>,
}

/// Notes what the desk does for a reason about somebody, before it does it, and returns them. They are locked meanwhile, so
/// that nothing is kept of somebody who is being erased.
pub(super) async fn note(
    parts: &Attempts,
    (contest, account): (ContestId, AccountId),
    actor: AccountId,
    what: Audited,
    reason: &str,
) -> AppResult<Entrant> {
    let transaction = parts.db.write.begin().await?;
    let entrant = people::locked(&transaction, contest, account).await?;
    entrant.require_not_erased()?;
    let act = Act {
        actor,
        contest,
        account,
        what,
        because: Because::Reason(reason),
    };
    act.record(&transaction, parts.clock.now()).await?;
    transaction.commit().await?;
    Ok(entrant)
}

/// Why it does it.
pub(super) enum Because<'a> {
    /// It only looks at what is masked.
    NoReason,
    Reason(&'a str),
    Correction(&'a str, &'a [AuditedChange]),
}

impl Act<'_> {
    /// Writes the audit event, and the reason to where it can be erased.
    pub(super) async fn record(self, db: &impl ConnectionTrait, now: Millis) -> AppResult<()> {
        let id = Uuid::now_v7();
        let event = AuditEvent {
            actor: self.actor,
            contest: Some(self.contest),
            subject: self.account.to_string(),
            what: self.what,
        };
        record_as(db, id, now, event).await?;
        let (reason, changes) = match self.because {
            Because::NoReason => return Ok(()),
            Because::Reason(reason) => (reason, &[][..]),
            Because::Correction(reason, changes) => (reason, changes),
        };
        let row = desk_act::ActiveModel {
            id: Set(id),
            contest_id: Set(self.contest),
            account_id: Set(self.account),
            reason: Set(reason.to_owned()),
            changes: Set(serde_json::to_string(changes).map_err(|error| DbErr::Json(error.to_string()))?),
        };
        row.insert(db).await?;
        Ok(())
    }
}
