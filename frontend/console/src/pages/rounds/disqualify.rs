//! Disqualifying a contestant, with a reason that goes to the minutes.

use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, FieldError, TextField};
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::ids::AccountId;
use contest_core::wire::results::{Disqualify, RoundResults};
use leptos::prelude::*;
use web_kit::api;
use web_kit::lang::fill;

/// The contestant the dialog is about.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) prize: Option<String>,
}

/// Open while there is a target.
#[component]
pub(crate) fn DisqualifyDialog(target: RwSignal<Option<Target>>, load: Load<RoundResults>) -> impl IntoView {
    let errors = Errors::provide();
    let open = RwSignal::new(false);
    let action = Action::new();
    let reason = RwSignal::new(String::new());
    Effect::new(move || {
        if target.with(Option::is_some) {
            reason.set(String::new());
            errors.0.set(Vec::new());
            action.failure.set(None);
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() {
            target.set(None);
        }
    });
    let confirm = Callback::new(move |()| {
        let Some(round) = load.peek().map(|results| results.round) else {
            return;
        };
        let Some(person) = target.get_untracked() else {
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
        let body = Disqualify {
            account: person.account,
            reason,
        };
        let path = format!("/staff/rounds/{round}/disqualifications");
        let request = async move { api::post::<RoundResults>(&path, &body).await };
        action.run(request, move |results| {
            open.set(false);
            load.set(results);
        });
    });
    let about = move || {
        let person = target.get()?;
        let text = fill(texts().disqualify.about, &[("name", &person.name)]);
        let prize = person
            .prize
            .map(|prize| fill(texts().disqualify.prize, &[("prize", &prize)]));
        Some(view! { <p><strong>{text}</strong> " " {prize}</p> })
    };
    view! {
        <Dialog open title=t!(disqualify.title) test="disqualify-dialog">
            {about}
            <p>{t!(disqualify.means)}</p>
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
