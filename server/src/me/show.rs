//! Shows contestants what is known about them, and who uses it.

use super::entries::entries_of;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::attempts::parts::Attempts;
use crate::auth::session::Contestant;
use crate::contests::catalog::{Catalog, LiveContest};
use crate::contests::{contact, earlier_consents};
use crate::db::Db;
use crate::db::entities::{account, attempt, entry};
use crate::db::stored::Stored;
use crate::errors::{AppResult, Refusal};
use crate::results::units::UnitPaths;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::{AccountId, ContestId, RoundId};
use contest_core::time::Millis;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::{Me, MyContest, MyGuardian};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use std::collections::HashMap;
use std::sync::Arc;

/// Returns who the signed-in contestant is, and the contests that have their data.
#[utoipa::path(get, path = paths::ME, tag = "me", responses((status = 200, body = Me)))]
pub(crate) async fn show(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let me = me(
        &parts.db,
        &parts.contests.catalog(),
        claims.sub,
        parts.clock.now(),
    )
    .await?;
    Ok(HttpResponse::Ok().json(me))
}

pub(super) async fn me(db: &Db, catalog: &Catalog, id: AccountId, now: Millis) -> AppResult<Me> {
    let account = account::Entity::find_by_id(id).one(&db.read).await?;
    let account = account.filter(|account| account.erased_at.is_none());
    let account = account.ok_or_else(|| Refusal::new(ErrorCode::SignInRequired))?;
    let attempts = attempts_by_round(db, id).await?;
    let entries = entries_of(&db.read, id).await?;
    let entries = entries
        .into_iter()
        .filter_map(|entry| Some((catalog.contest(entry.contest_id)?, entry)));
    let entries: Vec<(Arc<LiveContest>, entry::Model)> = entries.collect();
    let replaced = entries
        .iter()
        .filter(|(contest, entry)| contest.consent.version != entry.consent_version)
        .map(|(contest, entry)| (contest.id, entry.consent_version.clone()));
    let replaced: Vec<(ContestId, String)> = replaced.collect();
    let mut earlier = earlier_consents::of_versions(&db.read, &replaced).await?;
    let contests = entries.into_iter().map(|(contest, entry)| {
        let text = match contest.consent.version == entry.consent_version {
            true => Some(contest.consent.text.clone()),
            false => earlier.remove(&(contest.id, entry.consent_version.clone())),
        };
        my_contest(&contest, (entry, text), &attempts)
    });
    Ok(Me {
        now,
        contests: contests.collect(),
        date_of_birth: birthday(&account)?,
        name: account.name,
        phone: account.login,
        registered_at: account.created_at,
    })
}

pub(crate) fn birthday(account: &account::Model) -> AppResult<Option<contest_core::time::Day>> {
    let text = account.date_of_birth.as_deref();
    text.map(str::parse).transpose().map_err(Refusal::internal)
}

async fn attempts_by_round(db: &Db, account: AccountId) -> AppResult<HashMap<RoundId, u32>> {
    let counts: Vec<(RoundId, i64)> = attempt::Entity::find()
        .select_only()
        .column(attempt::Column::RoundId)
        .column_as(attempt::Column::Id.count(), "attempts")
        .filter(attempt::Column::AccountId.eq(account))
        .group_by(attempt::Column::RoundId)
        .into_tuple()
        .all(&db.read)
        .await?;
    let counted =
        |(round, count): (RoundId, i64)| Ok((round, Stored::new("attempts", round).number("count", count)?));
    counts.into_iter().map(counted).collect()
}

/// Says what a contest knows of a person: their entry, with the text to which they have consented.
fn my_contest(
    contest: &LiveContest,
    (entry, consent_text): (entry::Model, Option<String>),
    attempts: &HashMap<RoundId, u32>,
) -> MyContest {
    let of_round = |round: &RoundId| attempts.get(round).copied().unwrap_or(0);
    let guardian = entry
        .guardian_name
        .zip(entry.guardian_relationship)
        .zip(entry.guardian_phone);
    let guardian = guardian.map(|((name, relationship), phone)| MyGuardian {
        name,
        relationship: relationship.into(),
        phone,
    });
    MyContest {
        contest: contest.id,
        slug: contest.slug.clone(),
        title: contest.title.clone(),
        organiser: contest.organiser.clone(),
        controller: contest.consent.controller.clone(),
        contact: contact::told(&contest.contact),
        unit: UnitPaths::of(contest).path(entry.unit_id),
        consent_version: entry.consent_version,
        consented_at: entry.entered_at,
        withdrawn_at: entry.withdrawn_at,
        consent_text,
        guardian,
        attempts: contest.rounds.iter().map(|round| of_round(&round.id)).sum(),
    }
}
