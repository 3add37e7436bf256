//! What a contestant sees on opening the console.

use crate::pages;
use crate::session::signed_in;
use crate::texts::t;
use leptos::prelude::*;

pub(crate) fn page() -> AnyView {
    pages::title(t!(session.wrong_door));
    let signed_in = signed_in();
    view! {
        <div class="empty" data-test="wrong-door">
            <h1>{t!(session.wrong_door)}</h1>
            <p>{t!(session.wrong_door_why)}</p>
            <div class="row" style="justify-content: center">
                <a class="btn primary" href="/">{t!(session.to_contests)}</a>
                <button class="btn" on:click=move |_| signed_in.leave()>{t!(session.other_account)}</button>
            </div>
        </div>
    }
    .into_any()
}
