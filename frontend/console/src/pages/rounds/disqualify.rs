//! Disqualifies one or several contestants, with a reason that goes to the minutes.

use super::jobs::Jobs;
use super::selection::{Selection, Target};
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, FieldError, TextField};
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::wire::paths;
use contest_core::wire::results::{Disqualify, RoundResults};
use leptos::prelude::*;
use web_kit::api;
use web_kit::lang::fill;

/// The dialog is open while a decision is about somebody.
#[component]
pub(crate) fn DisqualifyDialog(
    selection: Selection,
    results: Load<RoundResults>,
    jobs: Jobs,
) -> impl IntoView {
    let errors = Errors::provide();
    let open = RwSignal::new(false);
    let action = Action::new();
    let reason = RwSignal::new(String::new());
    let targets = selection.asked;
    Effect::new(move |before: Option<Vec<Target>>| {
        let before = before.unwrap_or_default();
        let now = targets.get();
        if now.is_empty() {
            return before;
        }
        // After a failure the judge can try again without writing the reason again.
        if now != before {
            reason.set(String::new());
        }
        errors.0.set(Vec::new());
        action.failure.set(None);
        open.set(true);
        now
    });
    Effect::new(move || {
        if !open.get() {
            targets.set(Vec::new());
        }
    });
    let confirm = Callback::new(move |()| {
        let Some(round) = results.peek().map(|results| results.round) else {
            return;
        };
        let reason = reason.get_untracked().trim().to_owned();
        if !(5..=500).contains(&reason.chars().count()) {
            errors.0.set(vec![FieldError {
                path: "reason".to_owned(),
                message: texts().disqualify.reason_length.to_owned(),
            }]);
            return;
        }
        errors.0.set(Vec::new());
        let accounts =
            targets.with_untracked(|targets| targets.iter().map(|target| target.account).collect());
        let body = Disqualify { accounts, reason };
        let path = paths::disqualifications(round);
        jobs.start(action, async move { api::post(&path, &body).await }, move || {
            let _ = open.try_set(false);
        });
    });
    view! {
        <Dialog open title=t!(disqualify.title) test="disqualify-dialog">
            {move || targets.with(|targets| about(targets))}
            <p>{t!(disqualify.means)}</p>
            <p class="note warn" data-test="reason-is-read">{t!(disqualify.is_read)}</p>
            <TextField
                path="reason".to_owned()
                label=t!(disqualify.reason)
                hint=t!(disqualify.reason_why)
                value=reason
                kind="area"
            />
            <LastFailure failure=action.failure/>
            <DialogButtons
                open
                busy=action.busy
                confirm=t!(disqualify.confirm)
                test="disqualify"
                danger=true
                on_confirm=confirm
            />
        </Dialog>
    }
}

/// Names the contestants: in a sentence if there is one, in a list if there are several.
fn about(targets: &[Target]) -> AnyView {
    let t = &texts().disqualify;
    let prize = |target: &Target| {
        let prize = target.prize.as_ref();
        prize.map(|prize| fill(t.prize, &[("prize", prize)]))
    };
    match targets {
        [] => ().into_any(),
        [one] => {
            let text = fill(t.about, &[("name", &one.name)]);
            view! { <p><strong>{text}</strong> " " {prize(one)}</p> }.into_any()
        }
        several => {
            let text = fill(t.about_several, &[("n", &several.len().to_string())]);
            let item = |target: &Target| {
                let prize = prize(target).map(|prize| view! { <div class="soft small">{prize}</div> });
                view! { <li>{target.name.clone()} {prize}</li> }
            };
            let items = several.iter().map(item).collect_view();
            view! {
                <div>
                    <p id="disqualify-who"><strong>{text}</strong></p>
                    <ul class="names" tabindex="0" aria-labelledby="disqualify-who" data-test="disqualify-names">
                        {items}
                    </ul>
                </div>
            }
            .into_any()
        }
    }
}
