//! The page where a contestant works: timer, one question at a time, overview, submission.
//!
//! It never starts an attempt, because going back to this address must not cost one. The start button is on the
//! contest's page.

use crate::attempt::{Closing, Desk, SaveState, draft, overview, prediction, question, timer};
use crate::dom::{View, el, live, many, none};
use crate::remote::{failed, loading};
use crate::texts::{Texts, fill_n, t};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::wire::attempts::{MyRound, OpenAttempt};
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::spawn;
use web_kit::{clock, lang, router};

/// How far the opening of the paper has got.
#[derive(Clone)]
enum Opening {
    Reading,
    At(Desk),
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
        let desk = owner.with_value(|owner| match owner {
            Some(owner) => owner.with(|| Desk::new(open)),
            None => Desk::new(open),
        });
        opening.set(Opening::At(desk));
    };
    if let Some(open) = draft::paper(round) {
        sit(open);
    }
    let read = move || {
        spawn(async move {
            let kept = match opening.try_get_untracked() {
                Some(Opening::At(desk)) => Some(desk),
                Some(_) => None,
                None => return,
            };
            let answer = match kept {
                Some(desk) => paper(desk.attempt).await.map(Some),
                None => find(round).await,
            };
            if opening.is_disposed() {
                return;
            }
            match (answer, kept) {
                (Ok(Some(open)), Some(desk)) => {
                    let newer = desk.take(open);
                    desk.replaced.set(newer);
                }
                (Ok(Some(open)), None) => {
                    draft::keep_paper(&open);
                    sit(open);
                }
                (Ok(None), _) => opening.set(Opening::None),
                (Err(failure), Some(desk)) => put_aside(desk, round, &failure, opening),
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
            Opening::At(desk) => paper_view(desk),
            Opening::None => no_attempt(t, &back),
            Opening::Failed(failure) => match failure.code() {
                Some(ErrorCode::SignInRequired) => super::sign_in::needed(t),
                _ => failed(&failure, t, read),
            },
        }
    })
}

async fn paper(attempt: AttemptId) -> Result<OpenAttempt, Failure> {
    let path = ["/attempts/", &attempt.to_string(), "/paper"].concat();
    let open = api::get::<OpenAttempt>(&path).await?;
    clock::learn(open.now);
    Ok(open)
}

/// Returns the contestant's open attempt in a round, if there is one.
async fn find(round: RoundId) -> Result<Option<OpenAttempt>, Failure> {
    let path = ["/rounds/", &round.to_string(), "/me"].concat();
    match api::get::<MyRound>(&path).await?.open_attempt {
        Some(attempt) => paper(attempt).await.map(Some),
        None => Ok(None),
    }
}

/// Drops the paper on this device if it is closed by now or belongs to somebody else.
fn put_aside(desk: Desk, round: RoundId, failure: &Failure, opening: RwSignal<Opening>) {
    match failure.code() {
        Some(ErrorCode::AttemptClosed | ErrorCode::AttemptDeadlinePassed) => desk.is_closed(),
        Some(ErrorCode::Forbidden | ErrorCode::NotFound | ErrorCode::NotEntered) => {
            draft::forget(desk.attempt, round);
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

fn paper_view(desk: Desk) -> View {
    let t = t();
    let asked = desk.open.with_value(|open| open.prediction.clone());
    let step = move || {
        let step = desk.step.get();
        match &asked {
            _ if step < desk.questions => question::question(desk, step),
            Some(asked) if step == desk.questions => prediction::prediction(desk, asked),
            _ => overview::overview(desk),
        }
    };
    let told = el("div")
        .add(
            el("p")
                .class("answered")
                .test("answered")
                .live_text(move || answered(desk, t)),
        )
        .live(move || save_state(desk, t));
    many([
        el("h1").class("sr").text(t.attempt.title),
        el("div").class("bar").add(timer::timer(desk)).add(told),
        live(move || closing(desk, t)),
        live(move || replaced(desk, t)),
        live(step),
        steps(desk, t),
    ])
}

/// Links to the previous question, the overview and the next question.
fn steps(desk: Desk, t: &'static Texts) -> View {
    let last = desk.overview_step();
    let button = |class: &str, test: &str, text: &str, end: usize| {
        let at_end = move || desk.step.get() == end;
        el("button")
            .class(class)
            .test(test)
            .text(text)
            .live_flag("disabled", at_end)
    };
    el("div").class("steps").each([
        button("button second", "previous", t.attempt.previous, 0)
            .click(move || desk.go(desk.step.get_untracked().saturating_sub(1))),
        button("button second", "open-overview", t.attempt.overview, last).click(move || desk.go(last)),
        button("button", "next", t.attempt.next, last)
            .click(move || desk.go((desk.step.get_untracked() + 1).min(last))),
    ])
}

fn replaced(desk: Desk, t: &'static Texts) -> View {
    if !desk.replaced.get() {
        return none();
    }
    el("p")
        .class("note")
        .attr("role", "status")
        .test("replaced")
        .text(t.attempt.stale)
}

fn answered(desk: Desk, t: &'static Texts) -> String {
    let done = desk.sheet.with(|sheet| sheet.answers.answered());
    let values = [("n", done.to_string()), ("total", desk.questions.to_string())];
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    lang::fill(t.attempt.answered_of, &values)
}

fn save_state(desk: Desk, t: &'static Texts) -> View {
    let (state, text) = match desk.save_state.get() {
        SaveState::Saved => ("saved", t.attempt.saved.to_owned()),
        SaveState::Kept => ("kept", t.attempt.kept.to_owned()),
        SaveState::Saving => ("saving", t.attempt.saving.to_owned()),
        SaveState::Offline => ("offline", t.attempt.offline.to_owned()),
        SaveState::Busy(seconds) => ("error", fill_n(t.attempt.busy, seconds)),
        SaveState::Error => ("error", desk.refusal.get().unwrap_or_default()),
    };
    el("p")
        .class("save")
        .attr("role", "status")
        .test("save-state")
        .attr("data-state", state)
        .text(&text)
}

/// The state of a submission, shown above whatever step is on the screen.
fn closing(desk: Desk, t: &'static Texts) -> View {
    let over = desk.deadline.get_untracked() <= clock::now();
    let text = match desk.closing.get() {
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
