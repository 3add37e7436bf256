//! The audit events of a contest, as its staff read them.

use crate::boards::mask::masked;
use crate::contests::access::ContestForStaff;
use crate::db::Db;
use crate::db::audit::read;
use crate::db::entities::{account, audit, disqualification};
use crate::errors::AppResult;
use actix_web::web::{self, Data};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::wire::audit::{AuditEvent, AuditLog, Audited};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use std::collections::{BTreeSet, HashMap};

/// Ids per query: far below the databases' limits.
const CHUNK: usize = 2_000;

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
    let mut entries: Vec<AuditEvent> = rows.into_iter().map(event).collect();
    let reasons = reasons(&db, &entries).await?;
    let contestants = entries.iter().filter_map(|entry| Some(disqualified(entry)?.1));
    let people: BTreeSet<AccountId> = contestants
        .chain(entries.iter().map(|entry| entry.actor))
        .collect();
    let names = names(&db, people).await?;
    for entry in &mut entries {
        if let Some(name) = names.get(&entry.actor) {
            entry.actor_name.clone_from(name);
        }
        if let Some(both) = disqualified(entry) {
            entry.contestant = names.get(&both.1).map(|name| masked(name));
            entry.reason = reasons.get(&both).cloned();
        }
    }
    Ok(web::Json(AuditLog { entries }))
}

fn event(row: audit::Model) -> AuditEvent {
    let what = read(&row.action, &row.detail);
    AuditEvent {
        at: row.at,
        actor: row.actor_id,
        actor_name: String::new(),
        action: row.action,
        subject: row.subject,
        detail: if what.is_some() { String::new() } else { row.detail },
        what,
        contestant: None,
        reason: None,
    }
}

/// Returns the round from which an event says that a contestant was disqualified.
fn disqualified(entry: &AuditEvent) -> Option<(RoundId, AccountId)> {
    match entry.what {
        Some(Audited::ContestantDisqualified { round_id, .. }) => {
            Some((round_id, entry.subject.parse().ok()?))
        }
        _ => None,
    }
}

/// Returns the reasons, which may name people, from where they can be changed.
async fn reasons(db: &Db, entries: &[AuditEvent]) -> AppResult<HashMap<(RoundId, AccountId), String>> {
    let rounds: BTreeSet<RoundId> = entries
        .iter()
        .filter_map(disqualified)
        .map(|(round, _)| round)
        .collect();
    if rounds.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = disqualification::Entity::find()
        .filter(disqualification::Column::RoundId.is_in(rounds))
        .all(&db.read)
        .await?;
    let reason = |row: disqualification::Model| ((row.round_id, row.account_id), row.reason);
    Ok(rows.into_iter().map(reason).collect())
}

async fn names(db: &Db, people: BTreeSet<AccountId>) -> AppResult<HashMap<AccountId, String>> {
    let people: Vec<AccountId> = people.into_iter().collect();
    let mut names = HashMap::with_capacity(people.len());
    for chunk in people.chunks(CHUNK) {
        let found: Vec<(AccountId, String)> = account::Entity::find()
            .select_only()
            .columns([account::Column::Id, account::Column::Name])
            .filter(account::Column::Id.is_in(chunk.iter().copied()))
            .into_tuple()
            .all(&db.read)
            .await?;
        names.extend(found);
    }
    Ok(names)
}
