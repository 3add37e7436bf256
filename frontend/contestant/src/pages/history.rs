//! A contestant's own attempts, newest first.

use crate::remote::Remote;
use crate::texts::{Texts, fill_n, t};
use contest_core::wire::attempts::{History, HistoryEntry};
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use web_kit::{clock, format, lang, router};

pub(crate) fn page() -> AnyView {
    let history = Remote::<History>::read("/me/attempts".to_owned(), |history| clock::learn(history.now));
    let signed_out = Memo::new(move |_| {
        history.answer.with(|answer| {
            let code = answer
                .as_ref()
                .and_then(|answer| answer.as_ref().err())
                .and_then(|failure| failure.code());
            code == Some(ErrorCode::SignInRequired)
        })
    });
    (move || {
        let t = t();
        router::title(t.history.title);
        if signed_out.get() {
            return super::sign_in::needed(t);
        }
        view! {
            <h1>{t.history.title}</h1>
            {move || history.show(list)}
        }
        .into_any()
    })
    .into_any()
}

fn list(history: &History, t: &'static Texts) -> AnyView {
    if history.attempts.is_empty() {
        return view! { <p class="note">{t.history.empty}</p> }.into_any();
    }
    let rows = history.attempts.iter().map(|entry| row(entry, t)).collect_view();
    view! { <div class="cards">{rows}</div> }.into_any()
}

fn row(entry: &HistoryEntry, t: &'static Texts) -> AnyView {
    let receipt = &entry.receipt;
    let href = ["/ket-qua/", &receipt.attempt.to_string()].concat();
    let of = lang::fill(
        t.result.out_of,
        &[("max", &format::points(receipt.score.max_points))],
    );
    view! {
        <a class="card link" href=href data-test="history-row">
            <h2>{entry.contest_title.clone()}</h2>
            <p>{entry.round_title.clone()}" · "{fill_n(t.result.attempt_n, receipt.number)}</p>
            <p><strong>{format::points(receipt.score.points)}</strong>{of}" · "{format::duration(receipt.duration_ms)}</p>
            <p class="quiet">{format::moment(receipt.closed_at)}" · "{receipt.code.clone()}</p>
        </a>
    }
    .into_any()
}
