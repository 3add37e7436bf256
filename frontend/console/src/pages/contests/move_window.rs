//! Moves the opening or the close of a published round.

use crate::forms::moments;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, FieldError, TextField};
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::rounds::Phase;
use contest_core::wire::paths;
use contest_core::wire::staff::{MoveWindow, StaffContest, StaffRound};
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::moment;

/// The dialog is open while `moving` holds a round.
#[component]
pub(crate) fn MoveWindowDialog(
    moving: RwSignal<Option<StaffRound>>,
    load: Load<StaffContest>,
) -> impl IntoView {
    let errors = Errors::provide();
    let open = RwSignal::new(false);
    let action = Action::new();
    let (opens_at, closes_at) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move || {
        if let Some(round) = moving.get() {
            opens_at.set(moments::to_input(round.opens_at));
            closes_at.set(moments::to_input(round.closes_at));
            errors.0.set(Vec::new());
            action.failure.set(None);
            open.set(true);
        }
    });
    Effect::new(move || {
        if !open.get() {
            moving.set(None);
        }
    });
    let save = Callback::new(move |()| {
        let Some(round) = moving.get_untracked() else {
            return;
        };
        let opens = moments::from_input_of(round.opens_at, &opens_at.get_untracked());
        let closes = moments::from_input_of(round.closes_at, &closes_at.get_untracked());
        let mut problems = Vec::new();
        for (path, moment) in [("opens_at", &opens), ("closes_at", &closes)] {
            if moment.is_none() {
                problems.push(FieldError {
                    path: path.to_owned(),
                    message: texts().problem.moment.to_owned(),
                });
            }
        }
        errors.0.set(problems);
        if let Some((opens_at, closes_at)) = opens.zip(closes) {
            let body = MoveWindow { opens_at, closes_at };
            let path = paths::window(round.id);
            let request = async move { api::patch::<serde::de::IgnoredAny>(&path, &body).await };
            action.run(request, move |_| {
                open.set(false);
                load.again();
            });
        }
    });
    let started = move || moving.with(|round| round.as_ref().is_some_and(|round| round.phase == Phase::Open));
    let opened = move || moving.with(|round| round.as_ref().map(|round| moment(round.opens_at)));
    view! {
        <Dialog open title=t!(window.title) test="window-dialog">
            <p class="soft">{move || moving.with(|round| round.as_ref().map(|round| round.title.clone()))}</p>
            <Show
                when=move || !started()
                fallback=move || view! {
                    <p><strong>{t!(round.opens_at)}</strong> ": " {opened} " – " {t!(window.opened)}</p>
                }
            >
                <TextField path="opens_at".to_owned() label=t!(round.opens_at) hint=t!(round.clock) value=opens_at kind="datetime-local"/>
            </Show>
            <TextField path="closes_at".to_owned() label=t!(round.closes_at) hint=t!(window.closes_why) value=closes_at kind="datetime-local"/>
            <LastFailure failure=action.failure/>
            <DialogButtons open busy=action.busy confirm=t!(window.save) test="window" on_confirm=save/>
        </Dialog>
    }
}
