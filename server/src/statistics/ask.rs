//! Asks for the job that makes the statistics of a round.

use super::may_see;
use crate::contests::access::RoundForStaff;
use crate::contests::reveal::Reveal;
use crate::errors::AppResult;
use crate::jobs::show::accepted;
use crate::jobs::task::Task;
use crate::results::parts::Judging;
use crate::results::requirements::require_none_pending;
use actix_web::HttpResponse;
use actix_web::web::Data;
use contest_core::ids::RoundId;
use contest_core::wire::jobs::Job;
use contest_core::wire::paths;

/// Starts a job that makes the statistics from all recorded attempts, or makes them again.
#[utoipa::path(post, path = paths::STATISTICS, tag = "figures", params(("round" = RoundId, Path)),
    responses((status = 202, body = Job)))]
pub(crate) async fn ask(
    parts: Data<Judging>,
    reveal: Data<Reveal>,
    RoundForStaff { claims, access }: RoundForStaff,
) -> AppResult<HttpResponse> {
    may_see::require(&parts, &reveal, &claims, &access).await?;
    if access.round.finalised_at.is_none() {
        require_none_pending(&parts, &access).await?;
    }
    let job = parts
        .jobs
        .ask(access.round.id, claims.sub, &Task::Statistics)
        .await?;
    accepted(&parts, job).await
}
