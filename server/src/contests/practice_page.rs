//! The page of a contest's practice. What it is about stands there before any script has run; the questions follow by their
//! own request, which is refused as long as they are withheld.

use super::current::Contests;
use super::kept::{Pages, moment_of};
use super::page::sent;
use crate::clock::Clock;
use crate::config::Config;
use crate::errors::AppResult;
use crate::lang;
use crate::texts::{say, texts};
use crate::web::files::missing;
use crate::web::shell::{App, Told, filled};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::wire::paths;
use html_escape::encode_text;

/// The practice of one contest, if it has any.
pub(crate) async fn page(
    request: HttpRequest,
    slug: Path<String>,
    (config, contests): (Data<Config>, Data<Contests>),
    (pages, clock): (Data<Pages>, Data<Clock>),
) -> AppResult<HttpResponse> {
    let at = moment_of(&contests, &clock);
    let address = ["/thi/", &slug, "/thi-thu"].concat();
    if let Some(page) = pages.fresh(&address, at) {
        return Ok(sent(&page, &request));
    }
    let contest = contests.catalog().by_slug(&slug);
    let Some(contest) = contest.filter(|contest| contest.practice.is_some()) else {
        return missing(&request);
    };
    let picture = paths::contest_card(&contest.slug);
    let page = lang::in_vietnamese(|| {
        let title = say!(page.practice_title, contest = contest.title);
        let description = say!(page.practice_about, contest = contest.title);
        let text = format!(
            "<h1>{}</h1><p class=\"lead\">{}</p><p class=\"note\">{}</p>",
            encode_text(texts().page.practice),
            encode_text(&contest.title),
            encode_text(texts().page.practice_note),
        );
        let told = Told {
            app: App::Practice,
            title: &title,
            description: &description,
            address: &address,
            picture: Some(&picture),
            text,
            data: None::<(&str, ())>,
        };
        filled(&told, &config.public_url)
    })?;
    Ok(sent(&pages.keep(address.clone(), at, page), &request))
}
