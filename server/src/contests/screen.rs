//! The page for a screen in a hall or a lobby, with the contest that it shows: it needs no session, and no further request
//! to begin with.

use super::current::Contests;
use super::kept::{Pages, moment_of};
use super::page::sent;
use super::reveal::Reveal;
use super::show;
use crate::clock::Clock;
use crate::config::Config;
use crate::errors::AppResult;
use crate::web::files::missing;
use crate::web::shell::{App, Told, filled};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::wire::paths;
use html_escape::encode_text;

/// The screen of one contest.
pub(crate) async fn screen(
    request: HttpRequest,
    slug: Path<String>,
    (config, contests, reveal): (Data<Config>, Data<Contests>, Data<Reveal>),
    pages: Data<Pages>,
    clock: Data<Clock>,
) -> AppResult<HttpResponse> {
    let slug = slug.into_inner();
    let at = moment_of(&contests, &clock);
    let key = ["/thi/", &slug, "/man-hinh"].concat();
    if let Some(page) = pages.fresh(&key, at) {
        return Ok(sent(&page, &request));
    }
    let Some(view) = show::published(&contests, &reveal, &slug, at.0).await else {
        return missing(&request);
    };
    let (title, summary) = (view.title.clone(), view.summary.clone());
    let path = paths::contest(&view.slug);
    let told = Told {
        app: App::Screen,
        title: &title,
        description: &summary,
        address: &["/thi/", &view.slug].concat(),
        picture: None,
        text: format!("<h1>{}</h1>", encode_text(&title)),
        data: Some((&path, view)),
    };
    let page = filled(&told, &config.public_url)?;
    Ok(sent(&pages.keep(key, at, page), &request))
}
