//! The page for a screen in a hall or a lobby, with the contest that it shows: it needs no session, and no further request
//! to begin with.

use super::current::Contests;
use super::kept::Pages;
use super::page::OfContest;
use super::reveal::Reveal;
use crate::clock::Clock;
use crate::config::Config;
use crate::errors::AppResult;
use crate::web::shell::App;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use html_escape::encode_text;

/// The screen of one contest.
pub(crate) async fn screen(
    request: HttpRequest,
    slug: Path<String>,
    parts: (Data<Config>, Data<Contests>, Data<Reveal>),
    pages: Data<Pages>,
    clock: Data<Clock>,
) -> AppResult<HttpResponse> {
    let page = OfContest {
        app: App::Screen,
        ending: "/man-hinh",
        picture: |_view| None,
        text: |view| format!("<h1>{}</h1>", encode_text(&view.title)),
    };
    page.send(&request, &slug, parts, (&pages, &clock)).await
}
