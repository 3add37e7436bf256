//! Writes to the audit log, always in the transaction of the change that the event describes.

use super::entities::audit;
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr};
use uuid::Uuid;

/// An audit event: what a member of staff, or the server itself, did.
pub struct AuditEvent<'a> {
    pub actor: AccountId,
    /// E.g. `contest.published`: a noun and a verb in the past.
    pub action: &'a str,
    pub contest: Option<ContestId>,
    /// What it was done to: an id or a slug.
    pub subject: String,
    /// Further details. No personal data: people are named by their ids only.
    pub detail: String,
}

pub async fn record(db: &impl ConnectionTrait, at: Millis, event: AuditEvent<'_>) -> Result<(), DbErr> {
    let entry = audit::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(at),
        actor_id: Set(event.actor),
        action: Set(event.action.to_owned()),
        contest_id: Set(event.contest),
        subject: Set(event.subject),
        detail: Set(event.detail),
    };
    entry.insert(db).await.map(|_| ())
}
