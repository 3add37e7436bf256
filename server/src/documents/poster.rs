//! The poster of a contest, to be printed and put on a wall.

use super::parts::Printing;
use super::press::MAX_AGE_S;
use super::words::{contest_address, dates};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::config::Config;
use crate::contests::catalog::LiveContest;
use crate::contests::contact;
use crate::errors::{AppResult, Refusal};
use crate::lang;
use crate::texts::{say, texts};
use crate::web::attachment::File;
use crate::web::cacheable::public;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_documents::{Dates, Document, Poster};

/// Returns the poster of a published contest as a PDF.
#[utoipa::path(get, path = paths::POSTER, tag = "documents",
    params(("slug" = String, Path)),
    responses((status = 200, body = File, content_type = "application/pdf"), (status = 304)))]
pub(crate) async fn poster(
    _turn: Turn<READ>,
    printing: Data<Printing>,
    slug: Path<String>,
    request: HttpRequest,
) -> AppResult<HttpResponse> {
    let contest = printing.contests.catalog().by_slug(&slug);
    let contest = contest.ok_or_else(|| Refusal::new(ErrorCode::NotFound))?;
    let poster = lang::in_vietnamese(|| of(&contest, &printing.config));
    let printed = printing.press.shared(Document::Poster(poster)).await?;
    Ok(printed.respond(&request, public(MAX_AGE_S)))
}

fn of(contest: &LiveContest, config: &Config) -> Poster {
    let t = &texts().documents;
    Poster {
        organiser: contest.organiser.clone(),
        title: contest.title.clone(),
        dates_heading: t.dates_heading.to_owned(),
        rounds: rounds(contest),
        steps_heading: t.steps_heading.to_owned(),
        steps: [t.step_scan, t.step_enter, t.step_answer]
            .map(str::to_owned)
            .to_vec(),
        scan: t.scan.to_owned(),
        address: contest_address(config, contest),
        controller: small_print(contest),
    }
}

/// Says who answers for personal data, and how to reach the organisers.
fn small_print(contest: &LiveContest) -> String {
    let controller = say!(documents.controller, name = contest.consent.controller);
    match contact::in_print(&contest.contact) {
        Some(contact) => [controller, say!(documents.contact, contact = contact)].join(" "),
        None => controller,
    }
}

/// Returns the rounds that find room; the last line counts the others.
fn rounds(contest: &LiveContest) -> Vec<Dates> {
    let all = &contest.rounds;
    let shown = match all.len() {
        n if n <= Poster::ROUNDS => n,
        _ => Poster::ROUNDS - 1,
    };
    let mut rounds: Vec<Dates> = all[..shown]
        .iter()
        .map(|round| Dates {
            round: round.title.clone(),
            dates: dates(&round.window),
        })
        .collect();
    let more = all.len() - shown;
    if more > 0 {
        rounds.push(Dates {
            round: say!(documents.more_rounds, n = more),
            dates: texts().documents.more_rounds_where.to_owned(),
        });
    }
    rounds
}
