//! The list of all laws, with a search by words of the title or by number.

use super::page::{Parts, STYLE, language, sent};
use super::register::KnownLaw;
use super::words::{address, chip, day_shown, numbered};
use crate::admission::class::READ;
use crate::admission::turn::Turn;
use crate::clock::Clock;
use crate::errors::AppResult;
use crate::lang;
use crate::texts::{say, texts};
use crate::web::cacheable::Cacheable;
use crate::web::plain::{Plain, page};
use actix_web::web::{Data, Query};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::time::Day;
use html_escape::{encode_double_quoted_attribute as quoted, encode_text};
use law_texts::fold;
use serde::Deserialize;
use std::sync::Arc;

/// The most laws on the page; the search finds the others.
const SHOWN: usize = 300;
/// The characters of a search that count.
const SEARCHED: usize = 100;

#[derive(Deserialize)]
pub(crate) struct Search {
    lang: Option<String>,
    #[serde(default)]
    q: String,
}

/// Shows the laws whose title or number contains every word of the search; all of them without one.
pub(crate) async fn show(
    _turn: Turn<READ>,
    request: HttpRequest,
    Query(search): Query<Search>,
    (config, laws, _): Parts,
    clock: Data<Clock>,
) -> AppResult<HttpResponse> {
    let wanted: String = search.q.trim().chars().take(SEARCHED).collect();
    let today = Day::in_viet_nam(clock.now());
    let register = laws.register();
    let words: Vec<String> = wanted.split_whitespace().map(fold).collect();
    let mut found: Vec<&Arc<KnownLaw>> = register.laws().filter(|law| fits(law, &words)).collect();
    found.sort_by_cached_key(|law| fold(&law.about.title));
    let page = lang::scope(language(search.lang.as_deref()), async {
        whole(&found, &wanted, today, &config.public_url)
    });
    let page = Cacheable::html(page.await)?;
    Ok(sent(&page, &request))
}

fn fits(law: &KnownLaw, words: &[String]) -> bool {
    let about = &law.about;
    let short = about.short_title.as_deref().unwrap_or_default();
    let text = [about.title.as_str(), short, about.number.as_str()]
        .map(fold)
        .concat();
    words.iter().all(|word| text.contains(word.as_str()))
}

fn whole(found: &[&Arc<KnownLaw>], wanted: &str, today: Day, site: &str) -> String {
    let t = &texts().laws;
    let cards: String = found.iter().take(SHOWN).map(|law| card(law, today)).collect();
    let said = match found.len() {
        0 if wanted.is_empty() => t.none.to_owned(),
        0 => say!(laws.not_found, words = encode_text(wanted)),
        n if n > SHOWN => say!(laws.too_many, n = n, shown = SHOWN),
        n => say!(laws.found, n = n),
    };
    let tag = lang::of_reader().tag();
    let main = format!(
        "<h1>{}</h1><p class=\"lead\">{}</p>\
         <form class=\"find\" method=\"get\" action=\"/van-ban\" role=\"search\"><label for=\"q\">{}</label>\
         <input id=\"q\" name=\"q\" type=\"search\" maxlength=\"{SEARCHED}\" value=\"{}\">\
         <input type=\"hidden\" name=\"lang\" value=\"{tag}\"><button class=\"button\">{}</button></form>\
         <p class=\"quiet\" role=\"status\">{said}</p>{cards}",
        t.list,
        t.list_lead,
        t.search,
        quoted(wanted),
        t.search_button,
    );
    let plain = Plain {
        title: t.list,
        description: t.list_lead,
        address: "/van-ban",
        searched: wanted,
        is_found: true,
        style: STYLE,
        main: &main,
    };
    page(&plain, site)
}

fn card(law: &KnownLaw, today: Day) -> String {
    let about = &law.about;
    let since = say!(
        laws.since,
        number = numbered(about),
        day = day_shown(about.in_force_from)
    );
    format!(
        "<a class=\"card link\" href=\"{}\">{}<h2 lang=\"vi\">{}</h2><p class=\"quiet\">{}</p></a>",
        quoted(&address(law)),
        chip(about, today),
        encode_text(&about.title),
        encode_text(&since),
    )
}
