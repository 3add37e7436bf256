//! The audit events of a contest.

use crate::contests::access::ContestForStaff;
use crate::db::Db;
use crate::db::entities::{account, audit};
use crate::errors::AppResult;
use actix_web::web::{self, Data};
use contest_core::ids::{AccountId, ContestId};
use contest_core::wire::paths;
use contest_core::wire::staff::{AuditEvent, AuditLog};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};

/// Returns the audit events of a contest and its rounds, newest first.
#[utoipa::path(get, path = paths::AUDIT, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    responses((status = 200, body = AuditLog)))]
pub async fn show(
    db: Data<Db>,
    ContestForStaff { contest, .. }: ContestForStaff,
) -> AppResult<web::Json<AuditLog>> {
    let of_contest = audit::Entity::find().filter(audit::Column::ContestId.eq(contest.id));
    // The ids are ordered by time, and order events of the same millisecond.
    let newest_first = of_contest
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id);
    let rows = newest_first.all(&db.read).await?;
    let actors: BTreeSet<AccountId> = rows.iter().map(|row| row.actor_id).collect();
    let accounts = account::Entity::find().filter(account::Column::Id.is_in(actors));
    let names: HashMap<AccountId, String> = accounts
        .all(&db.read)
        .await?
        .into_iter()
        .map(|account| (account.id, account.name))
        .collect();
    let entry = |row: audit::Model| AuditEvent {
        at: row.at,
        actor: row.actor_id,
        actor_name: names.get(&row.actor_id).cloned().unwrap_or_default(),
        action: row.action,
        subject: row.subject,
        detail: row.detail,
    };
    Ok(web::Json(AuditLog {
        entries: rows.into_iter().map(entry).collect(),
    }))
}
