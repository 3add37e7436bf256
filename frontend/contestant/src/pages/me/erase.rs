//! Having one's data erased: the last section of the page, and the dialog that says what goes and what stays.

use super::Page;
use super::dialog::{Asking, Words, dialog, leave, opener};
use super::fields::{Line, secret, whose};
use crate::session;
use crate::texts::{self, fill_name, t};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::me::{EraseMe, Me};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{api, spawn};

pub(super) fn section(page: Page, me: &Me) -> AnyView {
    let asking = Asking::new();
    let t = texts::me();
    view! {
        <section class="card">
            <h2>{t.erase_title()}</h2>
            <p>{t.erase_lead()}</p>
            {opener(asking, t!(me.erase), "button second grave", "erase")}
        </section>
        {dialog_of(page, asking, me)}
    }
    .into_any()
}

fn dialog_of(page: Page, asking: Asking, me: &Me) -> AnyView {
    let password = RwSignal::new(String::new());
    // After a lost reply, nobody is signed in because it has been done.
    let sent_before = StoredValue::new(false);
    let words = Words {
        title: t!(me.erase_ask),
        test: "erasure",
        leave: leave(),
        send: t!(me.erase),
        sending: t!(me.erasing),
        grave: true,
    };
    let line = Line {
        id: "erase-password",
        name: "password",
        label: t!(me.erase_password),
        kind: "text",
        autocomplete: "current-password",
    };
    let t = texts::me();
    let content = view! {
        <h3 class="first">{t.gone_title()}</h3>
        <ul class="told">
            <li>{t.gone_person()}</li>
            {guardians(me)}
            <li>{t.gone_sessions()}</li>
        </ul>
        <h3>{t.stays_title()}</h3>
        <ul class="told">
            <li>{t.stays_attempts()}</li>
            <li>{t.stays_prizes()}</li>
            <li>{t.stays_how_long()}</li>
            <li>{t.stays_files()}</li>
        </ul>
        {whose(&me.phone)}
        {secret(asking, line, password)}
    };
    let send = move || {
        if asking.begin() {
            let password = password.get_untracked();
            spawn(send(page, asking, EraseMe { password }, sent_before));
        }
    };
    dialog(asking, words, content.into_any(), Box::new(send))
}

/// Names the guardians who are forgotten too.
fn guardians(me: &Me) -> Option<AnyView> {
    let mut names: Vec<&str> = Vec::new();
    for guardian in me.contests.iter().filter_map(|contest| contest.guardian.as_ref()) {
        if !names.contains(&guardian.name.as_str()) {
            names.push(&guardian.name);
        }
    }
    let text = fill_name(texts::me().gone_guardian(), &names.join(", "));
    (!names.is_empty()).then(|| view! { <li data-test="gone-guardian">{text}</li> }.into_any())
}

async fn send(page: Page, asking: Asking, body: EraseMe, sent_before: StoredValue<bool>) {
    let answer = api::delete_with(paths::ME, &body).await;
    let was_done = sent_before.try_get_value().unwrap_or(false);
    match answer {
        Ok(()) => done(page),
        Err(failure) if was_done && failure.code() == Some(ErrorCode::SignInRequired) => done(page),
        Err(failure) if page.is_signed_out(&failure) => {}
        Err(failure) => {
            if failure.code().is_none() {
                sent_before.try_set_value(true);
            }
            asking.refused(failure.field(), failure.message());
        }
    }
}

fn done(page: Page) {
    session::forget_person();
    page.erased.set(true);
    web_kit::router::focus("#main");
}
