//! The receipt and result of an attempt. The page waits while the server is still closing or recording the attempt.

use super::review;
use crate::dom::{View, el, later, live, many, none};
use crate::patience;
use crate::remote::{failed, loading};
use crate::rounds::rules::hash;
use crate::texts::{Texts, fill_n, t};
use contest_core::ids::AttemptId;
use contest_core::rounds::Phase;
use contest_core::wire::attempts::{ClosedBy, History, MyRound, PastAttempt, Receipt, Submitted};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::spawn;
use web_kit::{clock, format, lang, router};

const AGAIN_MS: u64 = 2_000;

/// What is known about the end of the attempt.
#[derive(Clone)]
enum Outcome {
    Asking,
    /// The server has not closed it yet.
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
    past: RwSignal<Option<PastAttempt>>,
    reviewing: RwSignal<bool>,
}

pub(crate) fn page(attempt: &str) -> View {
    let Ok(attempt) = attempt.parse::<AttemptId>() else {
        return super::not_found::page();
    };
    let page = Ending {
        attempt,
        outcome: RwSignal::new(Outcome::Asking),
        me: RwSignal::new(None),
        past: RwSignal::new(None),
        reviewing: RwSignal::new(false),
    };
    page.ask();
    live(move || {
        let t = t();
        router::title(t.result.title);
        match page.outcome.get() {
            Outcome::Asking => loading(t),
            Outcome::Open => waiting("closing", t.result.closing, t.result.closing_text)
                .add(el("p").class("quiet").text(t.result.still_open))
                .add(el("a").class("plain").attr("href", "/").text(t.common.home)),
            Outcome::Recording => waiting("recording", t.result.recording, t.result.recording_text),
            Outcome::Recorded(receipt) => result(page, &receipt, t),
            Outcome::Failed(failure) => match failure.code() {
                Some(ErrorCode::SignInRequired) => super::sign_in::needed(t),
                Some(ErrorCode::NotFound) => super::not_found::view(t),
                _ => failed(&failure, t, move || page.ask()),
            },
        }
    })
}

impl Ending {
    /// Asks for the receipt until there is one.
    fn ask(self) {
        let path = paths::receipt(self.attempt);
        spawn(async move {
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
                    (Outcome::Recorded(Box::new(receipt)), None)
                }
                Ok(_) => (Outcome::Recording, Some(AGAIN_MS)),
                Err(failure) if failure.code() == Some(ErrorCode::AttemptStillOpen) => {
                    (Outcome::Open, Some(AGAIN_MS))
                }
                Err(failure) => {
                    let again = failure
                        .passes()
                        .then(|| patience::pause_after(&failure, 1).max(AGAIN_MS));
                    (Outcome::Failed(failure), again)
                }
            };
            self.outcome.set(outcome);
            if let Some(again) = again {
                let ask = move || {
                    if !self.outcome.is_disposed() {
                        self.ask();
                    }
                };
                later(again, Box::new(ask));
            }
        });
    }

    /// Asks for what belongs around a receipt: its contest and the rank on the board. The result is shown without
    /// either.
    fn ask_around(self, receipt: &Receipt) {
        let round = paths::my_round(receipt.round);
        spawn(async move {
            if let Ok(history) = api::get::<History>(paths::MY_ATTEMPTS).await
                && !self.past.is_disposed()
            {
                clock::learn(history.now);
                let own = history
                    .attempts
                    .into_iter()
                    .find(|past| past.receipt.attempt == self.attempt);
                self.past.set(own);
            }
        });
        spawn(async move {
            if let Ok(me) = api::get::<MyRound>(&round).await
                && !self.me.is_disposed()
            {
                self.me.set(Some(me));
            }
        });
    }
}

fn waiting(state: &str, title: &str, text: &str) -> View {
    el("section")
        .class("card")
        .attr("role", "status")
        .test("waiting")
        .attr("data-state", state)
        .add(el("h1").text(title))
        .add(el("p").text(text))
}

fn result(page: Ending, receipt: &Receipt, t: &'static Texts) -> View {
    let score = &receipt.score;
    let of = lang::fill(t.result.out_of, &[("max", &format::points(score.max_points))]);
    let numbers = [
        ("n", score.correct.to_string()),
        ("total", score.total.to_string()),
    ];
    let numbers: Vec<(&str, &str)> = numbers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let late = receipt.closed_by == ClosedBy::Deadline;
    let facts = el("dl").each([
        pair(
            t.result.correct,
            &lang::fill(t.result.correct_of, &numbers),
            "correct",
        ),
        pair(
            t.result.duration,
            &format::duration(receipt.duration_ms),
            "duration",
        ),
        pair(
            t.result.closed_at,
            &format::moment(receipt.closed_at),
            "closed-at",
        ),
        pair(
            t.result.attempt,
            &fill_n(t.result.attempt_n, receipt.number),
            "number",
        ),
        live(move || rank(page, t).unwrap_or_else(none)),
    ]);
    let points = el("strong").text(&format::points(score.points));
    let card = el("section")
        .class("card result")
        .test("result")
        .live(move || heading(page))
        .add(el("h1").text(t.result.thanks))
        .maybe(late.then(|| el("p").class("note").text(t.result.by_deadline)))
        .live(move || standing(page, t).unwrap_or_else(none))
        .add(el("p").class("score").test("score").add(points).text(&of))
        .add(facts)
        .add(receipt_view(receipt, t))
        .add(proof(receipt, t))
        .live(move || actions(page, t));
    let review = move || {
        if page.reviewing.get() {
            review::review(page.attempt)
        } else {
            none()
        }
    };
    many([card, live(review)])
}

fn heading(page: Ending) -> View {
    page.past.with(|past| match past {
        Some(past) => el("p")
            .class("over")
            .text(&[past.contest_title.as_str(), &past.round_title].join(" · ")),
        None => none(),
    })
}

fn pair(label: &str, value: &str, test: &str) -> View {
    el("div")
        .add(el("dt").text(label))
        .add(el("dd").test(test).text(value))
}

/// Shows the judges' decision once the result is final, or that another attempt counts.
fn standing(page: Ending, t: &'static Texts) -> Option<View> {
    let me = page.me.get()?;
    let note = |test: &str, text: &str| Some(el("p").class("note").test(test).text(text));
    if me.disqualified {
        return note("disqualified", t.result.disqualified);
    }
    // Before the close, the board may learn of this attempt a moment later than its contestant.
    let over = matches!(me.phase, Phase::Closed | Phase::Final);
    if over && me.counted.is_some_and(|counted| counted != page.attempt) {
        return note("not-counted", t.result.not_counted);
    }
    let prize = lang::fill(t.result.prize, &[("prize", &me.prize?)]);
    note("own-prize", &prize)
}

fn rank(page: Ending, t: &'static Texts) -> Option<View> {
    let me = page.me.get()?;
    if me.counted.is_some_and(|counted| counted != page.attempt) {
        return None;
    }
    let numbers = [
        ("rank", format::thousands(me.rank?)),
        ("people", format::thousands(me.people)),
    ];
    let numbers: Vec<(&str, &str)> = numbers
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let label = match me.phase {
        Phase::Final => t.result.final_rank,
        _ => t.result.rank,
    };
    Some(pair(label, &lang::fill(t.result.rank_of, &numbers), "own-rank"))
}

fn receipt_view(receipt: &Receipt, t: &'static Texts) -> View {
    let code = receipt.code.clone();
    let copied = RwSignal::new(false);
    let copy = move || {
        let writing = web_kit::window().navigator().clipboard().write_text(&code);
        spawn(async move {
            let done = wasm_bindgen_futures::JsFuture::from(writing).await.is_ok();
            if !copied.is_disposed() {
                copied.set(done);
            }
        });
    };
    let shown = el("p")
        .add(el("span").class("over").text(t.result.receipt))
        .add(el("code").test("receipt-code").text(&receipt.code));
    let button = el("button")
        .class("button second")
        .test("copy-receipt")
        .live_text(move || {
            if copied.get() {
                t.result.copied
            } else {
                t.result.copy
            }
            .to_owned()
        })
        .click(copy);
    let hint = el("p").class("hint").text(t.result.receipt_hint);
    el("div").class("receipt").add(shown).add(button).add(hint)
}

fn proof(receipt: &Receipt, t: &'static Texts) -> View {
    el("details")
        .class("verify")
        .test("receipt-details")
        .add(el("summary").text(t.result.details))
        .add(hash(t.result.sheet_hash, &receipt.sheet_hash))
        .add(hash(t.result.signature, &receipt.signature))
}

/// Where to go from here: the review, another attempt, the contest.
fn actions(page: Ending, t: &'static Texts) -> View {
    let Some(past) = page.past.get() else {
        return none();
    };
    let open = page.me.get().filter(|me| me.phase == Phase::Open);
    let left = open.and_then(|me| {
        me.attempts_allowed
            .map(|allowed| allowed.saturating_sub(me.attempts_used))
    });
    let review = if past.review_open {
        let button = el("button")
            .class("button wide")
            .test("review")
            .text(t.result.review);
        button.click(move || page.reviewing.set(true))
    } else {
        el("p")
            .class("quiet")
            .test("review-later")
            .text(t.result.review_later)
    };
    let left = left.map(|left| {
        let text = fill_n(t.contest.attempts_left, left);
        el("p").class("quiet").test("attempts-left").text(&text)
    });
    let back = el("a")
        .class("button second wide")
        .attr("href", &["/thi/", &past.contest_slug].concat())
        .test("back-to-contest")
        .text(t.common.back);
    many([review]).maybe(left).add(back)
}
