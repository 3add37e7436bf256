//! Why the desk does something: a field that the dialogs share.

use crate::texts::{t, texts};
use crate::ui::field::{Errors, FieldError, TextField};
use leptos::prelude::*;

/// Expects [`Errors`] around it.
#[component]
pub(crate) fn ReasonField(reason: RwSignal<String>) -> impl IntoView {
    view! {
        <TextField
            path="reason".to_owned()
            label=t!(desk.reason)
            hint=t!(desk.reason_hint)
            value=reason
            kind="area"
        />
    }
}

/// Returns the reason if it is long enough; otherwise says so at the field.
pub(crate) fn read(reason: RwSignal<String>, errors: Errors) -> Option<String> {
    let reason = reason.get_untracked().trim().to_owned();
    if (5..=500).contains(&reason.chars().count()) {
        errors.0.set(Vec::new());
        return Some(reason);
    }
    errors.0.set(vec![FieldError {
        path: "reason".to_owned(),
        message: texts().disqualify.reason_length.to_owned(),
    }]);
    None
}
