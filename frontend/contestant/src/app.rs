//! The map of the app, and what stands around every page.

use crate::pages;
use crate::session::{self, Who};
use crate::texts::t;
use leptos::prelude::*;
use web_kit::{lang, router};

/// Addresses of this front end; the console and the API are not among them.
pub(crate) fn owns(address: &str) -> bool {
    !["/api", "/console", "/assets"]
        .iter()
        .any(|prefix| address.starts_with(prefix))
}

/// The page at the current address.
fn page() -> AnyView {
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

pub(crate) fn app() -> AnyView {
    session::start();
    view! {
        <header class="top">{header}</header>
        <main id="main" tabindex="-1">{page}</main>
        <footer class="foot">{move || t().common.footer}</footer>
    }
    .into_any()
}

fn header() -> AnyView {
    let t = t();
    let other = lang::current().other();
    view! {
        <a class="brand" href="/"><span class="seal" aria-hidden="true">"§"</span>{t.common.site}</a>
        <nav>
            {account}
            <button class="lang" aria-label=t.common.language data-test="language" on:click=move |_| lang::choose(other)>
                {other.pick("VI", "EN")}
            </button>
        </nav>
    }
    .into_any()
}

/// Sign in, or the menu of whoever is signed in.
fn account() -> AnyView {
    let t = t();
    match session::who() {
        Who::Unknown => ().into_any(),
        Who::Nobody => {
            view! { <a class="plain" href="/dang-nhap" data-test="sign-in-link">{t.common.sign_in}</a> }
                .into_any()
        }
        Who::Somebody(session) => view! {
            <details class="menu" data-test="account">
                <summary aria-label=t.common.menu><span class="who">{session.name}</span></summary>
                <div>
                    <a href="/lich-su" data-test="history-link">{t.common.history}</a>
                    <button on:click=|_| session::sign_out() data-test="sign-out">{t.common.sign_out}</button>
                </div>
            </details>
        }
        .into_any(),
    }
}
