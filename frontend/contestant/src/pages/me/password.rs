//! Changing the password.

use super::Page;
use super::dialog::{Asking, Words, dialog, leave};
use super::fields::{Line, secret, whose};
use crate::texts::t;
use contest_core::wire::accounts::Session;
use contest_core::wire::me::ChangePassword;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{api, spawn};

pub(super) fn dialog_of(page: Page, asking: Asking, phone: &str) -> AnyView {
    let (old, new) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let words = Words {
        title: t!(me.change_password),
        test: "my-password",
        leave: leave(),
        send: t!(me.change_password),
        sending: t!(me.saving),
        grave: false,
    };
    let line = |id, name, label, autocomplete| Line {
        id,
        name,
        label,
        kind: "text",
        autocomplete,
    };
    let content = view! {
        <p>{t!(me.password_hint)}</p>
        {whose(phone)}
        {secret(asking, line("old-password", "old", t!(me.old_password), "current-password"), old)}
        {secret(asking, line("new-password", "new", t!(me.new_password), "new-password"), new)}
    };
    let send = move || {
        if asking.begin() {
            let body = ChangePassword {
                old: old.get_untracked(),
                new: new.get_untracked(),
            };
            spawn(send(page, asking, body));
        }
    };
    dialog(asking, words, content.into_any(), Box::new(send))
}

async fn send(page: Page, asking: Asking, body: ChangePassword) {
    match api::put::<Session>(paths::MY_PASSWORD, &body).await {
        Ok(session) => {
            asking.open.try_set(false);
            page.changed(session, t!(me.password_changed));
        }
        Err(failure) if page.is_signed_out(&failure) => {}
        Err(failure) => asking.refused(failure.field(), failure.message()),
    }
}
