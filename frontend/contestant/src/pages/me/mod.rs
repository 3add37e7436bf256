//! The data about oneself: what is stored, who uses it, and how to correct, download, withdraw and erase.
//!
//! Each change is a dialog of its own, in a file of its own; `dialog` and `fields` are what they share.

mod about;
mod contests;
mod correct;
pub(super) mod dialog;
mod erase;
pub(super) mod fields;
mod password;
mod withdraw;

use super::sign_in::{SignInNeeded, signed_in};
use crate::remote::Remote;
use crate::session::{self, Who};
use crate::texts::{self, Text, t};
use crate::timing::memo;
use crate::ui::maybe;
use contest_core::wire::accounts::Session;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::Me;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::Failure;
use web_kit::{clock, router};

/// The page's state.
#[derive(Clone, Copy)]
struct Page {
    me: Remote<Me>,
    /// What has been done; it is told above everything else.
    done: RwSignal<Option<Text>>,
    erased: RwSignal<bool>,
}

#[component]
pub(crate) fn MePage() -> impl IntoView {
    super::title(t!(me.title));
    let is_erased = RwSignal::new(false);
    view! {
        {move || match is_erased.get() {
            true => erased(),
            false => signed_in(Box::new(move || of_person(is_erased))),
        }}
    }
}

fn of_person(erased: RwSignal<bool>) -> AnyView {
    let page = Page {
        me: Remote::<Me>::read(paths::ME.to_owned(), |me| clock::learn(me.now)),
        done: RwSignal::new(None),
        erased,
    };
    let signed_out = memo(Box::new(move || {
        page.me.failure() == Some(ErrorCode::SignInRequired)
    }));
    view! {
        {move || {
            if signed_out.get() {
                return view! { <SignInNeeded/> }.into_any();
            }
            view! {
                <h1>{t!(me.title)}</h1>
                <p class="lead">{t!(me.lead)}</p>
                <div role="status">
                    {move || maybe(page.done.get().map(|text| view! {
                        <p class="note good" tabindex="-1" data-test="done">{text}</p>
                    }
                    .into_any()))}
                </div>
                {page.me.show(move |me| whole(page, me))}
            }
            .into_any()
        }}
    }
    .into_any()
}

fn whole(page: Page, me: &Me) -> AnyView {
    view! {
        {about::about(page, me)}
        {contests::contests(page, &me.contests)}
        {uses()}
        {erase::section(page, me)}
    }
    .into_any()
}

/// What the data is for, and whom to ask.
fn uses() -> AnyView {
    let t = texts::me();
    let purposes = [t.use_entry(), t.use_contest(), t.use_complaints(), t.use_counts()];
    let purposes: Vec<AnyView> = purposes
        .into_iter()
        .map(|purpose| view! { <li>{purpose}</li> }.into_any())
        .collect();
    view! {
        <section class="card">
            <h2>{t.use_title()}</h2>
            <ul class="told">{purposes}</ul>
            <p>{t.use_who()}</p>
            <h3>{t.ask_title()}</h3>
            <p>{t.ask()}</p>
        </section>
    }
    .into_any()
}

fn erased() -> AnyView {
    view! {
        <section class="card" data-test="erased">
            <h1>{t!(me.erased_title)}</h1>
            <p>{t!(me.erased_text)}</p>
            <a class="button" href="/">{t!(common.home)}</a>
        </section>
    }
    .into_any()
}

impl Page {
    /// Takes over the session after a change, reads everything again, and tells what has been done.
    fn changed(self, session: Session, done: Text) {
        session::set(Who::Somebody(session));
        self.done.set(Some(done));
        self.me.again();
        router::focus("[data-test=done]");
    }

    /// Returns whether a refusal means that nobody is signed in any more. The page then says so.
    fn is_signed_out(self, failure: &Failure) -> bool {
        let is = failure.code() == Some(ErrorCode::SignInRequired);
        if is {
            session::set(Who::Nobody);
        }
        is
    }
}
