//! Looking up a receipt by its code, for anybody who holds it: `/tra-cuu?ma=7F3K-9QAB-2MXR`.

use crate::remote::Remote;
use crate::texts::{self, t};
use crate::timing::memo;
use crate::ui::{maybe, note, quiet, truth, typing};
use contest_core::receipts::ReceiptCode;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::receipts::ReceiptCheck;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::{api, clock, format, lang, router};

#[component]
pub(crate) fn LookUpPage() -> impl IntoView {
    super::title(t!(look_up.title));
    let asked = router::query("ma").unwrap_or_default();
    let found = asked.parse::<ReceiptCode>().ok();
    let typed = RwSignal::new(found.map_or_else(|| asked.clone(), |code| code.to_string()));
    // What was typed is judged when it is sent, and no longer once it is changed.
    let wrong = RwSignal::new(!asked.trim().is_empty() && found.is_none());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let text = typed.get_untracked();
        match text.parse::<ReceiptCode>() {
            Ok(code) => router::navigate(&["/tra-cuu?ma=", &code.to_string()].concat()),
            Err(_not_a_code) => {
                wrong.set(true);
                router::focus("#code");
            }
        }
    };
    let mut take = typing(typed);
    let change = move |event| {
        wrong.set(false);
        take(event);
    };
    let problem = move || match wrong.get() {
        false => "",
        true if typed.with(|text| text.trim().is_empty()) => texts::look_up().missing(),
        true => texts::look_up().bad(),
    };
    view! {
        <form class="card form no-print" novalidate on:submit=send>
            <h1>{t!(look_up.title)}</h1>
            <p>{t!(look_up.lead)}</p>
            <div class="field">
                <label for="code">{t!(look_up.code)}</label>
                <input
                    id="code"
                    name="ma"
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    enterkeyhint="search"
                    aria-describedby="code-hint code-error"
                    aria-invalid=move || truth(wrong.get())
                    prop:value=move || typed.get()
                    on:input=change
                />
                <p class="hint" id="code-hint">{t!(look_up.hint)}</p>
                <p class="error" id="code-error" role="alert" data-test="code-error">{problem}</p>
            </div>
            <button class="button wide" data-test="look-up-send">{t!(look_up.submit)}</button>
        </form>
        {found.map(|code| view! { <Found code=code.to_string()/> }.into_any())}
    }
}

/// What the server says about a code.
#[component]
fn Found(code: String) -> impl IntoView {
    let remote = Remote::<ReceiptCheck>::read(paths::receipt_check(&code), |check| clock::learn(check.now));
    let is_unknown = memo(Box::new(move || {
        remote.failure() == Some(ErrorCode::UnknownReceipt)
    }));
    view! {
        <div role="status">
            {move || match is_unknown.get() {
                true => note("note bad", "unknown-receipt", unknown(&code).into_any()),
                false => remote.show(receipt),
            }}
        </div>
    }
}

fn unknown(code: &str) -> String {
    lang::fill(texts::look_up().unknown(), &[("code", code)])
}

fn receipt(check: &ReceiptCheck) -> AnyView {
    let t = texts::look_up();
    let (class, verdict, why) = match check.signature_valid {
        true => ("note good", t.valid(), t.valid_why()),
        false => ("note bad", t.invalid(), t.invalid_why()),
    };
    let points = match &check.score {
        Some(score) => lang::fill(
            t.points_of(),
            &[
                ("points", &format::points(score.points)),
                ("max", &format::points(score.max_points)),
            ],
        ),
        None => t.points_later().to_owned(),
    };
    let signature = check.score.as_ref().map(|score| {
        proof(
            t.signature(),
            t.signature_why(),
            &score.signature,
            "checked-signature",
        )
    });
    let contest = ["/thi/", &api::encode(&check.contest_slug)].concat();
    view! {
        <section class="card result" data-test="receipt-check">
            <p class="over">{[check.contest_title.as_str(), &check.round_title].join(" · ")}</p>
            <h2>{t.found()}</h2>
            <p><code class="code" data-test="checked-code">{check.code.clone()}</code></p>
            <div class=class data-test="verdict">
                <p><strong>{verdict}</strong></p>
                <p>{why}</p>
            </div>
            <dl class="explained">
                {row(t.organiser(), check.organiser.clone(), "", "checked-organiser")}
                {row(t.closed_at(), format::moment(check.closed_at), t.closed_why(), "checked-closed-at")}
                {row(t.recorded_at(), format::moment(check.recorded_at), t.recorded_why(), "checked-recorded-at")}
                {row(t.points(), points, "", "checked-points")}
            </dl>
            {proof(t.hash(), t.hash_why(), &check.sheet_hash, "checked-hash")}
            {maybe(signature)}
            <a class="plain" href=contest>{t.to_contest()}</a>
        </section>
    }
    .into_any()
}

fn row(label: &'static str, value: String, why: &'static str, test: &'static str) -> AnyView {
    let why = (!why.is_empty()).then(|| view! { <small>{why}</small> }.into_any());
    view! { <div><dt>{label}{maybe(why)}</dt><dd data-test=test>{value}</dd></div> }.into_any()
}

/// A long text to compare with the receipt, and what it is for.
fn proof(label: &'static str, why: &'static str, text: &str, test: &'static str) -> AnyView {
    view! {
        <p class="hash"><span>{label}</span><code data-test=test>{text.to_owned()}</code></p>
        {quiet(why.into_any())}
    }
    .into_any()
}
