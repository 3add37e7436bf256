//! The picture that messengers show beside a link to a contest.

use super::parts::Printing;
use super::press::MAX_AGE_S;
use super::words::{dates, host};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::config::Config;
use crate::contests::catalog::LiveContest;
use crate::errors::{AppResult, Refusal};
use crate::lang;
use crate::texts::{say, texts};
use crate::web::attachment::File;
use crate::web::cacheable::public;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::rounds::Window;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_documents::{Card, Document};

/// Returns the picture of a published contest.
#[utoipa::path(get, path = paths::CONTEST_CARD, tag = "documents",
    params(("slug" = String, Path)),
    responses((status = 200, body = File, content_type = "image/png"), (status = 304)))]
pub(crate) async fn card(
    _turn: Turn<READ>,
    printing: Data<Printing>,
    slug: Path<String>,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let contest = printing.contests.catalog().by_slug(&slug);
    let contest = contest.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    let card = lang::in_vietnamese(|| of(&contest, &printing.config));
    let printed = printing.press.shared(Document::Card(card)).await?;
    Ok(printed.respond(&request, public(MAX_AGE_S)))
}

fn of(contest: &LiveContest, config: &Config) -> Card {
    let windows = || contest.rounds.iter().map(|round| round.window);
    let whole = Window {
        opens_at: windows().map(|window| window.opens_at).min().unwrap_or_default(),
        closes_at: windows().map(|window| window.closes_at).max().unwrap_or_default(),
        finalised_at: None,
    };
    let mut lines = vec![dates(&whole)];
    if contest.rounds.len() > 1 {
        lines.push(say!(documents.rounds, n = contest.rounds.len()));
    }
    Card {
        over: say!(page.organiser, name = contest.organiser),
        title: contest.title.clone(),
        lines,
        numbers: Vec::new(),
        site: texts().documents.site.to_owned(),
        host: host(config),
    }
}
