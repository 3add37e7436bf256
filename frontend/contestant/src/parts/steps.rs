//! The way from one question of a paper to the others: back, the list of all, on.

use crate::parts::button::Button;
use crate::texts::{self, t};
use leptos::prelude::*;
use std::sync::Arc;

/// `at` returns the step that is shown, which is tracked; `last` is the list of all questions.
pub(crate) fn steps(
    at: Arc<dyn Fn() -> usize + Send + Sync>,
    last: usize,
    back: Box<dyn Fn()>,
    go: Arc<dyn Fn(usize)>,
) -> AnyView {
    let (at_first, at_last, ends, told) = (at.clone(), at.clone(), at.clone(), at.clone());
    let aside = go.clone();
    let next = move || go((untrack(|| at()) + 1).min(last));
    view! {
        <div class="steps">
            <Button
                class="button second"
                test="previous"
                text=t!(attempt.previous)
                disabled=Box::new(move || at_first() == 0)
                press=back
            />
            <Button
                class="button second"
                test="open-overview"
                text=t!(attempt.overview)
                disabled=Box::new(move || at_last() == last)
                press=Box::new(move || aside(last))
            />
            <button class="button" data-test="next" disabled=move || ends() == last on:click=move |_| next()>
                {move || match told() + 1 {
                    step if step >= last => texts::attempt().to_submit,
                    _ => texts::attempt().next,
                }}
            </button>
        </div>
    }
    .into_any()
}
