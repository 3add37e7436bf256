//! The receipt and result of an attempt. Waits for the server where it is still closing or recording it.

use super::review;
use crate::remote::{failed, loading};
use crate::rounds::rules::hash;
use crate::texts::{Texts, fill_n, t};
use contest_core::ids::AttemptId;
use contest_core::rounds::Phase;
use contest_core::wire::attempts::{ClosedBy, History, HistoryEntry, MyRound, Receipt, Submitted};
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use std::time::Duration;
use wasm_bindgen_futures::spawn_local;
use web_kit::api::{self, Failure};
use web_kit::{clock, format, lang, router};

const AGAIN: Duration = Duration::from_secs(2);

/// What is known of the attempt's end.
#[derive(Clone)]
enum Outcome {
    Asking,
    /// The server has yet to close it.
    Open,
    /// Closed, but not in the database yet.
    Recording,
    Recorded(Box<Receipt>),
    Failed(Failure),
}

/// The page's state.
#[derive(Clone, Copy)]
struct Ending {
    attempt: AttemptId,
    outcome: RwSignal<Outcome>,
    me: RwSignal<Option<MyRound>>,
    entry: RwSignal<Option<HistoryEntry>>,
    reviewing: RwSignal<bool>,
}

pub(crate) fn page(attempt: &str) -> AnyView {
    let Ok(attempt) = attempt.parse::<AttemptId>() else {
        return super::not_found::page();
    };
    let page = Ending {
        attempt,
        outcome: RwSignal::new(Outcome::Asking),
        me: RwSignal::new(None),
        entry: RwSignal::new(None),
        reviewing: RwSignal::new(false),
    };
    page.ask();
    (move || {
        let t = t();
        router::title(t.result.title);
        match page.outcome.get() {
            Outcome::Asking => loading(t),
            Outcome::Open => waiting(
                "closing",
                t.result.closing,
                t.result.closing_text,
                Some(t.result.still_open),
                t,
            ),
            Outcome::Recording => waiting("recording", t.result.recording, t.result.recording_text, None, t),
            Outcome::Recorded(receipt) => result(page, &receipt, t),
            Outcome::Failed(failure) if failure.code() == Some(ErrorCode::SignInRequired) => {
                super::sign_in::needed(t)
            }
            Outcome::Failed(failure) if failure.code() == Some(ErrorCode::NotFound) => {
                super::not_found::view(t)
            }
            Outcome::Failed(failure) => failed(&failure, t, Box::new(move || page.ask())),
        }
    })
    .into_any()
}

impl Ending {
    /// Asks for the receipt until it is there.
    fn ask(self) {
        let path = ["/attempts/", &self.attempt.to_string(), "/receipt"].concat();
        spawn_local(async move {
            let answer = api::get::<Submitted>(&path).await;
            if self.outcome.is_disposed() {
                return;
            }
            let (outcome, again) = match answer {
                Ok(Submitted {
                    receipt: Some(receipt),
                    ..
                }) => {
                    self.ask_around(&receipt);
                    (Outcome::Recorded(Box::new(receipt)), false)
                }
                Ok(_) => (Outcome::Recording, true),
                Err(failure) if failure.code() == Some(ErrorCode::AttemptStillOpen) => (Outcome::Open, true),
                Err(failure) => {
                    let again = failure.passes();
                    (Outcome::Failed(failure), again)
                }
            };
            self.outcome.set(outcome);
            if again {
                let ask = move || {
                    if !self.outcome.is_disposed() {
                        self.ask();
                    }
                };
                set_timeout(ask, AGAIN);
            }
        });
    }

    /// Asks for what stands around a receipt: the contest it belongs to, the place on the board. The result shows
    /// without either.
    fn ask_around(self, receipt: &Receipt) {
        let round = ["/rounds/", &receipt.round.to_string(), "/me"].concat();
        spawn_local(async move {
            if let Ok(history) = api::get::<History>("/me/attempts").await
                && !self.entry.is_disposed()
            {
                clock::learn(history.now);
                let own = history
                    .attempts
                    .into_iter()
                    .find(|entry| entry.receipt.attempt == self.attempt);
                self.entry.set(own);
            }
        });
        spawn_local(async move {
            if let Ok(me) = api::get::<MyRound>(&round).await
                && !self.me.is_disposed()
            {
                self.me.set(Some(me));
            }
        });
    }
}

fn waiting(
    state: &'static str,
    title: &'static str,
    text: &'static str,
    more: Option<&'static str>,
    t: &'static Texts,
) -> AnyView {
    view! {
        <section class="card" role="status" data-test="waiting" data-state=state>
            <h1>{title}</h1>
            <p>{text}</p>
            {more.map(|more| view! { <p class="quiet">{more}</p> <a class="plain" href="/">{t.common.home}</a> })}
        </section>
    }
    .into_any()
}

fn result(page: Ending, receipt: &Receipt, t: &'static Texts) -> AnyView {
    let score = &receipt.score;
    let of = lang::fill(t.result.out_of, &[("max", &format::points(score.max_points))]);
    let correct = lang::fill(
        t.result.correct_of,
        &[
            ("n", &score.correct.to_string()),
            ("total", &score.total.to_string()),
        ],
    );
    let late = (receipt.closed_by == ClosedBy::Deadline).then_some(t.result.by_deadline);
    view! {
        <section class="card result" data-test="result">
            {move || page.entry.get().map(|entry| view! { <p class="over">{entry.contest_title}" · "{entry.round_title}</p> })}
            <h1>{t.result.thanks}</h1>
            {late.map(|late| view! { <p class="note">{late}</p> })}
            <p class="score" data-test="score"><strong>{format::points(score.points)}</strong>{of}</p>
            <dl>
                {pair(t.result.correct, correct, "correct")}
                {pair(t.result.duration, format::duration(receipt.duration_ms), "duration")}
                {pair(t.result.closed_at, format::moment(receipt.closed_at), "closed-at")}
                {pair(t.result.attempt, fill_n(t.result.attempt_n, receipt.number), "number")}
                {move || place(page, t)}
            </dl>
            {receipt_view(receipt, t)}
            {move || actions(page, t)}
        </section>
        {move || page.reviewing.get().then(|| review::review(page.attempt))}
    }
    .into_any()
}

fn pair(label: &'static str, value: String, test: &'static str) -> AnyView {
    view! { <div><dt>{label}</dt><dd data-test=test>{value}</dd></div> }.into_any()
}

fn place(page: Ending, t: &'static Texts) -> Option<AnyView> {
    let me = page.me.get()?;
    let text = lang::fill(
        t.result.place_of,
        &[
            ("place", &format::thousands(me.place?)),
            ("people", &format::thousands(me.people)),
        ],
    );
    Some(pair(t.result.place, text, "own-place"))
}

fn receipt_view(receipt: &Receipt, t: &'static Texts) -> AnyView {
    let code = receipt.code.clone();
    let copied = RwSignal::new(false);
    let copy = move |_| {
        let writing = web_kit::window().navigator().clipboard().write_text(&code);
        spawn_local(async move {
            let done = wasm_bindgen_futures::JsFuture::from(writing).await.is_ok();
            if !copied.is_disposed() {
                copied.set(done);
            }
        });
    };
    view! {
        <div class="receipt">
            <p><span class="over">{t.result.receipt}</span><code data-test="receipt-code">{receipt.code.clone()}</code></p>
            <button class="button second" data-test="copy-receipt" on:click=copy>
                {move || if copied.get() { t.result.copied } else { t.result.copy }}
            </button>
            <p class="hint">{t.result.receipt_hint}</p>
        </div>
        <details class="verify" data-test="receipt-details">
            <summary>{t.result.details}</summary>
            {hash(t.result.sheet_hash, &receipt.sheet_hash)}
            {hash(t.result.signature, &receipt.signature)}
        </details>
    }
    .into_any()
}

/// Where to go from here: the review, another attempt, the contest.
fn actions(page: Ending, t: &'static Texts) -> AnyView {
    let Some(entry) = page.entry.get() else {
        return ().into_any();
    };
    let back = ["/thi/", &entry.contest_slug].concat();
    let left = page.me.with(|me| {
        me.as_ref().filter(|me| me.phase == Phase::Open).and_then(|me| {
            let left = me
                .attempts_allowed
                .map(|allowed| allowed.saturating_sub(me.attempts_used));
            (left != Some(0)).then_some(left)
        })
    });
    let review = if entry.review_open {
        let reviewing = page.reviewing;
        view! { <button class="button wide" data-test="review" on:click=move |_| reviewing.set(true)>{t.result.review}</button> }
            .into_any()
    } else {
        view! { <p class="quiet" data-test="review-later">{t.result.review_later}</p> }.into_any()
    };
    view! {
        {review}
        {left.flatten().map(|left| view! { <p class="quiet" data-test="attempts-left">{fill_n(t.contest.attempts_left, left)}</p> })}
        <a class="button second wide" href=back data-test="back-to-contest">
            {if left.is_some() { t.contest.start_again } else { t.common.back }}
        </a>
    }
    .into_any()
}
