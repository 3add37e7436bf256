//! One's own account: who is signed in, and changing the password.

use crate::names;
use crate::pages;
use crate::session::{Who, signed_in};
use crate::texts::{t, texts};
use crate::ui::field::{Errors, TextField, of_fields};
use crate::ui::load::Action;
use crate::ui::notice::FailureNote;
use contest_core::wire::accounts::Session;
use contest_core::wire::me::ChangePassword;
use contest_core::wire::paths;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api;
use web_kit::lang::fill;

pub(crate) fn page() -> AnyView {
    view! { <MinePage/> }.into_any()
}

#[component]
fn MinePage() -> impl IntoView {
    pages::title(t!(account.title));
    let errors = Errors::provide();
    let action = Action::new();
    let signed_in = signed_in();
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let saved = RwSignal::new(false);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        errors.0.set(Vec::new());
        saved.set(false);
        let body = ChangePassword {
            old: old.get_untracked(),
            new: new.get_untracked(),
        };
        let request = async move { api::put::<Session>(paths::MY_PASSWORD, &body).await };
        action.run(request, move |_| {
            old.set(String::new());
            new.set(String::new());
            saved.set(true);
        });
    };
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    let who = move || match signed_in.0.get() {
        Who::Somebody(session) => fill(
            texts().account.who,
            &[("name", &session.name), ("role", names::role(session.role))],
        ),
        _ => String::new(),
    };
    view! {
        <div class="head">
            <div>
                <h1>{t!(account.title)}</h1>
                <p>{who}</p>
            </div>
        </div>
        <form class="card stack narrow" novalidate on:submit=submit data-test="change-password">
            <h2>{t!(account.password)}</h2>
            <p class="soft">{t!(account.password_why)}</p>
            <TextField path="old".to_owned() label=t!(account.old) value=old kind="password" autocomplete="current-password"/>
            <TextField
                path="new".to_owned()
                label=t!(account.new)
                hint=t!(account.new_hint)
                value=new
                kind="password"
                autocomplete="new-password"
            />
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            {move || saved.get().then(|| view! {
                <p class="note good" role="status" data-test="password-changed">{t!(account.saved)}</p>
            })}
            <div class="row">
                <button class="btn primary" data-test="password-save" disabled=move || action.busy.get()>
                    {move || if action.busy.get() { texts().common.working } else { texts().account.save }}
                </button>
            </div>
        </form>
    }
}
