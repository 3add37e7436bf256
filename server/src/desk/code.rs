//! A code with which somebody who has forgotten their password sets a new one. It is told once, to be read out.

use super::acts;
use crate::attempts::parts::Attempts;
use crate::body::Json;
use crate::codes::parts::Codes;
use crate::contests::access::OwnedContest;
use crate::errors::AppResult;
use crate::results::reason;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::{AccountId, ContestId};
use contest_core::wire::audit::Audited;
use contest_core::wire::desk::{DeskCode, DeskReason};
use contest_core::wire::paths;

/// Makes a code for a contestant of the contest. Their password and sessions stay until the code is used.
#[utoipa::path(post, path = paths::DESK_CODE, tag = "desk",
    params(("contest" = ContestId, Path), ("account" = AccountId, Path)), request_body = DeskReason,
    responses((status = 200, body = DeskCode)))]
pub(crate) async fn make(
    parts: Data<Attempts>,
    codes: Data<Codes>,
    OwnedContest { claims, contest }: OwnedContest,
    path: Path<(ContestId, AccountId)>,
    Json(body): Json<DeskReason>,
) -> AppResult<HttpResponse> {
    let reason = reason::parse(&body.reason)?;
    let who = (contest.id, path.1);
    let entrant = acts::note(&parts, who, claims.sub, Audited::DeskCodeMade {}, &reason).await?;
    // An event of a code that was not made harms nobody.
    let code = codes
        .read_out(&parts.live, &entrant.account, parts.clock.now())
        .await?;
    tracing::info!(account = %entrant.account.id, "the desk of a contest has made a code");
    Ok(HttpResponse::Ok().json(code))
}
