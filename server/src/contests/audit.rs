//! The audit events of a contest, as its staff read them.

use crate::boards::mask::masked;
use crate::contests::access::ContestForStaff;
use crate::db::Db;
use crate::db::audit::read;
use crate::db::entities::{audit, desk_act, disqualification};
use crate::db::stored::Stored;
use crate::errors::AppResult;
use crate::results::people::{name_of, people};
use actix_web::web::{self, Data};
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::wire::audit::{AuditEvent, AuditLog, Audited};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

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
    let mut acts = acts(&db, contest.id).await?;
    let mut events = Vec::with_capacity(rows.len());
    for row in rows {
        let act = acts.remove(&row.id);
        events.push(event(row, act));
    }
    let reasons = reasons(&db, &events).await?;
    let contestants = events
        .iter()
        .filter_map(|event| of_desk(event).or_else(|| Some(disqualified(event)?.1)));
    let actors = events.iter().map(|event| event.actor);
    let judges = events.iter().filter_map(judge);
    let people = people(&db, contestants.chain(actors).chain(judges)).await?;
    for event in &mut events {
        event.actor_name = name_of(&people, event.actor);
        if let Some(judge) = judge(event) {
            event.judge = Some(name_of(&people, judge));
        } else if event.subject == event.actor.to_string() {
            event.actor_name = masked(&event.actor_name);
            event.contestant = Some(event.actor_name.clone());
        }
        if let Some(account) = of_desk(event) {
            event.contestant = people.get(&account).map(|person| masked(&person.name));
        }
        if let Some(both) = disqualified(event) {
            event.contestant = people.get(&both.1).map(|person| masked(&person.name));
            event.reason = reasons.get(&both).cloned();
        }
    }
    Ok(web::Json(AuditLog { events }))
}

/// `act`: why the desk did it.
fn event(row: audit::Model, act: Option<desk_act::Model>) -> AuditEvent {
    let what = read(&row.action, &row.detail);
    let (reason, changes) = match act {
        Some(act) => {
            let changes = Stored::new("desk_acts", act.id).document("changes", &act.changes);
            // A newer release may know other parts of a profile.
            let changes = changes.unwrap_or_else(|error| {
                tracing::warn!(%error, "a correction by the desk cannot be read");
                Vec::new()
            });
            (Some(act.reason), changes)
        }
        None => (None, Vec::new()),
    };
    AuditEvent {
        at: row.at,
        actor: row.actor_id,
        actor_name: String::new(),
        action: row.action,
        subject: row.subject,
        detail: if what.is_some() { String::new() } else { row.detail },
        what,
        contestant: None,
        judge: None,
        reason,
        changes,
    }
}

/// Returns the judge whom an event is about.
fn judge(event: &AuditEvent) -> Option<AccountId> {
    match event.what {
        Some(Audited::JudgeAppointed {} | Audited::JudgeRemoved {} | Audited::StaffJoined { .. }) => {
            event.subject.parse().ok()
        }
        _ => None,
    }
}

/// Returns whom an event of the desk is about.
fn of_desk(event: &AuditEvent) -> Option<AccountId> {
    match event.what {
        Some(
            Audited::DeskSearched { found: 1, .. }
            | Audited::DeskOpened {}
            | Audited::DeskRevealed {}
            | Audited::DeskCodeMade {}
            | Audited::DeskCorrected { .. }
            | Audited::DeskAttemptOpened { .. },
        ) => event.subject.parse().ok(),
        _ => None,
    }
}

/// Returns the reasons of the desk and what it corrected, by the audit events that they belong to.
async fn acts(db: &Db, contest: ContestId) -> AppResult<HashMap<Uuid, desk_act::Model>> {
    let of_contest = desk_act::Entity::find().filter(desk_act::Column::ContestId.eq(contest));
    let rows = of_contest.all(&db.read).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
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
