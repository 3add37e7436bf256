//! What is wrong with the form of a contest: all of it at once, also what only the server knows.

use crate::texts::t;
use crate::ui::field::{Errors, FieldError, SUMMARY, focus_on, id_of, label_of, of_fields};
use contest_core::wire::paths;
use contest_core::wire::staff::ContestDraft;
use leptos::prelude::*;
use web_kit::api;

/// Shows the errors and goes to the first.
pub(crate) fn show(errors: Errors, problems: Vec<FieldError>) {
    let first = problems.first().map(|error| error.path.clone());
    errors.0.set(problems);
    request_animation_frame(move || {
        if let Some(path) = first {
            focus_on(&path);
        }
    });
}

/// Adds what the server finds wrong with a draft that is not sent yet, such as judges that it does not know.
pub(super) async fn ask_too(errors: Errors, found: Vec<FieldError>, draft: ContestDraft) {
    let path = format!("{}?check=true", paths::STAFF_CONTESTS);
    let Err(failure) = api::post::<ContestDraft>(&path, &draft).await else {
        return;
    };
    let is_known = |path: &str| {
        let within = |outer: &str, inner: &str| {
            let rest = inner.strip_prefix(outer);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        found
            .iter()
            .any(|known| within(&known.path, path) || within(path, &known.path))
    };
    let more = of_fields(&failure)
        .into_iter()
        .filter(|error| !is_known(&error.path));
    let more: Vec<FieldError> = more.collect();
    // Whoever has corrected something meanwhile has moved on.
    let is_shown = errors.0.try_with_untracked(|shown| *shown == found);
    if is_shown == Some(true) && !more.is_empty() {
        errors.0.update(|shown| shown.extend(more));
    }
}

/// How many fields must be corrected, with a link to each.
#[component]
pub(crate) fn ErrorSummary(errors: Errors) -> impl IntoView {
    move || {
        let all = errors.0.get();
        let item = |error: FieldError| {
            let path = error.path;
            let text = match label_of(&path) {
                Some(label) => format!("{label}: {}", error.message),
                None => error.message,
            };
            view! {
                <li>
                    <button type="button" class="link" on:click=move |_| focus_on(&path)>{text}</button>
                </li>
            }
        };
        (!all.is_empty()).then(|| {
            view! {
                <div class="note bad" role="alert" data-test="errors" id=id_of(SUMMARY) tabindex="-1">
                    <strong>{t!(problem.summary)}</strong>
                    <ul>{all.into_iter().map(item).collect_view()}</ul>
                </div>
            }
        })
    }
}
