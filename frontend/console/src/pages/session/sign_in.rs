//! The sign-in page for organisers and judges.

use crate::pages;
use crate::session::{Who, signed_in};
use crate::texts::t;
use crate::ui::field::{Errors, TextField};
use crate::ui::load::Action;
use crate::ui::notice::LastFailure;
use contest_core::wire::accounts::{Session, SignIn};
use contest_core::wire::paths;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api;

pub(crate) fn page() -> AnyView {
    view! { <SignInPage/> }.into_any()
}

#[component]
fn SignInPage() -> impl IntoView {
    pages::title(t!(session.title));
    Errors::provide();
    let signed_in = signed_in();
    let action = Action::new();
    let (login, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let body = SignIn {
            login: login.get_untracked().trim().to_owned(),
            password: password.get_untracked(),
        };
        let request = async move { api::post::<Session>(paths::SESSION, &body).await };
        action.run(request, move |session| signed_in.tell(Who::Somebody(session)));
    };
    view! {
        <div class="signin">
            <form class="card stack" on:submit=submit data-test="sign-in">
                <h1>{t!(session.title)}</h1>
                <TextField
                    path="login".to_owned()
                    label=t!(session.login)
                    value=login
                    autocomplete="username"
                />
                <TextField
                    path="password".to_owned()
                    label=t!(session.password)
                    value=password
                    kind="password"
                    autocomplete="current-password"
                />
                <LastFailure failure=action.failure/>
                <button class="btn primary" data-test="sign-in-submit" disabled=move || action.busy.get()>
                    {move || if action.busy.get() { (t!(common.working))() } else { (t!(session.sign_in))() }}
                </button>
                <p class="hint">{t!(session.forgotten)}</p>
            </form>
            <aside class="note">
                <strong>{t!(session.contestant_question)}</strong>
                <p>{t!(session.contestant_answer)}</p>
                <p><a href="/">{t!(session.to_contests)}</a></p>
            </aside>
        </div>
    }
}
