//! Signing in, then going on to the page that asked for it.

use super::form;
use crate::dom::{View, el, live};
use crate::session::{self, Who};
use crate::texts::{Texts, t};
use crate::waiting::{self, Queue};
use contest_core::wire::accounts::{Role, Session, SignIn};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::spawn;
use web_kit::{api, router, window};

pub(crate) fn page() -> View {
    let login = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let queue = Queue::new(waiting::DOOR);
    let ask = move |event: web_sys::Event| {
        event.prevent_default();
        problem.set(None);
        queue.ask(move || {
            let body = SignIn {
                login: login.get_untracked().trim().to_owned(),
                password: password.get_untracked(),
            };
            send(body, queue, problem);
        });
    };
    live(move || {
        let t = t();
        router::title(t.sign_in.title);
        let input = el("input")
            .id("login")
            .attr("name", "login")
            .attr("inputmode", "tel")
            .attr("autocomplete", "username")
            .bind(login);
        let label = el("label").attr("for", "login").text(t.sign_in.login);
        let button = el("button")
            .class("button wide")
            .attr("type", "submit")
            .test("submit-sign-in")
            .live_flag("disabled", move || queue.stage().is_busy())
            .live_text(move || form::label(queue, t.sign_in.submit, t.sign_in.sending, t));
        el("form")
            .class("card form")
            .attr("novalidate", "")
            .on("submit", ask)
            .add(el("h1").text(t.sign_in.title))
            .add(el("div").class("field").add(label).add(input))
            .add(form::password(password, "current-password", t))
            .live(move || form::problem(problem))
            .add(form::queue(queue, t))
            .add(button)
            .add(el("p").class("quiet").text(t.sign_in.forgot))
            .add(
                el("a")
                    .class("plain wide")
                    .attr("href", "/")
                    .text(t.sign_in.no_account),
            )
    })
}

fn send(body: SignIn, queue: Queue, problem: RwSignal<Option<String>>) {
    spawn(async move {
        let position = queue.position();
        let answer = api::post_queued::<Session>(paths::SESSION, &body, position.as_deref()).await;
        if queue.is_gone() {
            return;
        }
        match answer {
            Ok(session) => {
                queue.let_in();
                go_on(session);
            }
            Err(failure) if queue.holds(&failure) => {}
            Err(failure) => problem.set(Some(failure.message())),
        }
    });
}

/// Goes on after signing in: always to an address of this site, never to another site's.
fn go_on(session: Session) {
    let staff = session.role != Role::Contestant;
    session::set(Who::Somebody(session));
    let wanted =
        router::query("tiep").filter(|to| to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'));
    match wanted {
        Some(to) => router::replace(&to),
        // Leaving this front end is the browser's work; it cannot refuse here.
        None if staff => window().location().set_href("/console/").unwrap_or_default(),
        None => router::replace("/"),
    }
}

/// Says that a page needs a signed-in person, and links to sign-in and back.
pub(crate) fn needed(t: &'static Texts) -> View {
    let to = ["/dang-nhap?tiep=", &api::encode(&router::here())].concat();
    el("section")
        .class("card")
        .test("sign-in-needed")
        .add(el("p").text(t.sign_in.needed))
        .add(el("a").class("button").attr("href", &to).text(t.common.sign_in))
}
