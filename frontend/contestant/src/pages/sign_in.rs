//! Signing in, and on to where one wanted to go.

use crate::session::{self, Who};
use crate::texts::{Texts, t};
use contest_core::wire::accounts::{Role, Session, SignIn};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_kit::{api, router, window};

pub(crate) fn page() -> AnyView {
    let login = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let sending = RwSignal::new(false);
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        sending.set(true);
        problem.set(None);
        let body = SignIn {
            login: login.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        spawn_local(async move {
            let answer = api::post::<Session>("/session", &body).await;
            if sending.is_disposed() {
                return;
            }
            sending.set(false);
            match answer {
                Ok(session) => go_on(session),
                Err(failure) => problem.set(Some(failure.message())),
            }
        });
    };
    (move || {
        let t = t();
        router::title(t.sign_in.title);
        view! {
            <form class="card form" on:submit=send novalidate>
                <h1>{t.sign_in.title}</h1>
                <div class="field">
                    <label for="login">{t.sign_in.login}</label>
                    <input id="login" name="login" type="text" inputmode="tel" autocomplete="username" prop:value=login on:input:target=move |event| login.set(event.target().value())/>
                </div>
                {super::register::password_field(password, "current-password", t)}
                {move || problem.get().map(|problem| view! { <p class="note bad" role="alert" data-test="form-error">{problem}</p> })}
                <button class="button wide" type="submit" data-test="submit-sign-in" disabled=sending>{t.sign_in.submit}</button>
                <p class="quiet">{t.sign_in.forgot}</p>
                <a class="plain wide" href="/">{t.sign_in.no_account}</a>
            </form>
        }
    })
    .into_any()
}

/// Where to go after signing in: an address of this site, never another's.
fn go_on(session: Session) {
    let staff = session.role != Role::Contestant;
    session::set(Who::Somebody(session));
    let wanted =
        router::query("tiep").filter(|to| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'));
    match wanted {
        Some(to) => router::replace(&to),
        // Leaving this front end is the browser's work; it refuses nothing here.
        None if staff => window().location().set_href("/console/").unwrap_or_default(),
        None => router::replace("/"),
    }
}

/// Says that a page needs somebody signed in, and leads there and back.
pub(crate) fn needed(t: &'static Texts) -> AnyView {
    let to = ["/dang-nhap?tiep=", &api::encode(&router::here())].concat();
    view! {
        <section class="card" data-test="sign-in-needed">
            <p>{t.sign_in.needed}</p>
            <a class="button" href=to>{t.common.sign_in}</a>
        </section>
    }
    .into_any()
}
