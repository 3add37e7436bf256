//! Practice (thi thử): all questions of a bank with their keys, for anybody. Nothing is recorded, and no session is needed.
//!
//! The response is made once. Before each use the database says whether a round draws from the same questions: as long as
//! its keys are not public, these are not either. Caches outside may keep it for a second, and what a browser has kept
//! longer cannot be called back; until that moment anybody could have copied it.

use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::contests::current::Contests;
use crate::contests::list::FRESH_S;
use crate::contests::reveal::Reveal;
use crate::errors::AppResult;
use crate::laws::register::Laws;
use crate::web::cacheable::public;
use actix_web::http::header::CacheDirective;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::practice::Practice;

/// Returns the questions of a contest's practice with their keys, and how a trial paper is drawn. Withheld as long as the
/// keys of a round that draws from the same questions are not public.
#[utoipa::path(get, path = paths::PRACTICE, tag = "contests",
    params(("slug" = String, Path)),
    responses((status = 200, body = Practice)))]
pub(crate) async fn practice(
    _turn: Turn<READ>,
    contests: Data<Contests>,
    (reveal, laws): (Data<Reveal>, Data<Laws>),
    slug: Path<String>,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let contest = contests.catalog().by_slug(&slug).ok_or(ErrorCode::NotFound)?;
    let practice = contest.practice.as_ref().ok_or(ErrorCode::NotFound)?;
    reveal.require_practice_public(contest.id).await?;
    let mut caching = public(FRESH_S);
    caching.0.push(CacheDirective::MustRevalidate);
    Ok(practice
        .response(laws.register())
        .await?
        .respond(&request, caching))
}
