//! `/me` and below: what contestants may know of themselves, and do with it.

mod attempts;
mod correct;
mod data;
mod erase;
mod flight;
mod password;
mod running;
mod show;

use crate::common::contest::PASSWORD;
use crate::common::{Reply, Visitor};
use contest_core::ids::ContestId;
use contest_core::wire::accounts::Session;
use contest_core::wire::audit::{AuditEvent, AuditLog};
use contest_core::wire::me::EraseMe;
use contest_core::wire::paths;

/// The phone number of the first contestant.
const PHONE: &str = "0900000001";

async fn erase(visitor: &Visitor) -> Reply {
    let body = EraseMe {
        password: PASSWORD.into(),
    };
    visitor.delete_with(paths::ME, &body).await
}

async fn session(visitor: &Visitor) -> Option<Session> {
    visitor.get(paths::SESSION).await.ok()
}

/// Returns what the audit log says of contestants, oldest first.
async fn audited(staff: &Visitor, contest: ContestId) -> Vec<AuditEvent> {
    let mut events = staff.get(&paths::audit(contest)).await.ok::<AuditLog>().events;
    events.retain(|event| event.action.starts_with("contestant.") || event.action.starts_with("consent."));
    events.reverse();
    events
}
