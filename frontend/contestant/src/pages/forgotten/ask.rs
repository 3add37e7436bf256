//! The first step: the number to which a code is sent.

use super::{Asked, Page};
use crate::pages::form::number_typed;
use crate::pages::me::dialog::Asking;
use crate::pages::me::fields::{Line, text};
use crate::texts::{self, t};
use crate::ui::maybe;
use contest_core::phones::normalise;
use contest_core::wire::codes::{AskForCode, CodeAsked};
use contest_core::wire::paths;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::{api, clock, router, spawn};

pub(super) fn form(page: Page) -> AnyView {
    // Whoever began to register or to sign in does not type the number again.
    let phone = RwSignal::new(number_typed());
    let asking = Asking::new();
    let line = Line {
        id: "phone",
        name: "phone",
        label: t!(register.phone),
        kind: "tel",
        autocomplete: "tel",
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let phone = phone.get_untracked().trim().to_owned();
        let t = texts::register();
        if phone.is_empty() {
            return wrong(asking, "phone", t.required());
        }
        if normalise(&phone).is_none() {
            return wrong(asking, "phone", t.bad_phone());
        }
        if asking.begin() {
            spawn(ask(page, asking, phone));
        }
    };
    view! {
        <form class="form" novalidate on:submit=send data-test="ask-code">
            <p>{t!(forgotten.code_lead)}</p>
            {text(asking, line, phone)}
            {problem(asking)}
            <button class="button wide" data-test="send-code" disabled=move || asking.busy.get()>
                {move || if asking.busy.get() { texts::forgotten().sending() } else { texts::forgotten().send() }}
            </button>
        </form>
    }
    .into_any()
}

/// Asks for a code, the first or another. The same is shown for every number.
pub(super) async fn ask(page: Page, asking: Asking, phone: String) {
    let body = AskForCode { phone };
    match api::post::<CodeAsked>(paths::PASSWORD_RESET_CODE, &body).await {
        Ok(told) => {
            if asking.busy.try_set(false).is_some() {
                return;
            }
            let again_at = clock::now() + i64::from(told.again_in_s) * 1_000;
            page.keep(Some(Asked {
                phone: body.phone,
                again_at,
                too_soon: told.too_soon,
            }));
            router::focus("#code");
        }
        Err(failure) => refused(asking, failure.field(), failure.message()),
    }
}

/// What is wrong with the form as a whole, or with the way to the server.
pub(super) fn problem(asking: Asking) -> AnyView {
    view! {
        {move || maybe(asking.of_field("").map(|sentence| view! {
            <p class="note bad" role="alert" tabindex="-1" data-test="problem">{sentence}</p>
        }
        .into_any()))}
    }
    .into_any()
}

/// Says what is wrong with a field before anything is sent.
pub(super) fn wrong(asking: Asking, field: &str, sentence: &str) {
    asking.busy.set(true);
    refused(asking, Some(field), sentence.to_owned());
}

/// Shows what is wrong, unless the page is gone, and leads there.
pub(super) fn refused(asking: Asking, field: Option<&str>, sentence: String) {
    asking.tell(field, sentence);
    router::focus("main [aria-invalid=true], main .note[role=alert]");
}
