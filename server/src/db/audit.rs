//! Writing to the audit log. Always in the transaction of the change it tells of.

use super::entities::audit;
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr};
use uuid::Uuid;

/// What a member of staff did.
pub struct Deed<'a> {
    pub actor: AccountId,
    /// E.g. `contest.published`: a noun and a verb in the past.
    pub action: &'a str,
    pub contest: Option<ContestId>,
    /// The thing it was done to: an id or a slug.
    pub subject: String,
    /// What else there is to say. No personal data: ids only.
    pub detail: String,
}

pub async fn record(db: &impl ConnectionTrait, at: Millis, deed: Deed<'_>) -> Result<(), DbErr> {
    let entry = audit::ActiveModel {
        id: Set(Uuid::now_v7()),
        at: Set(at.0),
        actor_id: Set(deed.actor.0),
        action: Set(deed.action.to_owned()),
        contest_id: Set(deed.contest.map(|contest| contest.0)),
        subject: Set(deed.subject),
        detail: Set(deed.detail),
    };
    entry.insert(db).await.map(|_| ())
}
