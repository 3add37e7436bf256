//! The frame of the console, and its complete map of addresses.

use crate::names;
use crate::pages::{accounts, banks, contests, figures, rounds, session as session_pages};
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
        | ["contests", _, "edit" | "judges" | "clone"]
        | ["rounds", _, "trial" | "dry-run"]
        | ["banks" | "bank-versions", ..]
            if !organiser =>
        {
            session_pages::organisers_only::page()
        }
        ["accounts"] | [] if session::signed_in().is_administrator() => accounts::list::page(),
        ["accounts"] => not_found(),
        ["account"] => accounts::mine::page(),
        [] | ["contests"] => contests::list::page(),
        ["contests", "new"] => contests::create::page(),
        ["contests", "upload"] => contests::upload::page(),
        ["contests", id] => contests::show::page(id),
        ["contests", id, "edit"] => contests::edit::page(id),
        ["contests", id, "clone"] => contests::clone::page(id),
        ["contests", id, "units"] => contests::units::page(id),
        ["contests", id, "judges"] => contests::judges::page(id),
        ["contests", id, "audit"] => contests::audit::page(id),
        ["contests", id, "desk"] => contests::desk::page(id),
        ["contests", id, "desk", account] => contests::desk::person::page(id, account),
        ["banks"] => banks::list::page(),
        ["banks", "upload"] => banks::upload::page(),
        ["banks", bank, "versions"] => banks::history::page(bank),
        ["bank-versions", id] => banks::show::page(id),
        ["bank-versions", id, "new"] => banks::question::page(id, None),
        ["bank-versions", id, "questions", code] => banks::question::page(id, Some(code)),
        ["bank-versions", id, "differences"] => banks::differences::page(id),
        ["rounds", id] => rounds::show::page(id),
        ["rounds", id, "monitor"] => figures::monitor::page(id),
        ["rounds", id, "statistics"] => figures::statistics::page(id),
        ["rounds", id, "statistics", question] => figures::question::page(id, question),
        ["rounds", id, "units"] => figures::units::page(id, None),
        ["rounds", id, "units", unit] => figures::units::page(id, Some(unit)),
        ["rounds", id, "trial"] => rounds::trial::page(id),
        ["rounds", id, "dry-run"] => rounds::dry_run::page(id),
        _ => not_found(),
    }
}

#[component]
pub(crate) fn App() -> impl IntoView {
    let signed_in = SignedIn::provide();
    // Whoever follows a link has no account yet, or cannot get into it.
    let by_link = || router::segments().get(1).is_some_and(|segment| segment == "link");
    let body = move || match signed_in.0.get() {
        Who::Nobody | Who::Somebody(_) if by_link() => accounts::link::page(),
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

fn nav(session: &Session) -> AnyView {
    let current = |section: &'static str| {
        move || {
            let segments = router::segments();
            let here = segments.get(1).map_or("contests", String::as_str);
            let of = match here {
                "banks" | "bank-versions" => "banks",
                "account" | "link" => "",
                "accounts" => "accounts",
                _ => "contests",
            };
            (section == of).then_some("page")
        }
    };
    let organiser = session.role == Role::Organiser;
    if session.role == Role::Administrator {
        return view! {
            <nav class="nav" aria-label=t!(common.sections)>
                <a href="/console/accounts" aria-current="page" data-test="nav-accounts">{t!(accounts.title)}</a>
            </nav>
        }
        .into_any();
    }
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
    .into_any()
}

fn name(session: &Session) -> impl IntoView + use<> {
    let role = session.role;
    let name = session.name.clone();
    let role = move || names::role(role);
    // Many accounts are simply named after their role.
    let role = {
        let name = name.to_lowercase();
        move || Some(role()).filter(|role| role.to_lowercase() != name)
    };
    view! {
        <a href="/console/account" data-test="who" title=t!(account.title)>
            {name} {move || role().map(|role| format!(" · {role}"))}
        </a>
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
