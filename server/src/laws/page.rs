//! The page of one law: its whole text, with an anchor for each article. Made once and kept, see `kept.rs`.

use super::kept::{Basis, LawPages};
use super::register::{KnownLaw, Laws};
use super::{article, front};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::clock::Clock;
use crate::config::Config;
use crate::db::Db;
use crate::db::entities::law;
use crate::errors::{AppResult, Refusal};
use crate::lang;
use crate::texts::{say, texts};
use crate::web::cacheable::{Cacheable, public};
use crate::web::plain::{Plain, in_this_language, page};
use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::web::{Data, Path, Query};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::time::Day;
use contest_texts::Lang;
use html_escape::encode_text;
use law_texts::{Law, citation};
use sea_orm::EntityTrait;
use serde::Deserialize;

/// How long browsers and proxies may keep a page of the register, in seconds.
const FRESH_S: u32 = 300;
pub(super) const STYLE: &str = include_str!("style.css");

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// The language of the frame, if the reader has chosen one here.
    lang: Option<String>,
    /// The article to go to.
    dieu: Option<String>,
}

/// Where a page comes from.
pub(crate) type Parts = (Data<Config>, Data<Laws>, Data<LawPages>);

/// Shows a law.
pub(crate) async fn show(
    _turn: Turn<READ>,
    request: HttpRequest,
    asked: (Path<String>, Query<Asked>),
    (config, laws, pages): Parts,
    (db, clock): (Data<Db>, Data<Clock>),
) -> AppResult<HttpResponse> {
    let (slug, Query(asked)) = asked;
    let basis = Basis {
        day: Day::in_viet_nam(clock.now()),
        register: laws.register(),
    };
    let lang = language(asked.lang.as_deref());
    // "36%2F2018%2FQH14" and "36-2018-QH14" mean the same law.
    let wanted = citation::slug_of(&slug);
    let Some(known) = basis.register.by_slug(&wanted).cloned() else {
        return lang::scope(lang, async { missing(&config) }).await;
    };
    if let Some(elsewhere) = elsewhere(&known, &slug, &asked) {
        return Ok(HttpResponse::SeeOther()
            .insert_header((LOCATION, elsewhere))
            .finish());
    }
    if let Some(page) = pages.made(&known.slug, lang, &basis) {
        return Ok(sent(&page, &request));
    }
    let _turn = pages.turn().await?;
    // Whoever had the turn before may have made it.
    if let Some(page) = pages.made(&known.slug, lang, &basis) {
        return Ok(sent(&page, &request));
    }
    let row = law::Entity::find_by_id(known.slug.as_str()).one(&db.read).await?;
    let Some(row) = row else {
        return lang::scope(lang, async { missing(&config) }).await;
    };
    let (of, site, slug) = (basis.clone(), config.public_url.clone(), known.slug.clone());
    let making = move || {
        let law = row.law()?;
        lang::in_language(lang, || Cacheable::large_html(whole(&law, &known, &of, &site)))
    };
    let made = tokio::task::spawn_blocking(making)
        .await
        .map_err(Refusal::internal)??;
    Ok(sent(&pages.keep(&slug, lang, basis, made), &request))
}

/// Returns the address that a request should have had: of the law as it is written, and of the article asked for.
fn elsewhere(known: &KnownLaw, slug: &str, asked: &Asked) -> Option<String> {
    let article = asked.dieu.as_deref().map(citation::article_in);
    if slug == known.slug && article.is_none() {
        return None;
    }
    let lang = language(asked.lang.as_deref()).pick("", "?lang=en");
    let anchor = match article.map(|article| article.filter(|article| known.has(*article))) {
        None => String::new(),
        Some(Some(found)) => ["#", &found.anchor()].concat(),
        // The page has a note that is shown to whoever is led to it, so it stays the same for all.
        Some(None) => ["#", front::ABSENT].concat(),
    };
    Some([&known.address(), lang, &anchor].concat())
}

/// Returns the language of the frame: Vietnamese unless another was chosen.
pub(super) fn language(chosen: Option<&str>) -> Lang {
    chosen.and_then(Lang::tagged).unwrap_or_default()
}

fn whole(law: &Law, known: &KnownLaw, basis: &Basis, site: &str) -> String {
    let about = &law.about;
    let around = |lines: &[String]| match lines.is_empty() {
        true => String::new(),
        false => format!(
            "<p class=\"around lines\" lang=\"vi\">{}</p>",
            encode_text(&lines.join("\n"))
        ),
    };
    let main = format!(
        "{}{}{}<div class=\"law\" lang=\"vi\">{}</div>{}<p><a class=\"up\" href=\"#main\">{}</a></p>",
        front::head(about, &basis.register, basis.day),
        front::contents(law),
        around(&law.preamble),
        article::body(law, basis.day),
        around(&law.closing),
        texts().laws.up,
    );
    let address = known.address();
    let plain = Plain {
        title: &format!("{} ({})", about.title, about.number),
        description: &say!(
            laws.description,
            title = about.title,
            number = about.number,
            n = law.articles.len()
        ),
        address: &address,
        searched: "",
        is_found: true,
        style: STYLE,
        main: &main,
    };
    page(&plain, site)
}

/// Says that there is no such law here.
fn missing(config: &Config) -> AppResult<HttpResponse> {
    let t = &texts().laws;
    let main = format!(
        "<h1>{}</h1><p>{}</p><p><a class=\"button\" href=\"/van-ban{}\">{}</a></p>",
        t.missing,
        t.missing_why,
        in_this_language(),
        t.all
    );
    let plain = Plain {
        title: t.missing,
        description: "",
        address: "/van-ban",
        searched: "",
        is_found: false,
        style: STYLE,
        main: &main,
    };
    Ok(HttpResponse::build(StatusCode::NOT_FOUND)
        .content_type("text/html; charset=utf-8")
        .body(page(&plain, &config.public_url)))
}

pub(super) fn sent(page: &Cacheable, request: &HttpRequest) -> HttpResponse {
    page.respond(request, public(FRESH_S))
}
