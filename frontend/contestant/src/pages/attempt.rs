//! The page where a contestant works: timer, one question at a time, overview, submission.
//!
//! It never starts an attempt, because going back to this address must not cost one. The start button is on the
//! contest's page.

use crate::attempt::{AttemptState, Closing, SaveState, draft, overview, prediction, question, timer};
use crate::dom::{View, el, live, many, none};
use crate::remote::{failed, loading};
use crate::texts::{Texts, fill_n, t};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::questions::OptionSet;
use contest_core::wire::attempts::{MyRound, OpenAttempt};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::spawn;
use web_kit::{clock, lang, router};

/// How far the opening of the paper has got.
#[derive(Clone)]
enum Opening {
    Reading,
    At(AttemptState),
    /// There is no open attempt.
    None,
    Failed(Failure),
}

pub(crate) fn page(slug: &str, round: &str) -> View {
    let Ok(round) = round.parse::<RoundId>() else {
        return super::not_found::page();
    };
    let back = ["/thi/", slug].concat();
    let opening = RwSignal::new(Opening::Reading);
    let owner = Owner::current();
    let owner = StoredValue::new(owner);
    let sit = move |open: OpenAttempt| {
        let state = owner.with_value(|owner| match owner {
            Some(owner) => owner.with(|| AttemptState::new(open)),
            None => AttemptState::new(open),
        });
        opening.set(Opening::At(state));
    };
    if let Some(open) = draft::paper(round) {
        sit(open);
    }
    let read = move || {
        spawn(async move {
            let kept = match opening.try_get_untracked() {
                Some(Opening::At(state)) => Some(state),
                Some(_) => None,
                None => return,
            };
            let answer = match kept {
                Some(state) => paper(state.attempt).await.map(Some),
                None => find(round).await,
            };
            if opening.is_disposed() {
                return;
            }
            match (answer, kept) {
                (Ok(Some(open)), Some(state)) => state.take(open),
                (Ok(Some(open)), None) => {
                    draft::keep_paper(&open);
                    sit(open);
                }
                (Ok(None), _) => opening.set(Opening::None),
                (Err(failure), Some(state)) => put_aside(state, round, &failure, opening),
                (Err(failure), None) => opening.set(Opening::Failed(failure)),
            }
        });
    };
    read();
    live(move || {
        let t = t();
        router::title(t.attempt.title);
        match opening.get() {
            Opening::Reading => loading(t),
            Opening::At(state) => paper_view(state),
            Opening::None => no_attempt(t, &back),
            Opening::Failed(failure) => match failure.code() {
                Some(ErrorCode::SignInRequired) => super::sign_in::needed(t),
                _ => failed(&failure, t, read),
            },
        }
    })
}

async fn paper(attempt: AttemptId) -> Result<OpenAttempt, Failure> {
    let path = paths::paper(attempt);
    let open = api::get::<OpenAttempt>(&path).await?;
    clock::learn(open.now);
    Ok(open)
}

/// Returns the contestant's open attempt in a round, if there is one.
async fn find(round: RoundId) -> Result<Option<OpenAttempt>, Failure> {
    let path = paths::my_round(round);
    match api::get::<MyRound>(&path).await?.open_attempt {
        Some(attempt) => paper(attempt).await.map(Some),
        None => Ok(None),
    }
}

/// Drops the paper on this device if it is closed by now or belongs to somebody else.
fn put_aside(state: AttemptState, round: RoundId, failure: &Failure, opening: RwSignal<Opening>) {
    match failure.code() {
        Some(ErrorCode::AttemptClosed | ErrorCode::AttemptDeadlinePassed) => state.is_closed(),
        Some(ErrorCode::Forbidden | ErrorCode::NotFound | ErrorCode::NotEntered) => {
            draft::forget(state.attempt, round);
            opening.set(Opening::None);
        }
        Some(ErrorCode::SignInRequired) => opening.set(Opening::Failed(failure.clone())),
        // No connection, or a busy server: the paper stays, and saving keeps trying.
        _ => {}
    }
}

fn no_attempt(t: &'static Texts, back: &str) -> View {
    el("section")
        .class("card")
        .test("no-open-attempt")
        .add(el("h1").text(t.attempt.title))
        .add(el("p").text(t.attempt.none))
        .add(el("a").class("button").attr("href", back).text(t.common.back))
}

fn paper_view(state: AttemptState) -> View {
    let t = t();
    let asked = state.open.with_value(|open| open.prediction.clone());
    let step = move || {
        let step = state.step.get();
        match &asked {
            _ if step < state.questions => question::question(state, step),
            Some(asked) if step == state.questions => prediction::prediction(state, asked),
            _ => overview::overview(state),
        }
    };
    let told = el("div")
        .add(
            el("p")
                .class("answered")
                .test("answered")
                .live_text(move || answered(state, t)),
        )
        .live(move || save_state(state, t));
    many([
        el("h1").class("sr").text(t.attempt.title),
        el("div").class("bar").add(timer::timer(state)).add(told),
        live(move || closing(state, t)),
        live(move || news(state, t)),
        live(step),
        steps(state, t),
    ])
}

/// Links to the previous question, the overview and the next question.
fn steps(state: AttemptState, t: &'static Texts) -> View {
    let last = state.overview_step();
    let button = |class: &str, test: &str, text: &str, end: usize| {
        let at_end = move || state.step.get() == end;
        el("button")
            .class(class)
            .test(test)
            .text(text)
            .live_flag("disabled", at_end)
    };
    el("div").class("steps").each([
        button("button second", "previous", t.attempt.previous, 0)
            .click(move || state.go(state.step.get_untracked().saturating_sub(1))),
        button("button second", "open-overview", t.attempt.overview, last).click(move || state.go(last)),
        button("button", "next", t.attempt.next, last)
            .click(move || state.go((state.step.get_untracked() + 1).min(last))),
    ])
}

/// What another device has changed here: the answers of this one that gave way, by name.
fn news(state: AttemptState, t: &'static Texts) -> View {
    let Some(news) = state.news.get() else {
        return none();
    };
    let replaced = news.replaced.iter().map(|replaced| {
        let [ours, theirs] = [replaced.ours, replaced.theirs].map(|marks| letters(marks, t));
        let number = (replaced.question + 1).to_string();
        let values = [("n", number.as_str()), ("theirs", &theirs), ("ours", &ours)];
        el("p")
            .test("replaced-answer")
            .text(&lang::fill(t.attempt.replaced, &values))
    });
    el("div")
        .class("note")
        .attr("role", "status")
        .test("replaced")
        .add(el("p").text(t.attempt.stale))
        .each(replaced)
        .add(
            el("button")
                .class("plain")
                .test("dismiss-news")
                .text(t.attempt.seen)
                .click(move || state.news.set(None)),
        )
}

/// Returns marked options as people say them: "A", "A, C", or that there are none.
fn letters(marks: OptionSet, t: &'static Texts) -> String {
    let letters: Vec<String> = (0..6)
        .filter(|option| marks.contains(*option))
        .map(|option| char::from(b'A' + option as u8).to_string())
        .collect();
    if letters.is_empty() {
        t.attempt.no_option.to_owned()
    } else {
        letters.join(", ")
    }
}

fn answered(state: AttemptState, t: &'static Texts) -> String {
    let done = state.sheet.with(|sheet| sheet.answers.answered());
    let values = [("n", done.to_string()), ("total", state.questions.to_string())];
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    lang::fill(t.attempt.answered_of, &values)
}

fn save_state(state: AttemptState, t: &'static Texts) -> View {
    let (name, text) = match state.save_state.get() {
        SaveState::Saved => ("saved", t.attempt.saved.to_owned()),
        SaveState::Kept => ("kept", t.attempt.kept.to_owned()),
        SaveState::Saving => ("saving", t.attempt.saving.to_owned()),
        SaveState::Offline => ("offline", t.attempt.offline.to_owned()),
        SaveState::Busy(seconds) => ("error", fill_n(t.attempt.busy, seconds)),
        SaveState::Error => ("error", state.refusal.get().unwrap_or_default()),
    };
    el("p")
        .class("save")
        .attr("role", "status")
        .test("save-state")
        .attr("data-state", name)
        .text(&text)
}

/// The state of a submission, shown above whatever step is on the screen.
fn closing(state: AttemptState, t: &'static Texts) -> View {
    let over = state.deadline.get_untracked() <= clock::now();
    let text = match state.closing.get() {
        Closing::Waiting(seconds) => fill_n(t.attempt.submit_waiting, seconds),
        Closing::Sending if over => t.attempt.time_over.to_owned(),
        _ => return none(),
    };
    el("p")
        .class("note")
        .attr("role", "alert")
        .test("submit-state")
        .text(&text)
}
