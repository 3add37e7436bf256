//! A new contest from one that the organiser has: the same texts, rules, units and practice, moved to another time. Never
//! people, secrets, commitments or results. Judges are people too: they are appointed anew.

use crate::body::Json;
use crate::contests::access::OwnedContest;
use crate::contests::create::write;
use crate::contests::draft_rounds::{moment, shown};
use crate::contests::parts::Organising;
use crate::contests::{access, draft, draft_rows, staff_show};
use crate::db::entities::unit;
use crate::errors::{AppResult, Refusal};
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::{ContestId, UnitId};
use contest_core::rounds::{RulesError, ScoreShown};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{CloneContest, ContestDraft, StaffContest};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, TransactionTrait,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Rows in one statement: they have 7 columns, and SQLite binds at most 32,766 values.
const CHUNK: usize = 4_000;

/// Makes a draft from a contest, with all rounds moved by as much as the first.
#[utoipa::path(post, path = paths::CLONE, tag = "contests, for staff",
    params(("contest" = ContestId, Path)),
    request_body = CloneContest,
    responses((status = 201, body = StaffContest)))]
pub(crate) async fn clone(
    parts: Data<Organising>,
    OwnedContest { claims, contest }: OwnedContest,
    Json(body): Json<CloneContest>,
) -> AppResult<HttpResponse> {
    let opens_at = moment(&body.opens_at).map_err(|refusal| refusal.field("opens_at"))?;
    let stored = draft_rows::read(&parts.db.read, &contest).await?;
    let units = unit::Entity::find().filter(unit::Column::ContestId.eq(contest.id));
    let units = units
        .order_by_asc(unit::Column::Position)
        .all(&parts.db.read)
        .await?;
    let draft = moved(stored.draft, &body, opens_at)?;
    let now = parts.clock.now();
    let checked = draft::check(&parts.db.read, claims.sub, draft).await?;
    let transaction = parts.db.write.begin().await?;
    let id = write(&transaction, &claims, (&checked, Some(contest.slug)), now).await?;
    copy_units(&transaction, id, units).await?;
    transaction.commit().await?;
    let made = access::contest_by_id(&parts.db.read, id).await?;
    let view = staff_show::view(&parts.counts, made, now).await?;
    Ok(HttpResponse::Created().json(view))
}

/// Returns the draft of the new contest.
fn moved(mut draft: ContestDraft, body: &CloneContest, opens_at: Millis) -> AppResult<ContestDraft> {
    let mut windows = Vec::with_capacity(draft.rounds.len());
    for round in &draft.rounds {
        windows.push((moment(&round.opens_at)?, moment(&round.closes_at)?));
    }
    // Viet Nam has one time all year round: a shift by days keeps the time of the day.
    let first = windows.iter().map(|(opens_at, _)| *opens_at).min();
    let shift = opens_at.0 - first.unwrap_or(opens_at).0;
    for (round, (opens_at, closes_at)) in draft.rounds.iter_mut().zip(windows) {
        round.opens_at = shown(opens_at + shift);
        round.closes_at = shown(closes_at + shift);
        round.bank_version = None;
        if round.rules.check() == Err(RulesError::ScoreOfEndlessAttempts) {
            // Earlier releases allowed it. The organisers see the change in the form that opens next.
            round.rules.disclosure.score = ScoreShown::AfterClose;
        }
    }
    if let Some(practice) = &mut draft.practice {
        practice.bank_version = None;
    }
    draft.judges.clear();
    draft.slug.clone_from(&body.slug);
    draft.title.clone_from(&body.title);
    Ok(draft)
}

/// Copies a unit tree. Parents come before their children.
async fn copy_units(db: &impl ConnectionTrait, contest: ContestId, units: Vec<unit::Model>) -> AppResult<()> {
    let ids: HashMap<UnitId, UnitId> = units
        .iter()
        .map(|unit| (unit.id, UnitId(Uuid::now_v7())))
        .collect();
    let missing = || Refusal::new(ErrorCode::Internal);
    let mut rows = Vec::with_capacity(units.len());
    for unit in units {
        let parent = unit
            .parent_id
            .map(|parent| ids.get(&parent).copied().ok_or_else(missing));
        rows.push(unit::ActiveModel {
            id: Set(ids[&unit.id]),
            contest_id: Set(contest),
            parent_id: Set(parent.transpose()?),
            code: Set(unit.code),
            name: Set(unit.name),
            headcount: Set(unit.headcount),
            position: Set(unit.position),
        });
    }
    for chunk in rows.chunks(CHUNK) {
        unit::Entity::insert_many(chunk.to_vec())
            .exec_without_returning(db)
            .await?;
    }
    Ok(())
}
