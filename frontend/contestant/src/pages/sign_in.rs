//! Signing in, then going on to the page that asked for it.

use super::form::{Password, Problem, QueueState, Submit};
use crate::session::{self, Who};
use crate::texts::t;
use crate::ui::typing;
use crate::waiting::{self, Queue};
use contest_core::wire::accounts::{Role, Session, SignIn};
use contest_core::wire::paths;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::spawn;
use web_kit::{api, router, window};

#[component]
pub(crate) fn SignInPage() -> impl IntoView {
    super::title(t!(sign_in.title));
    let login = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let problem = RwSignal::new(None::<String>);
    let queue = Queue::new(waiting::DOOR);
    let ask = move |event: SubmitEvent| {
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
    // It leads back here, and from here to where this page was to lead.
    let forgotten = router::here().replace("dang-nhap", "quen-mat-khau");
    view! {
        <form class="card form" novalidate on:submit=ask>
            <h1>{t!(sign_in.title)}</h1>
            <div class="field">
                <label for="login">{t!(sign_in.login)}</label>
                <input
                    id="login"
                    name="login"
                    inputmode="tel"
                    autocomplete="username"
                    prop:value=move || login.get()
                    on:input=typing(login)
                />
            </div>
            <Password value=password autocomplete="current-password" invalid=Signal::stored(false) described_by=None/>
            <Problem problem/>
            <QueueState queue/>
            <Submit queue test="submit-sign-in" idle=t!(sign_in.submit) sending=t!(sign_in.sending)/>
            <a class="plain wide" href=forgotten data-test="forgotten">{t!(sign_in.forgot)}</a>
            <a class="plain wide" href="/">{t!(sign_in.no_account)}</a>
        </form>
    }
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
#[component]
pub(crate) fn SignInNeeded() -> impl IntoView {
    let to = ["/dang-nhap?tiep=", &api::encode(&router::here())].concat();
    view! {
        <section class="card" data-test="sign-in-needed">
            <p>{t!(sign_in.needed)}</p>
            <a class="button" href=to>{t!(common.sign_in)}</a>
        </section>
    }
}
