//! The published winner list, for everybody: names masked, only once it is final.

use super::people::{attempts, name_of, people};
use super::settled::{newest_settlement, winners_of};
use super::units::UnitPaths;
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::boards::mask::masked;
use crate::contests::current::Contests;
use crate::db::Db;
use crate::errors::Answer;
use crate::web::has_already;
use actix_web::http::header::{CACHE_CONTROL, ETAG};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::attempts::AttemptRecord;
use contest_core::ids::RoundId;
use contest_core::time::Millis;
use contest_core::wire::boards::{PublicWinner, WinnerList};
use contest_core::wire::errors::{ApiError, ErrorCode};

#[utoipa::path(get, path = "/api/v1/rounds/{round}/winners", tag = "results",
    params(("round" = RoundId, Path)),
    responses((status = 200, body = WinnerList), (status = 304), (status = "4XX", body = ApiError)))]
pub async fn winners(
    _turn: Turn<READ>,
    db: Data<Db>,
    contests: Data<Contests>,
    round: Path<RoundId>,
    request: HttpRequest,
) -> Answer<HttpResponse> {
    let live = contests.round(*round)?;
    let contest = contests.contest(live.contest)?;
    let newest = newest_settlement(&db.read, *round)
        .await?
        .ok_or(ErrorCode::NotSettled)?;
    let finalised_at = newest.finalised_at.ok_or(ErrorCode::NotSettled)?;

    // A final list never changes: its hash tells it apart.
    let etag = format!("\"{}\"", newest.hash);
    let caching = (CACHE_CONTROL, "public, max-age=60");
    if has_already(&request, &etag) {
        return Ok(HttpResponse::NotModified()
            .insert_header((ETAG, etag))
            .insert_header(caching)
            .finish());
    }

    let rows = winners_of(&db.read, newest.id).await?;
    let attempts = attempts(&db, rows.iter().map(|row| row.attempt_id)).await?;
    let names = people(&db, rows.iter().map(|row| row.account_id)).await?;
    let units = UnitPaths::of(&contest);
    let winners = rows.into_iter().filter_map(|row| {
        let attempt = attempts.get(&row.attempt_id)?.clone();
        let unit = units.path(attempt.unit_id);
        let record = AttemptRecord::from(attempt);
        Some(PublicWinner {
            place: row.place?.unsigned_abs(),
            prize: row.prize?,
            amount_vnd: row.amount_vnd.unsigned_abs(),
            name: masked(&name_of(&names, row.account_id)),
            unit,
            points: record.score.points,
            duration_ms: record.duration_ms(),
        })
    });
    let list = WinnerList {
        round: *round,
        contest_title: contest.draft.title.clone(),
        round_title: live.title.clone(),
        finalised_at: Millis(finalised_at),
        hash: newest.hash,
        winners: winners.collect(),
    };
    Ok(HttpResponse::Ok()
        .insert_header((ETAG, etag))
        .insert_header(caching)
        .json(list))
}
