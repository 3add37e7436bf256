//! The question before a paper is handed in, with what is still blank.

use super::button::Button;
use crate::texts::{self, fill_n, t};
use leptos::prelude::*;

/// Asks whether to submit. `blanks` is tracked.
pub(crate) fn confirmation(
    blanks: impl Fn() -> usize + Copy + Send + 'static,
    submit: Box<dyn Fn()>,
    keep_working: Box<dyn Fn()>,
) -> AnyView {
    view! {
        <div
            class="note ask"
            id="confirm"
            tabindex="-1"
            role="alertdialog"
            aria-labelledby="confirm-title"
            data-test="confirm"
        >
            <h3 id="confirm-title">{t!(attempt.confirm_title)}</h3>
            <p data-test="confirm-blanks" data-blanks=move || blanks().to_string()>
                {move || match blanks() {
                    0 => texts::attempt().confirm_full().to_owned(),
                    n => fill_n(texts::attempt().confirm_blank(), n),
                }}
            </p>
            <p>{t!(attempt.confirm_final)}</p>
            <Button class="button" test="confirm-submit" text=t!(attempt.confirm) press=submit/>
            <Button class="button second" test="keep-working" text=t!(attempt.keep_working) press=keep_working/>
        </div>
    }
    .into_any()
}
