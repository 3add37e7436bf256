//! What the registration form and the sign-in form share.

use crate::texts::{self, Text, fill_n, t};
use crate::ui::{click, maybe, note, truth, typing};
use crate::waiting::card::{Before, WaitingCard};
use crate::waiting::{Queue, Stage};
use leptos::prelude::*;

/// A password field with a button that shows the password: mistyping on a phone is the usual way to fail.
#[component]
pub(super) fn Password(
    value: RwSignal<String>,
    autocomplete: &'static str,
    invalid: Signal<bool>,
    /// What says why the password is refused.
    described_by: Option<&'static str>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label for="password">{t!(register.password)}</label>
            <div class="joined">
                <input
                    id="password"
                    name="password"
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=described_by
                    aria-invalid=move || truth(invalid.get())
                    type=move || if shown.get() { "text" } else { "password" }
                    prop:value=move || value.get()
                    on:input=typing(value)
                />
                <button
                    type="button"
                    class="button second"
                    data-test="show-password"
                    aria-label=t!(register.show_password)
                    aria-pressed=move || truth(shown.get())
                    on:click=click(Box::new(move || shown.set(!shown.get_untracked())))
                >
                    {move || if shown.get() { texts::register().hide } else { texts::register().show }}
                </button>
            </div>
        </div>
    }
}

/// Shows what is wrong with the form as a whole.
#[component]
pub(super) fn Problem(problem: RwSignal<Option<String>>) -> impl IntoView {
    view! {
        {move || maybe(problem.get().map(|problem| {
            view! { <p class="note bad" role="alert" data-test="form-error">{problem}</p> }.into_any()
        }))}
    }
}

/// Shows what the page waits for after the form has been sent.
#[component]
pub(super) fn QueueState(queue: Queue) -> impl IntoView {
    view! {
        <div>
            <div role="status">
                {move || match queue.stage() {
                    Stage::Busy(seconds) => {
                        note("note", "busy", fill_n(texts::waiting().busy, seconds).into_any())
                    }
                    _ => ().into_any(),
                }}
            </div>
            <WaitingCard queue before=Before::SignIn/>
        </div>
    }
}

/// The button that sends the form.
#[component]
pub(super) fn Submit(queue: Queue, test: &'static str, idle: Text, sending: Text) -> impl IntoView {
    view! {
        <button
            class="button wide"
            type="submit"
            data-test=test
            disabled=move || queue.stage().is_busy()
        >
            {move || match queue.stage() {
                Stage::Out | Stage::Away => idle(),
                Stage::Asking | Stage::Busy(_) => sending(),
                Stage::Waiting | Stage::CutOff => texts::waiting().button,
            }}
        </button>
    }
}
