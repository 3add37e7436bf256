//! A contest on a screen in a hall or a lobby: nobody touches it, for weeks. It follows the contest by itself and keeps
//! showing what it knows while the server is away.

mod countdown;
mod desk;
mod face;
mod following;
mod kept;
mod program;
mod qr;
mod release;
mod room;
mod rows;
mod seats;

use crate::english;
use crate::texts::{self, fill_n, fill_name};
use crate::timing::{effect, memo};
use contest_core::rounds::Phase;
use contest_core::time::Millis;
use face::Face;
use following::Screen;
use leptos::prelude::*;
use program::List;
use wasm_bindgen::JsCast as _;
use web_kit::lang::{self, Lang, fill};
use web_kit::{clock, format, router};

/// What the address ends with: `/thi/luat/man-hinh`.
const ENDING: &str = "man-hinh";

pub(crate) fn start() {
    web_kit::start(|address| {
        let path = address.split('?').next().unwrap_or_default();
        path.trim_end_matches('/').ends_with(ENDING)
    });
    if let Some(lang) = router::query("lang").and_then(|tag| Lang::tagged(&tag)) {
        lang::choose_here(lang);
    }
    room::start();
    let is_english = lang::peek() == Lang::En;
    english::start(mount);
    if is_english {
        english::keep_trying();
    }
}

fn mount() {
    let slug = router::segments().into_iter().nth(1).unwrap_or_default();
    let place = web_kit::document().get_element_by_id("app");
    if let Some(place) = place.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
        let screen = move || {
            let screen = Screen::follow(&slug);
            view(screen, &slug)
        };
        place.set_inner_html("");
        leptos::mount::mount_to(place, screen).forget();
    }
}

fn view(screen: Screen, slug: &str) -> AnyView {
    let face = screen.face;
    effect(Box::new(move || {
        let name = face.with(|face| face.title.clone());
        if !name.is_empty() {
            router::title(&fill_name(texts::screen().title(), &name));
        }
    }));
    let shift = memo(Box::new(room::shift));
    let class = move || {
        let mode = face.with(|face| match face.list {
            List::Invitation => "before",
            List::Standings => "during standings",
            List::Units => "during units",
            List::Winners => "during winners",
        });
        [mode, " shift-", &shift.get().to_string()].concat()
    };
    view! {
        <div class=move || ["screen ", &class()].concat() data-test="screen">
            <header>
                <div class="about">
                    <p class="organiser">{move || face.with(|face| face.organiser.clone())}</p>
                    <h1>{move || face.with(|face| face.title.clone())}</h1>
                </div>
                {time_of_day()}
            </header>
            <main id="main">
                {countdown::view(face)}
                {stage(screen)}
                {people(face)}
                {invitation(face, slug)}
            </main>
            <p class="state" role="status" data-test="screen-state">{move || face.with(|face| face.notice.clone().unwrap_or_else(|| state(face)))}</p>
            <footer class="hint">{move || texts::screen().full_screen()}</footer>
        </div>
    }
    .into_any()
}

/// The time of the day in Viet Nam, by the server's clock.
fn time_of_day() -> AnyView {
    let minute = memo(Box::new(|| clock::ticking().0.div_euclid(60_000) * 60_000));
    view! {
        <p class="now" data-test="screen-now">
            <strong>{move || short(Millis(minute.get()))}</strong>
            <span>{move || { lang::current(); format::day(Millis(minute.get())) }}</span>
        </p>
    }
    .into_any()
}

/// Formats a time of day without its seconds.
fn short(at: Millis) -> String {
    let mut time = format::time(at);
    time.truncate("00:00".len());
    time
}

/// The list of the page.
fn stage(screen: Screen) -> AnyView {
    let face = screen.face;
    let heading = move || {
        let t = texts::screen();
        match face.with(|face| face.list) {
            List::Invitation => "",
            List::Standings => t.board(),
            List::Units => t.units(),
            List::Winners => t.winners(),
        }
    };
    let kind = move || {
        let t = texts::screen();
        match face.with(|face| face.provisional) {
            None => "",
            Some(true) => t.provisional(),
            Some(false) => t.official(),
        }
    };
    let page = move || match face.with(|face| face.page) {
        (_, 0 | 1) => String::new(),
        (page, of) => {
            let (page, of) = (page.to_string(), of.to_string());
            fill(texts::screen().page(), &[("n", &page), ("total", &of)])
        }
    };
    let empty = move || {
        let t = texts::screen();
        match face.with(|face| (face.is_empty, face.phase)) {
            (None, _) => t.loading(),
            (Some(false), _) => "",
            (Some(true), Phase::Upcoming | Phase::Open) => t.empty(),
            (Some(true), Phase::Closed | Phase::Final) => t.empty_after(),
        }
    };
    view! {
        <section class="stage" data-test="screen-stage">
            <div class="heading">
                <h2>{heading}</h2>
                <span class="kind" data-test="screen-kind">{kind}</span>
                <span class="page" data-test="screen-page">{page}</span>
            </div>
            <div class="rows" role="list">{screen.seats.view()}</div>
            <p class="empty" data-test="screen-empty">{empty}</p>
        </section>
    }
    .into_any()
}

/// How many people have taken part.
fn people(face: RwSignal<Face>) -> AnyView {
    let people = move || face.with(|face| face.people);
    let number = move || {
        lang::current();
        people().map_or_else(|| "–".to_owned(), format::thousands)
    };
    let label = move || fill_n(texts::screen().people(), people().unwrap_or_default());
    view! {
        <section class="people" data-test="screen-people">
            <strong>{number}</strong>
            <span>{label}</span>
        </section>
    }
    .into_any()
}

/// The code that leads to the contest, and its address in words.
fn invitation(face: RwSignal<Face>, slug: &str) -> AnyView {
    let address = qr::address(slug);
    let label = move || {
        let t = texts::screen();
        match face.with(|face| face.phase) {
            Phase::Upcoming => t.scan_before(),
            Phase::Open => t.scan(),
            Phase::Closed | Phase::Final => t.scan_after(),
        }
    };
    view! {
        <section class="invitation">
            {qr::view(&address)}
            <div class="words">
                <p class="scan">{label}</p>
                <p class="or">{move || texts::screen().or_type()}</p>
            </div>
            <p class="address" data-test="screen-address">{qr::spoken(&address).to_owned()}</p>
        </section>
    }
    .into_any()
}

/// What the reader should know about what is shown; most of the time nothing.
fn state(face: &Face) -> String {
    let t = texts::screen();
    let old = |at: Millis| match clock::now().since(at) {
        // A time alone would be taken for today's.
        43_200_000.. => format::moment(at),
        _ => short(at),
    };
    match face.stale {
        Some(at) => fill(t.stale(), &[("time", &old(at))]),
        None if face.title.is_empty() => t.loading().to_owned(),
        None if face.rebuilding => t.rebuilding().to_owned(),
        None => String::new(),
    }
}
