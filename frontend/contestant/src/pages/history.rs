//! A contestant's own attempts, newest first, and what they add up to.

use super::sign_in::{SignInNeeded, signed_in};
use crate::remote::Remote;
use crate::texts::{self, fill_n, t};
use crate::timing::memo;
use crate::ui::{each, maybe, note};
use contest_core::wire::attempts::{History, PastAttempt, Streak};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use std::collections::HashSet;
use web_kit::{clock, format, lang};

#[component]
pub(crate) fn HistoryPage() -> impl IntoView {
    super::title(t!(history.title));
    signed_in(Box::new(attempts))
}

fn attempts() -> AnyView {
    let history = Remote::<History>::read(paths::MY_ATTEMPTS.to_owned(), |history| clock::learn(history.now));
    let signed_out = memo(Box::new(move || {
        history.failure() == Some(ErrorCode::SignInRequired)
    }));
    view! {
        {move || {
            if signed_out.get() {
                return view! { <SignInNeeded/> }.into_any();
            }
            view! {
                <h1>{t!(history.title)}</h1>
                {history.show(list)}
            }
            .into_any()
        }}
    }
    .into_any()
}

fn list(history: &History) -> AnyView {
    if history.attempts.is_empty() {
        return view! { <p class="note">{t!(history.empty)}</p> }.into_any();
    }
    let rounds = rounds_that_count(&history.attempts);
    let rounds = (rounds > 0).then(|| {
        let text = fill_n(texts::history().rounds(), rounds);
        note("quiet", "rounds-counted", text.into_any())
    });
    view! {
        {maybe(rounds)}
        {each(&history.streaks, streak)}
        <div>{each(&history.attempts, row)}</div>
    }
    .into_any()
}

/// Returns in how many rounds somebody has a result: one of which they were disqualified does not count.
fn rounds_that_count(attempts: &[PastAttempt]) -> usize {
    let counting = attempts.iter().filter(|attempt| !attempt.disqualified);
    let rounds: HashSet<_> = counting.map(|attempt| attempt.receipt.round).collect();
    rounds.len()
}

fn streak(streak: &Streak) -> AnyView {
    let text = lang::fill(
        texts::history().streak(),
        &[
            ("n", &streak.rounds.to_string()),
            ("contest", &streak.contest_title),
        ],
    );
    note("note good", "streak", text.into_any())
}

fn row(attempt: &PastAttempt) -> AnyView {
    let t = texts::result();
    let receipt = &attempt.receipt;
    let max = format::points(receipt.score.max_points);
    let (points, out_of) = match receipt.withheld {
        None => (
            format::points(receipt.score.points),
            lang::fill(t.out_of(), &[("max", &max)]),
        ),
        Some(_) => (String::new(), texts::history().withheld().to_owned()),
    };
    let number = fill_n(t.attempt_n(), receipt.number);
    view! {
        <a
            class="card link"
            href=["/ket-qua/", &receipt.attempt.to_string()].concat()
            data-test="history-row"
        >
            {maybe(mark(attempt))}
            <h2>{attempt.contest_title.clone()}</h2>
            <p>{[&attempt.round_title, " · ", &number].concat()}</p>
            <p>
                <strong>{points}</strong>
                {[&out_of, " · ", &format::duration(receipt.duration_ms)].concat()}
            </p>
            <p class="quiet">{[&format::moment(receipt.closed_at), " · ", &receipt.code].concat()}</p>
        </a>
    }
    .into_any()
}

/// Says why an attempt does not count.
fn mark(attempt: &PastAttempt) -> Option<AnyView> {
    let t = texts::history();
    let (class, test, text) = match (attempt.disqualified, attempt.replaced) {
        (true, _) => ("chip bad", "out", t.disqualified()),
        (false, true) => ("chip over", "replaced", t.replaced()),
        (false, false) => return None,
    };
    Some(view! { <span class=class data-test=test>{text}</span> }.into_any())
}
