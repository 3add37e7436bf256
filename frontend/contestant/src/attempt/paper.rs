//! The paper on the screen: a bar that tells the time and what is saved, one step, and the way to the other steps.

use super::news::NewsNote;
use super::overview::Overview;
use super::prediction::PredictionStep;
use super::question::QuestionStep;
use super::submitting::Closing;
use super::timer::Timer;
use super::{AttemptState, SaveState};
use crate::parts::steps::steps;
use crate::session;
use crate::texts::{self, fill_n, t};
use crate::ui::notice;
use leptos::prelude::*;
use web_kit::{clock, lang};

#[component]
pub(crate) fn Paper(state: AttemptState) -> impl IntoView {
    view! {
        <h1 class="sr">{t!(attempt.title)}</h1>
        <div class="bar">
            <Timer state/>
            <div>
                <p class="answered" data-test="answered">{move || answered(state)}</p>
                <p
                    class="save"
                    role="status"
                    data-test="save-state"
                    data-state=move || save_name(state.save_state.get())
                >
                    {move || save_text(state)}
                </p>
            </div>
        </div>
        {move || notice(state.notice.get())}
        {move || submit_state(state)}
        {move || sign_in_again(state)}
        <NewsNote state/>
        {move || {
            let step = state.step.get();
            // Leptos draws a function within a function anew. Every step is an element of its own, so screen readers
            // read it when it gets the focus.
            move || step_view(state, step)
        }}
        {steps_of(state)}
    }
}

fn step_view(state: AttemptState, step: usize) -> AnyView {
    if step < state.questions {
        return view! { <QuestionStep state number=step/> }.into_any();
    }
    let asked = state.open.with_value(|open| open.prediction.clone());
    match asked {
        Some(asked) if step == state.questions => view! { <PredictionStep state asked/> }.into_any(),
        _ => view! { <Overview state/> }.into_any(),
    }
}

/// Goes to the previous question, the overview or the next question.
fn steps_of(state: AttemptState) -> AnyView {
    let last = state.overview_step();
    let back = move || {
        let step = state.step.get_untracked();
        // The overview is a look aside: from there, back is where one was.
        let back = if step == last {
            state.came_from.get_value()
        } else {
            step
        };
        state.go(back.min(step.saturating_sub(1)));
    };
    steps(move || state.step.get(), last, back, move |step| state.go(step))
}

fn answered(state: AttemptState) -> String {
    let done = state.sheet.with(|sheet| sheet.answers.answered()).to_string();
    let total = state.questions.to_string();
    lang::fill(texts::attempt().answered_of(), &[("n", &done), ("total", &total)])
}

fn save_name(state: SaveState) -> &'static str {
    match state {
        SaveState::Saved => "saved",
        SaveState::Kept => "kept",
        SaveState::Saving => "saving",
        SaveState::Offline => "offline",
        SaveState::Busy(_) | SaveState::SignedOut | SaveState::Error => "error",
    }
}

fn save_text(state: AttemptState) -> String {
    let t = texts::attempt();
    let text = match state.save_state.get() {
        // Nothing was answered, so there is nothing that could be safe.
        SaveState::Saved if state.sheet.with(|sheet| sheet.revision == 0) => "",
        SaveState::Saved => t.saved(),
        SaveState::Kept => t.kept(),
        SaveState::Saving => t.saving(),
        SaveState::Offline => t.offline(),
        SaveState::SignedOut => t.signed_out(),
        SaveState::Busy(seconds) => return fill_n(t.busy(), seconds),
        SaveState::Error => return state.refusal.get().unwrap_or_default(),
    };
    text.to_owned()
}

/// The way back for somebody whose session has ended.
fn sign_in_again(state: AttemptState) -> Option<AnyView> {
    let saving = state.save_state.get() == SaveState::SignedOut;
    if !saving && state.closing.get() != Closing::SignedOut {
        return None;
    }
    let to = session::sign_in_address();
    Some(
        view! {
            <div class="note bad" role="alert">
                <p>{t!(attempt.sign_in_again)}</p>
                <a class="button" href=to data-test="sign-in-again">{t!(common.sign_in)}</a>
            </div>
        }
        .into_any(),
    )
}

/// The state of a submission, shown above whatever step is on the screen.
fn submit_state(state: AttemptState) -> Option<AnyView> {
    let t = texts::attempt();
    let is_over = state.deadline.get_untracked() <= clock::now();
    let text = match state.closing.get() {
        Closing::Waiting(seconds) => fill_n(t.submit_waiting(), seconds),
        Closing::Sending if is_over => t.time_over().to_owned(),
        _ => return None,
    };
    Some(view! { <p class="note" role="alert" data-test="submit-state">{text}</p> }.into_any())
}
