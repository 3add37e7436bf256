//! A judge settles a round: freezes the ranking as it is now. Again with nothing changed, it stays the same version.

use super::freeze::{freeze, require_all_recorded, require_not_final};
use super::parts::Judging;
use super::round_results::round_results;
use crate::auth::session::Judge;
use crate::contests::access::round_for_judge;
use crate::errors::Answer;
use actix_web::web::{Data, Json, Path};
use contest_core::ids::RoundId;
use contest_core::wire::errors::ApiError;
use contest_core::wire::results::RoundResults;

#[utoipa::path(post, path = "/api/v1/staff/rounds/{round}/settlement", tag = "results",
    params(("round" = RoundId, Path)),
    responses((status = 200, body = RoundResults), (status = "4XX", body = ApiError)))]
pub async fn settle(
    parts: Data<Judging>,
    round: Path<RoundId>,
    Judge(claims): Judge,
) -> Answer<Json<RoundResults>> {
    let access = round_for_judge(&parts.db, &claims, *round).await?;
    require_not_final(&access.round)?;
    require_all_recorded(&parts, &access).await?;
    freeze(&parts, &access, claims.sub, None).await?;
    round_results(&parts, &access).await.map(Json)
}
