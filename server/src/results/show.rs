//! What judges and the owner see of a round's results.

use super::parts::Judging;
use super::round_results::round_results;
use crate::auth::session::Staff;
use crate::contests::access::round_for_staff;
use crate::errors::Answer;
use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::{Data, Path};
use contest_core::ids::RoundId;
use contest_core::wire::errors::ApiError;
use contest_core::wire::results::RoundResults;

#[utoipa::path(get, path = "/api/v1/staff/rounds/{round}/settlement", tag = "results",
    params(("round" = RoundId, Path)),
    responses((status = 200, body = RoundResults), (status = "4XX", body = ApiError)))]
pub async fn show(parts: Data<Judging>, round: Path<RoundId>, Staff(claims): Staff) -> Answer<HttpResponse> {
    let access = round_for_staff(&parts.db, &claims, *round).await?;
    let results = round_results(&parts, &access).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .json(results))
}
