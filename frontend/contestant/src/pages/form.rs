//! What the registration form and the sign-in form share.

use crate::dom::{View, el, none};
use crate::texts::{Texts, fill_n};
use crate::waiting::card::{self, Before};
use crate::waiting::{Queue, Stage};
use leptos::prelude::*;

/// A password field with a button that shows the password: mistyping on a phone is the usual way to fail.
pub(super) fn password(value: RwSignal<String>, autocomplete: &str, t: &'static Texts) -> View {
    let shown = RwSignal::new(false);
    let input = el("input")
        .id("password")
        .attr("name", "password")
        .attr("autocomplete", autocomplete)
        .attr("autocapitalize", "none")
        .attr("spellcheck", "false")
        .attr("aria-describedby", "password-error")
        .live_attr("type", move || {
            if shown.get() { "text" } else { "password" }.to_owned()
        })
        .bind(value);
    let button = el("button")
        .attr("type", "button")
        .class("button second")
        .test("show-password")
        .attr("aria-label", t.register.show_password)
        .live_attr("aria-pressed", move || shown.get().to_string())
        .live_text(move || {
            if shown.get() {
                t.register.hide
            } else {
                t.register.show
            }
            .to_owned()
        })
        .click(move || shown.update(|shown| *shown = !*shown));
    el("div")
        .class("field")
        .add(el("label").attr("for", "password").text(t.register.password))
        .add(el("div").class("joined").add(input).add(button))
}

/// Shows what is wrong with the form as a whole.
pub(super) fn problem(problem: RwSignal<Option<String>>) -> View {
    match problem.get() {
        Some(problem) => el("p")
            .class("note bad")
            .attr("role", "alert")
            .test("form-error")
            .text(&problem),
        None => none(),
    }
}

/// Shows what the page waits for after the form has been sent.
pub(super) fn queue(queue: Queue, t: &'static Texts) -> View {
    let busy = move || match queue.stage() {
        Stage::Busy(seconds) => el("p")
            .class("note")
            .test("busy")
            .text(&fill_n(t.waiting.busy, seconds)),
        _ => none(),
    };
    el("div")
        .add(el("div").attr("role", "status").live(busy))
        .add(card::card(queue, Before::SignIn))
}

/// Returns the text of the button that sends the form.
pub(super) fn label(queue: Queue, idle: &str, sending: &str, t: &'static Texts) -> String {
    let text = match queue.stage() {
        Stage::Out | Stage::Away => idle,
        Stage::Asking | Stage::Busy(_) => sending,
        Stage::Waiting | Stage::CutOff => t.waiting.button,
    };
    text.to_owned()
}
