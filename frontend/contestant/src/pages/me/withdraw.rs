//! Withdrawing the consent to a contest.

use super::Page;
use super::dialog::{Asking, Words, dialog, leave};
use crate::texts::{self, fill_name, t};
use contest_core::ids::ContestId;
use contest_core::wire::accounts::Session;
use contest_core::wire::me::MyContest;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{api, spawn};

pub(super) fn dialog_of(page: Page, asking: Asking, contest: &MyContest) -> AnyView {
    let words = Words {
        title: t!(me.withdraw_title),
        test: "withdrawal",
        leave: leave(),
        send: t!(me.withdraw),
        sending: t!(me.withdrawing),
        grave: true,
    };
    let t = texts::me();
    let content = view! {
        <ul class="told">
            <li>{fill_name(t.withdraw_ends(), &contest.title)}</li>
            <li>{t.withdraw_stays()}</li>
            <li>{t.withdraw_again()}</li>
            <li>{t.other_devices()}</li>
        </ul>
    };
    let contest = contest.contest;
    let send = move || {
        if asking.begin() {
            spawn(send(page, asking, contest));
        }
    };
    dialog(asking, words, content.into_any(), Box::new(send))
}

async fn send(page: Page, asking: Asking, contest: ContestId) {
    match api::post_empty::<Session>(&paths::withdrawal(contest)).await {
        Ok(session) => {
            asking.open.try_set(false);
            page.changed(session, t!(me.withdraw_done));
        }
        Err(failure) if page.is_signed_out(&failure) => {}
        Err(failure) => asking.refused(None, failure.message()),
    }
}
