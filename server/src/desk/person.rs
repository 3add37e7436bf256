//! One person of the contest: masked, and with all that identifies them once somebody says why.

use super::acts::{self, Act, Because};
use super::people;
use super::view::Seen;
use crate::attempts::parts::Attempts;
use crate::body::Json;
use crate::contests::access::OwnedContest;
use crate::errors::AppResult;
use crate::results::reason;
use actix_web::HttpResponse;
use actix_web::web::{Data, Path};
use contest_core::ids::{AccountId, ContestId};
use contest_core::wire::audit::Audited;
use contest_core::wire::desk::{DeskPerson, DeskReason};
use contest_core::wire::paths;

/// Returns a person of the contest and their attempts, masked.
#[utoipa::path(get, path = paths::DESK_PERSON, tag = "desk",
    params(("contest" = ContestId, Path), ("account" = AccountId, Path)),
    responses((status = 200, body = DeskPerson)))]
pub(crate) async fn show(
    parts: Data<Attempts>,
    OwnedContest { claims, contest }: OwnedContest,
    path: Path<(ContestId, AccountId)>,
) -> AppResult<HttpResponse> {
    let contest = parts.contests.contest(contest.id)?;
    let entrant = people::find(&parts.db.read, contest.id, path.1).await?;
    let act = Act {
        actor: claims.sub,
        contest: contest.id,
        account: entrant.account.id,
        what: Audited::DeskOpened {},
        because: Because::NoReason,
    };
    act.record(&parts.db.write, parts.clock.now()).await?;
    let seen = Seen::of(&parts, &contest, &entrant);
    Ok(HttpResponse::Ok().json(seen.view(false).await?))
}

/// Returns a person of the contest with name, phone number and date of birth. The reason is kept with the audit event.
#[utoipa::path(post, path = paths::DESK_FULL, tag = "desk",
    params(("contest" = ContestId, Path), ("account" = AccountId, Path)), request_body = DeskReason,
    responses((status = 200, body = DeskPerson)))]
pub(crate) async fn full(
    parts: Data<Attempts>,
    OwnedContest { claims, contest }: OwnedContest,
    path: Path<(ContestId, AccountId)>,
    Json(body): Json<DeskReason>,
) -> AppResult<HttpResponse> {
    let reason = reason::parse(&body.reason)?;
    let contest = parts.contests.contest(contest.id)?;
    let who = (contest.id, path.1);
    let entrant = acts::note(&parts, who, claims.sub, Audited::DeskRevealed {}, &reason).await?;
    let seen = Seen::of(&parts, &contest, &entrant);
    Ok(HttpResponse::Ok().json(seen.view(true).await?))
}
