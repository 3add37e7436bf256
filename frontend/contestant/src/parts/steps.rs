//! The way from one question of a paper to the others: back, the list of all, on.

use crate::parts::button::Button;
use crate::texts::{self, t};
use leptos::prelude::*;

/// `at` returns the step that is shown, which is tracked; `last` is the list of all questions.
pub(crate) fn steps<A, G>(at: A, last: usize, back: impl Fn() + 'static, go: G) -> AnyView
where
    A: Fn() -> usize + Copy + Send + Sync + 'static,
    G: Fn(usize) + Copy + 'static,
{
    let is_at = move |end: usize| Box::new(move || at() == end);
    let next = move || go((untrack(at) + 1).min(last));
    view! {
        <div class="steps">
            <Button
                class="button second"
                test="previous"
                text=t!(attempt.previous)
                disabled=is_at(0)
                press=Box::new(back)
            />
            <Button
                class="button second"
                test="open-overview"
                text=t!(attempt.overview)
                disabled=is_at(last)
                press=Box::new(move || go(last))
            />
            <button class="button" data-test="next" disabled=is_at(last) on:click=move |_| next()>
                {move || match at() + 1 {
                    step if step >= last => texts::attempt().to_submit(),
                    _ => texts::attempt().next(),
                }}
            </button>
        </div>
    }
    .into_any()
}
