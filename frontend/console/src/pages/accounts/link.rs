//! The page to which a link leads: somebody makes an account of their own, or sets a new password for it.
//!
//! The secret is in the fragment of the address, which is sent to no server and stands in no log.

use crate::names;
use crate::pages;
use crate::session::{Who, signed_in};
use crate::texts::{Text, t, texts};
use crate::ui::field::{Errors, TextField, of_fields};
use crate::ui::load::Action;
use crate::ui::notice::{FailureNote, LastFailure};
use contest_core::wire::accounts::Session;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{LinkContent, LinkPurpose, LookAtLink, UseLink};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::moment;
use web_kit::lang::fill;
use web_kit::router;

pub(crate) fn page() -> AnyView {
    view! { <LinkPage/> }.into_any()
}

fn secret() -> String {
    let hash = web_kit::window().location().hash().unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

#[component]
fn LinkPage() -> impl IntoView {
    pages::title(t!(link.join_title));
    let looking = Action::new();
    let content = RwSignal::new(None::<LinkContent>);
    let given = secret();
    if given.is_empty() {
        return view! {
            <div class="empty">
                <h1>{t!(link.none)}</h1>
                <p>{t!(link.none_why)}</p>
            </div>
        }
        .into_any();
    }
    let body = LookAtLink { secret: given };
    let request = async move { api::post::<LinkContent>(paths::LINK_LOOK, &body).await };
    looking.run(request, move |found| content.set(Some(found)));
    view! {
        <div class="signin">
            <LastFailure failure=looking.failure/>
            {move || looking.busy.get().then(|| view! { <p class="starting" role="status">{t!(common.loading)}</p> })}
            {move || content.get().map(|content| view! { <UseForm content/> })}
        </div>
    }
    .into_any()
}

#[component]
fn UseForm(content: LinkContent) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let signed_in = signed_in();
    let is_new = content.purpose == LinkPurpose::Join;
    let login = RwSignal::new(content.login.clone().unwrap_or_default());
    let name = RwSignal::new(content.name.clone());
    let password = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        errors.0.set(Vec::new());
        let body = UseLink {
            secret: secret(),
            login: login.get_untracked(),
            name: name.get_untracked(),
            password: password.get_untracked(),
        };
        let request = async move { api::post::<Session>(paths::LINK_USE, &body).await };
        action.run(request, move |session| {
            // Away from the address first: there, everybody is taken for a newcomer.
            router::replace("/console/");
            signed_in.tell(Who::Somebody(session));
        });
    };
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    let other = move || match signed_in.0.get() {
        Who::Somebody(session) => Some(fill(texts().link.signed_in, &[("name", &session.name)])),
        _ => None,
    };
    let (title, confirm): (Text, Text) = match is_new {
        true => (t!(link.join_title), t!(link.join)),
        false => (t!(link.password_title), t!(link.set)),
    };
    let fields = move || {
        is_new.then(|| {
            view! {
                <TextField path="name".to_owned() label=t!(accounts.name) value=name autocomplete="name"/>
                <TextField
                    path="login".to_owned()
                    label=t!(accounts.login)
                    hint=t!(link.login_hint)
                    value=login
                    autocomplete="username"
                />
            }
        })
    };
    view! {
        <form class="card stack" novalidate on:submit=submit data-test="use-link">
            <h1>{title}</h1>
            {move || told(&content)}
            {move || other().map(|text| view! { <p class="note warn">{text}</p> })}
            {fields}
            <TextField
                path="password".to_owned()
                label=t!(account.new)
                hint=t!(account.new_hint)
                value=password
                kind="password"
                autocomplete="new-password"
            />
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            <button class="btn primary" data-test="use-link-submit" disabled=move || action.busy.get()>
                {move || if action.busy.get() { texts().common.working } else { confirm() }}
            </button>
        </form>
    }
}

fn told(content: &LinkContent) -> AnyView {
    let t = &texts().link;
    let first = match &content.login {
        Some(login) => fill(t.password_told, &[("login", login)]),
        None => fill(
            t.join_told,
            &[
                ("by", &content.made_by),
                ("name", &content.name),
                ("role", names::role(content.role)),
            ],
        ),
    };
    let contest = content.contest.as_ref();
    let contest =
        contest.map(|title| view! { <p><strong>{fill(t.join_contest, &[("contest", title)])}</strong></p> });
    let until = fill(t.until, &[("time", &moment(content.valid_until))]);
    view! { <p data-test="link-told">{first}</p> {contest} <p class="hint">{until}</p> }.into_any()
}
