//! The home page and the pages of contests as a browser or a search engine first gets them: what they are about stands
//! there before any script has run, and no request follows. They are in Vietnamese, as the app is until its reader has
//! chosen another language, which only the browser knows.

use super::current::Contests;
use super::kept::{Pages, moment_of};
use super::list;
use super::reveal::Reveal;
use super::show;
use crate::clock::Clock;
use crate::config::Config;
use crate::errors::AppResult;
use crate::lang;
use crate::laws::register::Laws;
use crate::texts::{VI, moment, say, texts};
use crate::web::cacheable::Cacheable;
use crate::web::files::missing;
use crate::web::shell::{App, Told, filled};
use actix_web::http::header::{CacheControl, CacheDirective};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use contest_core::wire::contests::{ContestCard, ContestView, RoundView, foremost};
use contest_core::wire::paths;
use html_escape::{encode_double_quoted_attribute, encode_text};

/// The list of contests.
pub(crate) async fn home(
    request: HttpRequest,
    config: Data<Config>,
    contests: Data<Contests>,
    pages: Data<Pages>,
    clock: Data<Clock>,
) -> AppResult<HttpResponse> {
    let (at, key) = (moment_of(&contests, &clock), "/".to_owned());
    if let Some(page) = pages.fresh(&key, at) {
        return Ok(sent(&page, &request));
    }
    let list = list::published(&contests, at.0);
    let t = &VI.page;
    let cards: String = lang::in_vietnamese(|| list.contests.iter().map(card).collect());
    let told = Told {
        app: App::Contests,
        title: t.site,
        description: t.lead,
        address: "/",
        picture: None,
        text: format!("<h1>{}</h1><p class=\"lead\">{}</p>{cards}", t.home, t.lead),
        data: Some((paths::CONTESTS, list)),
    };
    let page = filled(&told, &config.public_url)?;
    Ok(sent(&pages.keep(key, at, page), &request))
}

/// One contest.
pub(crate) async fn contest(
    request: HttpRequest,
    slug: Path<String>,
    parts: (Data<Config>, Data<Contests>, Data<Reveal>),
    pages: Data<Pages>,
    clock: Data<Clock>,
) -> AppResult<HttpResponse> {
    let page = OfContest {
        app: App::Contests,
        ending: "",
        picture: |view| Some(paths::contest_card(&view.slug)),
        text: |view| lang::in_vietnamese(|| about(view)),
    };
    page.send(&request, &slug, parts, (&pages, &clock)).await
}

/// A page about a published contest, with the contest in it.
pub(super) struct OfContest {
    pub(super) app: App,
    /// What follows the contest's address in that of the page.
    pub(super) ending: &'static str,
    pub(super) picture: fn(&ContestView) -> Option<String>,
    pub(super) text: fn(&ContestView) -> String,
}

impl OfContest {
    /// Sends the page that is kept, or makes it.
    pub(super) async fn send(
        self,
        request: &HttpRequest,
        slug: &str,
        (config, contests, reveal): (Data<Config>, Data<Contests>, Data<Reveal>),
        (pages, clock): (&Pages, &Clock),
    ) -> AppResult<HttpResponse> {
        let at = moment_of(&contests, clock);
        let key = ["/thi/", slug, self.ending].concat();
        if let Some(page) = pages.fresh(&key, at) {
            return Ok(sent(&page, request));
        }
        let Some(view) = show::published(&contests, &reveal, slug, at.0).await else {
            return missing(request);
        };
        let (title, summary) = (view.title.clone(), view.summary.clone());
        let (path, picture) = (paths::contest(&view.slug), (self.picture)(&view));
        let told = Told {
            app: self.app,
            title: &title,
            description: &summary,
            address: &["/thi/", &view.slug].concat(),
            picture: picture.as_deref(),
            text: (self.text)(&view),
            data: Some((&path, view)),
        };
        let page = filled(&told, &config.public_url)?;
        Ok(sent(&pages.keep(key, at, page), request))
    }
}

/// Tells search engines what to read, and where all contests are listed.
pub(crate) async fn robots(config: Data<Config>) -> HttpResponse {
    let site = config.public_url.trim_end_matches('/');
    // Messengers follow these rules for pictures too.
    let pictures = paths::CONTEST_CARD.replace("{slug}", "*");
    let text = format!(
        "User-agent: *\nAllow: {pictures}\nDisallow: /api/\nDisallow: /console\nDisallow: /ket-qua/\n\
         Disallow: /lich-su\nDisallow: /tra-cuu?\nDisallow: /ca-nhan\nDisallow: /quen-mat-khau\n\
         Disallow: /thi/*/lam-bai/\nSitemap: {site}/sitemap.xml\n"
    );
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .body(text)
}

/// Lists the pages of all contests and laws.
pub(crate) async fn sitemap(
    config: Data<Config>,
    contests: Data<Contests>,
    laws: Data<Laws>,
    clock: Data<Clock>,
) -> HttpResponse {
    let site = config.public_url.trim_end_matches('/');
    let list = list::published(&contests, clock.now());
    let pages = list
        .contests
        .iter()
        .map(|contest| ["/thi/", &contest.slug].concat());
    let catalog = contests.catalog();
    let mut practices: Vec<String> = catalog
        .contests()
        .filter(|contest| contest.practice.is_some())
        .map(|contest| ["/thi/", &contest.slug, "/thi-thu"].concat())
        .collect();
    practices.sort_unstable();
    let register = laws.register();
    let laws = register.laws().map(|law| law.address());
    let urls: String = ["/".to_owned(), "/van-ban".to_owned()]
        .into_iter()
        .chain(pages)
        .chain(practices)
        .chain(laws)
        .map(|page| format!("<url><loc>{}</loc></url>\n", encode_text(&[site, &page].concat())))
        .collect();
    HttpResponse::Ok()
        .content_type("application/xml; charset=utf-8")
        .body(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{urls}</urlset>\n"
        ))
}

pub(super) fn sent(page: &Cacheable, request: &HttpRequest) -> HttpResponse {
    page.respond(request, CacheControl(vec![CacheDirective::NoCache]))
}

fn card(contest: &ContestCard) -> String {
    format!(
        "<a class=\"card link\" href=\"/thi/{}\">{}<h2>{}</h2><p>{}</p><p class=\"quiet\">{}</p></a>",
        encode_double_quoted_attribute(&contest.slug),
        chip(contest.phase),
        encode_text(&contest.title),
        encode_text(&contest.summary),
        encode_text(&say!(page.organiser, name = contest.organiser)),
    )
}

/// Returns what a contest is about, in the elements that the app will use.
fn about(contest: &ContestView) -> String {
    let age = contest
        .min_age
        .map(|age| format!("<p class=\"quiet\">{}</p>", say!(page.min_age, n = age)));
    let practice = contest.practice.then(|| {
        format!(
            "<a class=\"button second\" href=\"/thi/{}/thi-thu\">{}</a>",
            encode_double_quoted_attribute(&contest.slug),
            texts().page.practice
        )
    });
    let notice = contest
        .notice
        .as_ref()
        .map(|text| format!("<p class=\"note\">{}</p>", encode_text(text)));
    // As in the app, one round comes first, and the others follow in their order.
    let mut rounds: Vec<&RoundView> = contest.rounds.iter().collect();
    if let Some(before) = rounds.get_mut(..=foremost(&contest.rounds)) {
        before.rotate_right(1);
    }
    let rounds: String = rounds.into_iter().map(round).collect();
    format!(
        "{}<div class=\"hero\"><p class=\"over\">{}</p><h1>{}</h1><p class=\"lead\">{}</p>{}{}</div>{rounds}",
        notice.unwrap_or_default(),
        encode_text(&say!(page.organiser, name = contest.organiser)),
        encode_text(&contest.title),
        encode_text(&contest.summary),
        age.unwrap_or_default(),
        practice.unwrap_or_default(),
    )
}

/// Formats a moment as the app does, without its seconds.
pub(crate) fn minute(at: Millis) -> String {
    moment(at - 59_999)
}

fn round(round: &RoundView) -> String {
    let rules = &round.rules;
    let attempts = match rules.attempts {
        None => match rules.attempts_per_day {
            None => texts().page.attempts_unlimited.to_owned(),
            Some(n) => say!(page.attempts_per_day, n = n),
        },
        Some(1) => texts().page.attempts_one.to_owned(),
        Some(n) => say!(page.attempts, n = n),
    };
    let facts = [
        say!(page.opens_at, time = minute(round.opens_at)),
        say!(page.closes_at, time = minute(round.closes_at)),
        say!(page.time_limit, n = rules.time_limit_s.div_ceil(60)),
        say!(page.questions, n = rules.blueprint.question_count()),
        attempts,
    ];
    let facts: String = facts
        .iter()
        .map(|fact| format!("<li>{}</li>", encode_text(fact)))
        .collect();
    format!(
        "<section class=\"card round\"><h2>{}</h2>{}<ul class=\"told\">{facts}</ul></section>",
        encode_text(&round.title),
        chip(round.phase),
    )
}

fn chip(phase: Phase) -> String {
    let t = &texts().page;
    let (text, class) = match phase {
        Phase::Upcoming => (t.upcoming, "soon"),
        Phase::Open => (t.open, "open"),
        Phase::Closed => (t.closed, "over"),
        Phase::Final => (t.final_, "final"),
    };
    format!("<span class=\"chip {class}\">{text}</span>")
}
