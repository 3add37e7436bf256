//! The fields of the dialogs, and of the page for a forgotten password, each with a place for its error.

use super::dialog::Asking;
use crate::texts::{self, Text, t};
use crate::ui::{click, truth, typing};
use leptos::prelude::*;

/// Describes a field of one line.
#[derive(Clone, Copy)]
pub(in crate::pages) struct Line {
    /// In the page; ids are unique there.
    pub(in crate::pages) id: &'static str,
    /// In the request, by which a refusal names it.
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) label: Text,
    /// Which keyboard a phone shows.
    pub(in crate::pages) kind: &'static str,
    pub(in crate::pages) autocomplete: &'static str,
}

pub(in crate::pages) fn text(asking: Asking, line: Line, value: RwSignal<String>) -> AnyView {
    let error = [line.id, "-error"].concat();
    let described_by = error.clone();
    view! {
        <div class="field">
            <label for=line.id>{line.label}</label>
            <input
                id=line.id
                inputmode=line.kind
                autocomplete=line.autocomplete
                autocapitalize="words"
                aria-describedby=described_by
                aria-invalid=move || truth(asking.of_field(line.name).is_some())
                prop:value=move || value.get()
                on:input=typing(value)
            />
            {complaint(asking, line.name, error)}
        </div>
    }
    .into_any()
}

/// A password, with a button that shows it: mistyping on a phone is the usual way to fail.
pub(in crate::pages) fn secret(asking: Asking, line: Line, value: RwSignal<String>) -> AnyView {
    let shown = RwSignal::new(false);
    let error = [line.id, "-error"].concat();
    let described_by = error.clone();
    view! {
        <div class="field">
            <label for=line.id>{line.label}</label>
            <div class="joined">
                <input
                    id=line.id
                    autocomplete=line.autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=described_by
                    aria-invalid=move || truth(asking.of_field(line.name).is_some())
                    type=move || if shown.get() { "text" } else { "password" }
                    prop:value=move || value.get()
                    on:input=typing(value)
                />
                <button
                    type="button"
                    class="button second"
                    aria-label=t!(register.show_password)
                    aria-pressed=move || truth(shown.get())
                    on:click=click(Box::new(move || shown.set(!shown.get_untracked())))
                >
                    {move || if shown.get() { texts::register().hide() } else { texts::register().show() }}
                </button>
            </div>
            {complaint(asking, line.name, error)}
        </div>
    }
    .into_any()
}

/// Tells password managers whose password this is.
pub(in crate::pages) fn whose(phone: &str) -> AnyView {
    view! { <input class="sr" autocomplete="username" tabindex="-1" aria-hidden="true" readonly value=phone.to_owned()/> }
        .into_any()
}

/// The place for the error of a field.
pub(in crate::pages) fn complaint(asking: Asking, name: &'static str, id: String) -> AnyView {
    view! {
        <p class="error" id=id role="alert">
            {move || asking.of_field(name).unwrap_or_default()}
        </p>
    }
    .into_any()
}
