//! The page a contestant works at: timer, one question at a time, overview, submission.
//!
//! It never starts an attempt: going back to this address must not cost one. Starting is a button of the contest's page.

use crate::attempt::{Desk, SaveState, draft, overview, prediction, question, timer};
use crate::remote::{failed, loading};
use crate::texts::{Texts, fill_n, t};
use contest_core::ids::{AttemptId, RoundId};
use contest_core::wire::attempts::{MyRound, OpenAttempt};
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_kit::api::{self, Failure};
use web_kit::{clock, lang, router};

/// How far opening the paper has come.
#[derive(Clone)]
enum Opening {
    Reading,
    At(Desk),
    /// There is no open attempt.
    None,
    Failed(Failure),
}

pub(crate) fn page(slug: &str, round: &str) -> AnyView {
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
        spawn_local(async move {
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
    (move || {
        let t = t();
        router::title(t.attempt.title);
        match opening.get() {
            Opening::Reading => loading(t),
            Opening::At(desk) => paper_view(desk),
            Opening::None => none(t, back.clone()),
            Opening::Failed(failure) if failure.code() == Some(ErrorCode::SignInRequired) => {
                super::sign_in::needed(t)
            }
            Opening::Failed(failure) => failed(&failure, t, Box::new(read)),
        }
    })
    .into_any()
}

async fn paper(attempt: AttemptId) -> Result<OpenAttempt, Failure> {
    let path = ["/attempts/", &attempt.to_string(), "/paper"].concat();
    let open = api::get::<OpenAttempt>(&path).await?;
    clock::learn(open.now);
    Ok(open)
}

/// The contestant's open attempt at a round, if there is one.
async fn find(round: RoundId) -> Result<Option<OpenAttempt>, Failure> {
    let path = ["/rounds/", &round.to_string(), "/me"].concat();
    match api::get::<MyRound>(&path).await?.open_attempt {
        Some(attempt) => paper(attempt).await.map(Some),
        None => Ok(None),
    }
}

/// The paper on this device is not one to go on with: closed by now, or somebody else's.
fn put_aside(desk: Desk, round: RoundId, failure: &Failure, opening: RwSignal<Opening>) {
    match failure.code() {
        Some(ErrorCode::AttemptClosed | ErrorCode::AttemptDeadlinePassed) => {
            draft::forget(desk.attempt, round);
            router::replace(&["/ket-qua/", &desk.attempt.to_string()].concat());
        }
        Some(ErrorCode::Forbidden | ErrorCode::NotFound | ErrorCode::NotEntered) => {
            draft::forget(desk.attempt, round);
            opening.set(Opening::None);
        }
        Some(ErrorCode::SignInRequired) => opening.set(Opening::Failed(failure.clone())),
        // No connection, or a busy server: the paper stays, and saving goes on trying.
        _ => {}
    }
}

fn none(t: &'static Texts, back: String) -> AnyView {
    view! {
        <section class="card" data-test="no-open-attempt">
            <h1>{t.attempt.title}</h1>
            <p>{t.attempt.none}</p>
            <a class="button" href=back>{t.common.back}</a>
        </section>
    }
    .into_any()
}

fn paper_view(desk: Desk) -> AnyView {
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
    view! {
        <div class="bar">
            {timer::timer(desk)}
            <div>
                <p class="answered" data-test="answered">{move || answered(desk, t)}</p>
                {move || save_state(desk, t)}
            </div>
        </div>
        {move || closing(desk, t)}
        {move || desk.replaced.get().then(|| view! { <p class="note" role="status" data-test="replaced">{t.attempt.stale}</p> })}
        {step}
        <nav class="steps">
            <button class="button second" data-test="previous" disabled=move || desk.step.get() == 0
                on:click=move |_| desk.go(desk.step.get_untracked().saturating_sub(1))>{t.attempt.previous}</button>
            <button class="button second" data-test="open-overview" disabled=move || desk.step.get() == desk.overview_step()
                on:click=move |_| desk.go(desk.overview_step())>{t.attempt.overview}</button>
            <button class="button" data-test="next" disabled=move || desk.step.get() == desk.overview_step()
                on:click=move |_| desk.go(desk.step.get_untracked() + 1)>{t.attempt.next}</button>
        </nav>
    }
    .into_any()
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

fn save_state(desk: Desk, t: &'static Texts) -> AnyView {
    let (state, text) = match desk.save_state.get() {
        SaveState::Saved => ("saved", t.attempt.saved.to_owned()),
        SaveState::Saving => ("saving", t.attempt.saving.to_owned()),
        SaveState::Offline => ("offline", t.attempt.offline.to_owned()),
        SaveState::Busy(seconds) => ("error", fill_n(t.attempt.busy, seconds)),
        SaveState::Error => ("error", desk.refusal.get().unwrap_or_default()),
    };
    view! { <p class="save" role="status" data-test="save-state" data-state=state>{text}</p> }.into_any()
}

/// What becomes of a submission, over whatever step is shown.
fn closing(desk: Desk, t: &'static Texts) -> Option<AnyView> {
    let over = desk.deadline.get_untracked() <= clock::now();
    let text = match desk.closing.get() {
        crate::attempt::Closing::Waiting(seconds) => fill_n(t.attempt.submit_waiting, seconds),
        crate::attempt::Closing::Sending if over => t.attempt.time_over.to_owned(),
        _ => return None,
    };
    Some(view! { <p class="note" role="alert" data-test="submit-state">{text}</p> }.into_any())
}
