//! The audit events of a contest, as its staff read them.

use crate::boards::mask::masked;
use crate::contests::access::ContestForStaff;
use crate::db::Db;
use crate::db::audit::read;
use crate::db::entities::{audit, disqualification};
use crate::errors::AppResult;
use crate::results::people::{name_of, people};
use actix_web::web::{self, Data};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::wire::audit::{AuditEvent, AuditLog, Audited};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};

/// Returns the audit events of a contest and its rounds, newest first.
#[utoipa::path(get, path = paths::AUDIT, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    responses((status = 200, body = AuditLog)))]
pub(crate) async fn show(
    db: Data<Db>,
    ContestForStaff { contest, .. }: ContestForStaff,
) -> AppResult<web::Json<AuditLog>> {
    let of_contest = audit::Entity::find().filter(audit::Column::ContestId.eq(contest.id));
    // The ids are ordered by time, and order events of the same millisecond.
    let newest_first = of_contest
        .order_by_desc(audit::Column::At)
        .order_by_desc(audit::Column::Id);
    let rows = newest_first.all(&db.read).await?;
    let mut events: Vec<AuditEvent> = rows.into_iter().map(event).collect();
    let reasons = reasons(&db, &events).await?;
    let contestants = events.iter().filter_map(|event| Some(disqualified(event)?.1));
    let actors = events.iter().map(|event| event.actor);
    let people = people(&db, contestants.chain(actors)).await?;
    for event in &mut events {
        event.actor_name = name_of(&people, event.actor);
        if event.subject == event.actor.to_string() {
            event.actor_name = masked(&event.actor_name);
            event.contestant = Some(event.actor_name.clone());
        }
        if let Some(both) = disqualified(event) {
            event.contestant = people.get(&both.1).map(|person| masked(&person.name));
            event.reason = reasons.get(&both).cloned();
        }
    }
    Ok(web::Json(AuditLog { events }))
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
fn disqualified(event: &AuditEvent) -> Option<(RoundId, AccountId)> {
    match event.what {
        Some(Audited::ContestantDisqualified { round_id, .. }) => {
            Some((round_id, event.subject.parse().ok()?))
        }
        _ => None,
    }
}

/// Returns the reasons, which may name people, from where they can be changed.
async fn reasons(db: &Db, events: &[AuditEvent]) -> AppResult<HashMap<(RoundId, AccountId), String>> {
    let rounds: BTreeSet<RoundId> = events
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
