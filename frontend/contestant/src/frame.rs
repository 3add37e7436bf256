//! The frame around every page: the name of the site, the menu of whoever is signed in, the language, and at the foot the
//! ways to receipts and laws. It knows no page.

use crate::attempt::{self, draft, draft::Running, elsewhere};
use crate::english;
use crate::session::{self, Who};
use crate::texts::{self, fill_time, t};
use crate::ui::{click, link, maybe, note};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast as _;
use web_kit::{clock, format, lang, router};

/// Draws the frame around what `content` draws.
pub(crate) fn frame(content: fn() -> AnyView) -> impl IntoView {
    view! {
        <header class="top">
            {move || brand()}
            <nav>
                {move || account()}
                <button
                    class="lang"
                    data-test="language"
                    on:click=click(Box::new(english::switch))
                >
                    {move || lang::current().other().pick("VI", "EN")}
                    <span class="sr">" " {t!(common.language)}</span>
                </button>
            </nav>
        </header>
        <main id="main" tabindex="-1">
            <div role="status">{move || news()}</div>
            {move || {
                // Asked again on every page.
                router::segments();
                draft::forget_old();
                let may_be_here = session::who() != Who::Nobody && !attempt::is_running();
                let shown = may_be_here.then(elsewhere::running).flatten();
                maybe(shown.map(resume))
            }}
            {content()}
        </main>
        <footer class="foot">{t!(common.footer)}{move || ways()}</footer>
    }
}

/// What the page tells before everything else, in an element that is always there, so that screen readers read it: why
/// somebody could not be signed out, or that somebody has just entered.
fn news() -> AnyView {
    if let Some(why) = session::stays() {
        return view! {
            <div class="note bad" role="alert" data-test="not-signed-out">
                <strong>{t!(common.not_signed_out)}</strong>
                <p>{why}</p>
            </div>
        }
        .into_any();
    }
    if english::is_missing() {
        let text = view! { <span lang="en">{t!(common.english_missing)}</span> };
        return note("note", "english-missing", text.into_any());
    }
    let entered = !router::segments().is_empty() && session::take_entered();
    maybe(entered.then(|| note("note good", "entered", t!(register.done).into_any())))
}

/// The name of the site, which leads home. One tap must not lead out of an attempt, so during one it is text, and there is
/// no menu.
fn brand() -> AnyView {
    let name = view! { <span class="seal" aria-hidden="true">"§"</span>{t!(common.site)} }.into_any();
    match attempt::is_running() {
        true => view! { <span class="brand">{name}</span> }.into_any(),
        false => view! { <a class="brand" href="/">{name}</a> }.into_any(),
    }
}

/// The ways to the receipts that people hold, and to the laws. Not during an attempt: one tap must not lead out of it.
fn ways() -> AnyView {
    if attempt::is_running() {
        return ().into_any();
    }
    // The pages of laws know the reader's language only from their address.
    let laws = ["/van-ban?lang=", lang::current().tag()].concat();
    view! {
        {link("plain wide", "/tra-cuu".to_owned(), "look-up", t!(common.look_up))}
        {link("plain wide", laws, "laws", t!(common.laws))}
    }
    .into_any()
}

/// The way back into an attempt whose clock runs, on every other page.
fn resume(running: Running) -> AnyView {
    let Running { address, deadline } = running;
    let left = move || {
        let left = deadline.since(clock::ticking());
        fill_time(texts::contest().running(), &format::timer(left))
    };
    let is_over = move || deadline <= clock::ticking();
    view! {
        <a class="button wide running" href=address data-test="running" hidden=is_over>
            {left}
        </a>
    }
    .into_any()
}

/// Shows the sign-in link, or the menu of the person who is signed in.
fn account() -> AnyView {
    match session::who() {
        _ if attempt::is_running() => ().into_any(),
        Who::Unknown => ().into_any(),
        Who::Nobody => {
            let to = || {
                // Read anew on every page.
                router::segments();
                session::sign_in_address()
            };
            view! { <a class="plain" href=to data-test="sign-in-link">{t!(common.sign_in)}</a> }.into_any()
        }
        Who::Somebody(session) => view! {
            <details class="menu" data-test="account" on:keydown=leave_menu>
                <summary>
                    <span class="sr">{t!(common.menu)} ": "</span>
                    {short(&session.name)}
                </summary>
                <div on:click=chosen()>
                    <a href="/lich-su" data-test="history-link">{t!(common.history)}</a>
                    <a href="/ca-nhan" data-test="me-link">{t!(common.my_data)}</a>
                    <button data-test="sign-out" on:click=click(Box::new(session::sign_out))>
                        {t!(common.sign_out)}
                    </button>
                </div>
            </details>
        }
        .into_any(),
    }
}

/// Shows the last two words of a name, or the last alone where there is little room: in Viet Nam the given name, by which
/// people are called, comes last.
fn short(name: &str) -> AnyView {
    let mut words = name.split_whitespace().rev();
    let [last, before] = [words.next(), words.next()].map(|word| word.unwrap_or_default().to_owned());
    view! { <span class="who"><span class="roomy">{before}" "</span>{last}</span> }.into_any()
}

/// Closes the menu on Escape. The focus goes back to what opened it.
fn leave_menu(event: KeyboardEvent) {
    if event.key() == "Escape" {
        close_menu(&event);
        router::focus(".menu summary");
    }
}

/// Closes the menu once something in it has been chosen.
fn chosen() -> Box<dyn FnMut(MouseEvent)> {
    Box::new(|event| close_menu(&event))
}

fn close_menu(event: &web_sys::Event) {
    let target = event
        .target()
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    if let Some(menu) = target.and_then(|target| target.closest("details").ok().flatten()) {
        // An attribute can always be removed.
        let _ = menu.remove_attribute("open");
    }
}
