//! Shows judges and the owner the results of a round.

use super::parts::Judging;
use super::round_results::round_results;
use crate::contests::access::RoundForStaff;
use crate::errors::AppResult;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::RoundId;
use contest_core::wire::paths;
use contest_core::wire::results::RoundResults;

#[utoipa::path(get, path = paths::SETTLEMENT, tag = "results",
    params(("round" = RoundId, Path)),
    responses((status = 200, body = RoundResults)))]
pub(crate) async fn show(
    parts: Data<Judging>,
    RoundForStaff { access, .. }: RoundForStaff,
) -> AppResult<HttpResponse> {
    let results = round_results(&parts, &access).await?;
    Ok(HttpResponse::Ok().json(results))
}
