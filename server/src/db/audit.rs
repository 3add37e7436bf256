//! Writes to the audit log, always in the transaction of the change that the event describes.

use super::entities::audit;
use contest_core::ids::{AccountId, ContestId};
use contest_core::time::Millis;
use contest_core::wire::audit::Audited;
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DbErr};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

/// An audit event: what a member of staff, or the server itself, did.
pub struct AuditEvent {
    pub actor: AccountId,
    pub contest: Option<ContestId>,
    /// What it was done to: an id or a slug.
    pub subject: String,
    /// No personal data: people are named by their ids only.
    pub what: Audited,
}

/// An event as its row has it: the action, which queries look for, and the rest as JSON.
#[derive(Deserialize)]
struct Columns {
    action: String,
    detail: Value,
}

pub async fn record(db: &impl ConnectionTrait, at: Millis, event: AuditEvent) -> Result<(), DbErr> {
    record_as(db, Uuid::now_v7(), at, event).await
}

/// Records an event under an id by which something else names it.
pub async fn record_as(
    db: &impl ConnectionTrait,
    id: Uuid,
    at: Millis,
    event: AuditEvent,
) -> Result<(), DbErr> {
    let columns = serde_json::to_value(event.what).and_then(Columns::deserialize);
    let columns = columns.map_err(|error| DbErr::Json(error.to_string()))?;
    let entry = audit::ActiveModel {
        id: Set(id),
        at: Set(at),
        actor_id: Set(event.actor),
        action: Set(columns.action),
        contest_id: Set(event.contest),
        subject: Set(event.subject),
        detail: Set(columns.detail.to_string()),
    };
    entry.insert(db).await.map(|_| ())
}

/// Returns what a row says. `None`: it is a text of an earlier release, or of an action that only a later one knows.
pub fn read(action: &str, detail: &str) -> Option<Audited> {
    let detail: Value = serde_json::from_str(detail).ok()?;
    Audited::deserialize(json!({ "action": action, "detail": detail })).ok()
}

#[cfg(test)]
mod tests {
    use super::read;
    use contest_core::wire::audit::Audited;

    #[test]
    fn texts_of_earlier_releases_stay_texts() {
        for (action, detail) in [
            ("units.loaded", "5 units"),
            ("contest.published", "2026"),
            ("attempt.dropped", "{}"),
            ("attempt.blessed", "{\"units\":5}"),
            ("contestant.disqualified", ""),
        ] {
            assert_eq!(read(action, detail), None, "{action} {detail}");
        }
        let known = read("units.loaded", "{\"units\":5}");
        assert_eq!(known, Some(Audited::UnitsLoaded { units: 5 }));
    }
}
