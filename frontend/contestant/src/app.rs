//! Maps addresses to pages, and draws the frame around every page.

use crate::dom::{View, el, many, none};
use crate::pages;
use crate::session::{self, Who};
use crate::texts::t;
use wasm_bindgen::JsCast as _;
use web_kit::{lang, router};

/// Returns whether an address belongs to this front end; those of the console and the API do not.
pub(crate) fn owns(address: &str) -> bool {
    !["/api", "/console", "/assets"]
        .iter()
        .any(|prefix| address.starts_with(prefix))
}

/// Returns the page at the current address.
fn page() -> View {
    let segments = router::segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        [] => pages::home::page(),
        ["thi", slug] => pages::contest::page(slug),
        ["thi", slug, "dang-ky"] => pages::register::page(slug),
        ["thi", slug, "lam-bai", round] => pages::attempt::page(slug, round),
        ["dang-nhap"] => pages::sign_in::page(),
        ["ket-qua", attempt] => pages::result::page(attempt),
        ["lich-su"] => pages::history::page(),
        _ => pages::not_found::page(),
    }
}

pub(crate) fn app() -> View {
    session::start();
    many([
        el("header").class("top").live(header),
        el("main").id("main").attr("tabindex", "-1").live(page),
        el("footer")
            .class("foot")
            .live_text(|| t().common.footer.to_owned()),
    ])
}

fn header() -> View {
    let t = t();
    let other = lang::current().other();
    let seal = el("span").class("seal").attr("aria-hidden", "true").text("§");
    let language = el("button")
        .class("lang")
        .test("language")
        .text(other.pick("VI", "EN"))
        .add(el("span").class("sr").text(" ").text(t.common.language))
        .click(move || lang::choose(other));
    many([
        el("a")
            .class("brand")
            .attr("href", "/")
            .add(seal)
            .text(t.common.site),
        el("nav").live(account).add(language),
    ])
}

/// Shows the sign-in link, or the menu of the person who is signed in.
fn account() -> View {
    let t = t();
    match session::who() {
        Who::Unknown => none(),
        Who::Nobody => el("a")
            .class("plain")
            .attr("href", "/dang-nhap")
            .test("sign-in-link")
            .text(t.common.sign_in),
        Who::Somebody(session) => {
            let label = el("span").class("sr").text(t.common.menu).text(": ");
            let name = el("span").class("who").text(&short(&session.name));
            let history = el("a")
                .attr("href", "/lich-su")
                .test("history-link")
                .text(t.common.history);
            let out = el("button")
                .test("sign-out")
                .text(t.common.sign_out)
                .click(session::sign_out);
            el("details")
                .class("menu")
                .test("account")
                .add(el("summary").add(label).add(name))
                .add(el("div").on("click", close_menu).add(history).add(out))
        }
    }
}

/// Returns the last two words of a name: in Viet Nam the given name, by which people are called, comes last.
fn short(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    words[words.len().saturating_sub(2)..].join(" ")
}

/// Closes the menu once something in it has been chosen.
fn close_menu(event: web_sys::Event) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(menu) = target.and_then(|target| target.closest("details").ok().flatten()) {
        // An attribute can always be removed.
        let _ = menu.remove_attribute("open");
    }
}
