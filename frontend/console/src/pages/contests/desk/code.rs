//! A code for somebody who has forgotten their password: told once, to be read out.

use super::reason::{self, ReasonField};
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::Errors;
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::wire::desk::{DeskCode, DeskPerson, DeskReason};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::moment;
use web_kit::lang::fill;

#[component]
pub(super) fn CodeDialog(open: RwSignal<bool>, person: Load<DeskPerson>) -> impl IntoView {
    let errors = Errors::new();
    let action = Action::new();
    let why = RwSignal::new(String::new());
    let made = RwSignal::new(None::<DeskCode>);
    // Closed, it is gone: nobody finds the code on a screen that was left.
    Effect::new(move || {
        if !open.get() {
            made.set(None);
            why.set(String::new());
            action.failure.set(None);
        }
    });
    let make = Callback::new(move |()| {
        let Some((seen, reason)) = person.peek().zip(reason::read(why, errors)) else {
            return;
        };
        let path = paths::desk_code(seen.contest, seen.account);
        let request = async move { api::post::<DeskCode>(&path, &DeskReason { reason }).await };
        action.run(request, move |code| {
            // It must not appear in a dialog that was closed meanwhile.
            if open.get_untracked() {
                made.set(Some(code));
            }
        });
    });
    view! {
        <Dialog open title=t!(desk.code) test="code-dialog">
            {provide_context(errors)}
            {move || match made.get() {
                Some(code) => told(&code, open),
                None => view! {
                    <p>{t!(desk.code_why)}</p>
                    <ReasonField reason=why/>
                    <LastFailure failure=action.failure/>
                    <DialogButtons open busy=action.busy confirm=t!(desk.code_make) test="code" on_confirm=make/>
                }
                .into_any(),
            }}
        </Dialog>
    }
}

fn told(code: &DeskCode, open: RwSignal<bool>) -> AnyView {
    let t = &texts().desk;
    let told = fill(t.code_told, &[("time", &moment(code.valid_until))]);
    let (first, second) = code.code.split_at(code.code.len() / 2);
    view! {
        <div role="status" class="stack">
            <p>{told}</p>
            <p class="read-out" data-test="desk-code-told">{format!("{first} {second}")}</p>
            <p>{t.code_how}</p>
        </div>
        <div class="row">
            <button type="button" class="btn primary" data-test="code-done" on:click=move |_| open.set(false)>
                {t.code_done}
            </button>
        </div>
    }
    .into_any()
}
