//! The review after the close.

use crate::parts::reviewed::{ReviewedQuestion, questions};
use crate::remote::Remote;
use contest_core::ids::AttemptId;
use contest_core::wire::paths;
use leptos::prelude::*;
use serde::Deserialize;
use web_kit::router;

/// What this page reads of `contest_core::wire::attempts::Review`. The questions there are flattened, which costs a
/// separate reader for every type inside; as plain structs they cost a fifth of that.
#[derive(Deserialize)]
struct Reviewed {
    questions: Vec<ReviewedQuestion>,
}

#[component]
pub(crate) fn Review(attempt: AttemptId) -> impl IntoView {
    let wrong_only = RwSignal::new(false);
    Remote::<Reviewed>::read(paths::review(attempt), |_| ()).show(move |review| {
        // It is below the fold, where nobody would look for what the button has done.
        router::focus("#review");
        questions(&review.questions, wrong_only)
    })
}
