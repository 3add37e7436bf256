//! The desk of a contest: finding one of its people, to help them on the phone.

mod attempts;
mod code;
mod correct;
mod events;
pub(crate) mod person;
pub(crate) mod reason;

use super::head;
use crate::pages;
use crate::texts::{t, texts};
use crate::ui::field::{Errors, TextField, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::wire::desk::{DeskFound, DeskSearch, FoundPerson, MOST_FOUND};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api;
use web_kit::lang::fill;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <DeskPage id=id.to_owned()/> }.into_any()
}

#[component]
fn DeskPage(id: String) -> impl IntoView {
    pages::title(t!(desk.title));
    let contest = Load::<StaffContest>::new(paths::staff_contest(&id));
    let errors = Errors::provide();
    let action = Action::new();
    let text = RwSignal::new(String::new());
    let found = RwSignal::new(None::<DeskFound>);
    let path = StoredValue::new(paths::desk_search(&id));
    let find = move |event: SubmitEvent| {
        event.prevent_default();
        errors.0.set(Vec::new());
        found.set(None);
        let body = DeskSearch {
            text: text.get_untracked(),
        };
        let request = async move { api::post::<DeskFound>(&path.get_value(), &body).await };
        action.run(request, move |answer| found.set(Some(answer)));
    };
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    view! {
        {contest.draw(|contest| view! { {head(&contest)} }.into_any())}
        <div class="stack">
            <p class="soft">{t!(desk.lead)}</p>
            <form class="card stack" role="search" novalidate on:submit=find data-test="desk-search">
                <TextField path="text".to_owned() label=t!(desk.search) hint=t!(desk.search_hint) value=text/>
                <div class="row">
                    <button class="btn primary" data-test="desk-find" disabled=move || action.busy.get()>
                        {move || if action.busy.get() { texts().common.working } else { texts().desk.find }}
                    </button>
                </div>
            </form>
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            <div role="status">{move || found.with(|found| found.as_ref().map(|found| people(&id, found)))}</div>
        </div>
    }
}

fn people(contest: &str, found: &DeskFound) -> AnyView {
    let t = &texts().desk;
    let n = found.people.len().to_string();
    if found.people.is_empty() {
        return view! { <p class="empty" data-test="desk-none">{t.none}</p> }.into_any();
    }
    let told = match found.more {
        true => fill(t.more, &[("n", &MOST_FOUND.to_string())]),
        false => fill(t.some, &[("n", &n)]),
    };
    let row = |person: &FoundPerson| {
        let to = format!("/console/contests/{contest}/desk/{}", person.account);
        view! {
            <tr>
                <th scope="row"><a href=to data-test="desk-person">{person.name.clone()}</a></th>
                <td data-label=t.phone>{person.phone.clone()}</td>
                <td data-label=t.unit>{person.unit.clone().unwrap_or_else(|| "–".to_owned())}</td>
            </tr>
        }
    };
    let rows = found.people.iter().map(row).collect_view();
    view! {
        <p data-test="desk-found">{told}</p>
        <div class="scroll">
            <table class="cards">
                <thead>
                    <tr>
                        <th scope="col">{t.name}</th>
                        <th scope="col">{t.phone}</th>
                        <th scope="col">{t.unit}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
