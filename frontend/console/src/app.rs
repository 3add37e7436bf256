//! The frame of the console, and its complete map of addresses.

use crate::pages::{banks, contests, rounds, session as session_pages};
use crate::session::{self, SignedIn, Who};
use crate::texts::{t, texts};
use crate::ui::notice::FailureNote;
use contest_core::wire::accounts::{Role, Session};
use leptos::prelude::*;
use web_kit::{lang, router};

/// A page of the console.
fn page() -> AnyView {
    let segments = router::segments();
    let parts: Vec<&str> = segments.iter().skip(1).map(String::as_str).collect();
    let organiser = session::signed_in().is_organiser();
    match parts.as_slice() {
        // Judges have no use for the forms of organisers, whose requests are refused to them.
        ["contests", "new" | "upload"]
        | ["contests", _, "edit" | "clone"]
        | ["rounds", _, "trial" | "dry-run"]
        | ["banks" | "bank-versions", ..]
            if !organiser =>
        {
            session_pages::organisers_only::page()
        }
        [] | ["contests"] => contests::list::page(),
        ["contests", "new"] => contests::create::page(),
        ["contests", "upload"] => contests::upload::page(),
        ["contests", id] => contests::show::page(id),
        ["contests", id, "edit"] => contests::edit::page(id),
        ["contests", id, "clone"] => contests::clone::page(id),
        ["contests", id, "units"] => contests::units::page(id),
        ["contests", id, "audit"] => contests::audit::page(id),
        ["contests", id, "desk"] => contests::desk::page(id),
        ["contests", id, "desk", account] => contests::desk::person::page(id, account),
        ["banks"] => banks::list::page(),
        ["banks", "upload"] => banks::upload::page(),
        ["bank-versions", id] => banks::show::page(id),
        ["rounds", id] => rounds::show::page(id),
        ["rounds", id, "trial"] => rounds::trial::page(id),
        ["rounds", id, "dry-run"] => rounds::dry_run::page(id),
        _ => not_found(),
    }
}

#[component]
pub(crate) fn App() -> impl IntoView {
    let signed_in = SignedIn::provide();
    let body = move || match signed_in.0.get() {
        Who::Unknown => view! { <p class="starting" role="status">{t!(common.loading)}</p> }.into_any(),
        Who::Nobody => session_pages::sign_in::page(),
        Who::Failed(failure) => view! {
            <div class="stack">
                <FailureNote failure/>
                <p><button class="btn" on:click=move |_| signed_in.ask()>{t!(common.retry)}</button></p>
            </div>
        }
        .into_any(),
        Who::Somebody(session) if session.role == Role::Contestant => session_pages::wrong_door::page(),
        Who::Somebody(_) => view! { {page} }.into_any(),
    };
    view! {
        <a class="skip" href="#main">{t!(common.skip)}</a>
        <header class="top">
            <div class="top-in">
                <a class="brand" href="/console/"><span class="seal" aria-hidden="true">"§"</span>"Thi Luật" <small>{t!(common.console)}</small></a>
                {move || match signed_in.0.get() {
                    Who::Somebody(session) if session.role != Role::Contestant => Some(nav(&session)),
                    _ => None,
                }}
                <div class="who">
                    {move || match signed_in.0.get() {
                        Who::Somebody(session) => Some(name(&session)),
                        _ => None,
                    }}
                    <button data-test="language" on:click=move |_| lang::choose(lang::current().other())>
                        {t!(common.other_language)}
                    </button>
                    {move || matches!(signed_in.0.get(), Who::Somebody(_)).then(|| view! {
                        <button data-test="sign-out" on:click=move |_| signed_in.leave()>{t!(session.sign_out)}</button>
                    })}
                </div>
            </div>
        </header>
        <main id="main" tabindex="-1">{body}</main>
    }
}

fn nav(session: &Session) -> impl IntoView + use<> {
    let current = |section: &'static str| {
        move || {
            let segments = router::segments();
            let here = segments.get(1).map_or("contests", String::as_str);
            let banks = matches!(here, "banks" | "bank-versions");
            ((section == "banks") == banks).then_some("page")
        }
    };
    let organiser = session.role == Role::Organiser;
    view! {
        <nav class="nav" aria-label=t!(common.sections)>
            <a href="/console/contests" aria-current=current("contests") data-test="nav-contests">
                {t!(contests.title)}
            </a>
            {organiser.then(|| view! {
                <a href="/console/banks" aria-current=current("banks") data-test="nav-banks">{t!(banks.title)}</a>
            })}
        </nav>
    }
}

fn name(session: &Session) -> impl IntoView + use<> {
    let role = session.role;
    let name = session.name.clone();
    let role = move || match role {
        Role::Organiser => texts().session.organiser,
        Role::Judge => texts().session.judge,
        Role::Contestant => texts().session.contestant,
    };
    // Many accounts are simply named after their role.
    let role = {
        let name = name.to_lowercase();
        move || Some(role()).filter(|role| role.to_lowercase() != name)
    };
    view! {
        <span data-test="who">{name} {move || role().map(|role| format!(" · {role}"))}</span>
    }
}

fn not_found() -> AnyView {
    router::title(texts().common.not_found);
    view! {
        <div class="empty" data-test="not-found">
            <h1>{t!(common.not_found)}</h1>
            <p>{t!(common.not_found_why)}</p>
            <a class="btn" href="/console/">{t!(common.to_start)}</a>
        </div>
    }
    .into_any()
}
