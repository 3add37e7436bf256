//! Cancels a round, for good.

use crate::pages::contests::desk::reason;
use crate::texts::t;
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, TextField, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::wire::paths;
use contest_core::wire::staff::{CancelRound, StaffContest, StaffRound};
use leptos::prelude::*;
use web_kit::api;

/// The dialog is open while `cancelling` holds a round.
#[component]
pub(crate) fn CancelDialog(
    cancelling: RwSignal<Option<StaffRound>>,
    load: Load<StaffContest>,
) -> impl IntoView {
    let errors = Errors::new();
    let open = RwSignal::new(false);
    let action = Action::new();
    let (title, why) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        if cancelling.with(Option::is_some) {
            title.set(String::new());
            why.set(String::new());
            errors.0.set(Vec::new());
            action.failure.set(None);
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() {
            cancelling.set(None);
        }
    });
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let cancel = Callback::new(move |()| {
        let (Some(round), Some(reason)) = (cancelling.get_untracked(), reason::read(why, errors)) else {
            return;
        };
        let body = CancelRound {
            reason,
            title: title.get_untracked(),
        };
        let request = async move { api::post::<StaffContest>(&paths::cancellation(round.id), &body).await };
        action.run(request, move |_| {
            open.set(false);
            load.again();
        });
    });
    let name = move || cancelling.with(|round| round.as_ref().map(|round| round.title.clone()));
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    view! {
        <Dialog open title=t!(cancel_round.title) test="cancel-round-dialog">
            {provide_context(errors)}
            <p><strong>{name}</strong></p>
            <p class="note bad">{t!(cancel_round.rules)}</p>
            <TextField path="reason".to_owned() label=t!(cancel_round.reason) hint=t!(cancel_round.reason_why) value=why kind="area"/>
            <TextField path="title".to_owned() label=t!(cancel_round.type_title) value=title/>
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            <DialogButtons open busy=action.busy confirm=t!(cancel_round.cancel) test="cancel-round" danger=true on_confirm=cancel/>
        </Dialog>
    }
}
