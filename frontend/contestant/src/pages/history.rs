//! A contestant's own attempts, newest first.

use crate::dom::{View, el, live, many};
use crate::remote::Remote;
use crate::texts::{Texts, fill_n, t};
use contest_core::wire::attempts::{History, PastAttempt};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{clock, format, lang, router};

pub(crate) fn page() -> View {
    let history = Remote::<History>::read(paths::MY_ATTEMPTS.to_owned(), |history| clock::learn(history.now));
    let signed_out = Memo::new(move |_| {
        history.answer.with(|answer| {
            let code = answer
                .as_ref()
                .and_then(|answer| answer.as_ref().err())
                .and_then(|failure| failure.code());
            code == Some(ErrorCode::SignInRequired)
        })
    });
    live(move || {
        let t = t();
        router::title(t.history.title);
        if signed_out.get() {
            return super::sign_in::needed(t);
        }
        many([el("h1").text(t.history.title), live(move || history.show(list))])
    })
}

fn list(history: &History, t: &'static Texts) -> View {
    if history.attempts.is_empty() {
        return el("p").class("note").text(t.history.empty);
    }
    el("div").each(history.attempts.iter().map(|attempt| row(attempt, t)))
}

fn row(attempt: &PastAttempt, t: &'static Texts) -> View {
    let receipt = &attempt.receipt;
    let of = lang::fill(
        t.result.out_of,
        &[("max", &format::points(receipt.score.max_points))],
    );
    let line = |parts: &[&str]| el("p").text(&parts.join(" · "));
    let number = fill_n(t.result.attempt_n, receipt.number);
    let duration = format::duration(receipt.duration_ms);
    let score = el("p")
        .add(el("strong").text(&format::points(receipt.score.points)))
        .text(&of);
    el("a")
        .class("card link")
        .attr("href", &["/ket-qua/", &receipt.attempt.to_string()].concat())
        .test("history-row")
        .add(el("h2").text(&attempt.contest_title))
        .add(line(&[&attempt.round_title, &number]))
        .add(score.text(" · ").text(&duration))
        .add(line(&[&format::moment(receipt.closed_at), &receipt.code]).class("quiet"))
}
