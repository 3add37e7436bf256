//! A contestant's recorded attempts.

use super::parts::Attempts;
use super::receipt::receipt_of;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::auth::session::Contestant;
use crate::contests::reveal::Reveal;
use crate::db::entities::attempt;
use crate::errors::AppResult;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::attempts::AttemptRecord;
use contest_core::wire::attempts::{History, PastAttempt};
use contest_core::wire::paths;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

/// How many attempts are shown, the newest first.
const SHOWN: u64 = 200;

/// Returns the recorded attempts of the signed-in contestant, newest first.
#[utoipa::path(get, path = paths::MY_ATTEMPTS, tag = "attempts",
    responses((status = 200, body = History)))]
pub(crate) async fn history(
    _turn: Turn<READ>,
    parts: Data<Attempts>,
    reveal: Data<Reveal>,
    Contestant(claims): Contestant,
) -> AppResult<HttpResponse> {
    let now = parts.clock.now();
    let rows = attempt::Entity::find()
        .filter(attempt::Column::AccountId.eq(claims.sub))
        .order_by_desc(attempt::Column::Id)
        .limit(SHOWN)
        .all(&parts.db.read)
        .await?;
    let catalog = parts.contests.catalog();
    let records = rows.into_iter().map(AttemptRecord::try_from);
    let past = |record: AttemptRecord| {
        let round = catalog.round(record.round)?;
        let contest = catalog.contest(round.contest)?;
        Some(PastAttempt {
            contest: contest.id,
            contest_slug: contest.slug.clone(),
            contest_title: contest.title.clone(),
            round_title: round.title.clone(),
            review_open: reveal.seems_public(&catalog, round.id, now),
            receipt: receipt_of(&parts.secrets, &record).receipt?,
        })
    };
    let records = records.collect::<Result<Vec<_>, _>>()?;
    let attempts = records.into_iter().filter_map(past).collect();
    Ok(HttpResponse::Ok().json(History { now, attempts }))
}
