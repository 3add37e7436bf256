//! The judges of a contest, for its owner: who they are, adding one, inviting one, removing one.

use super::head;
use crate::pages;
use crate::pages::accounts::{links, made};
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, FieldError, TextField, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::{FailureNote, LastFailure};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use contest_core::wire::staff_accounts::{Invite, Judges, MadeLink, StaffAccount};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api;
use web_kit::lang::fill;

pub(crate) fn page(id: &str) -> AnyView {
    view! { <JudgesPage id=id.to_owned()/> }.into_any()
}

#[component]
fn JudgesPage(id: String) -> impl IntoView {
    pages::title(t!(judges.title));
    let contest = Load::<StaffContest>::new(paths::staff_contest(&id));
    let load = Load::<Judges>::new(paths::judges(&id));
    let removing = RwSignal::new(None::<StaffAccount>);
    let again = Callback::new(move |()| load.again());
    let id = StoredValue::new(id);
    view! {
        {contest.draw(|contest| view! { {head(&contest)} }.into_any())}
        <div class="stack">
            <p class="soft">{t!(judges.lead)}</p>
            {load.draw(move |all| {
                view! { {table(&all.judges, removing)} {links::list(&all.links, again)} }.into_any()
            })}
            <AppointForm id=id.get_value() load/>
            <InviteForm id=id.get_value() load/>
        </div>
        <RemoveDialog id=id.get_value() removing load/>
    }
}

fn table(judges: &[StaffAccount], removing: RwSignal<Option<StaffAccount>>) -> AnyView {
    let t = &texts().accounts;
    if judges.is_empty() {
        return view! { <p class="note warn" data-test="no-judges">{texts().judges.none}</p> }.into_any();
    }
    let row = |judge: &StaffAccount| {
        let target = judge.clone();
        let disabled = judge.disabled_at.map(|_| texts().judges.is_disabled);
        view! {
            <tr data-test="judge" data-login=judge.login.clone()>
                <th scope="row">{judge.name.clone()} {disabled.map(|text| view! { <div class="soft small">{text}</div> })}</th>
                <td data-label=t.login>{judge.login.clone()}</td>
                <td>
                    <button class="btn tight" data-test="remove-judge" on:click=move |_| removing.set(Some(target.clone()))>
                        {texts().judges.remove}
                    </button>
                </td>
            </tr>
        }
    };
    let rows = judges.iter().map(row).collect_view();
    view! {
        <div class="scroll">
            <table class="cards" data-test="judges">
                <thead>
                    <tr>
                        <th scope="col">{t.name}</th>
                        <th scope="col">{t.login}</th>
                        <th scope="col"><span class="sr">{t.actions}</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Adds somebody who has an account.
#[component]
fn AppointForm(id: String, load: Load<Judges>) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let login = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        errors.0.set(Vec::new());
        let name = login.get_untracked().trim().to_owned();
        if name.is_empty() {
            let message = texts().judges.appoint_hint.to_owned();
            errors.0.set(vec![FieldError {
                path: "login".to_owned(),
                message,
            }]);
            return;
        }
        let path = paths::judge(&id, &name);
        let request = async move { api::put::<Judges>(&path, &()).await };
        action.run(request, move |all| {
            login.set(String::new());
            load.set(all);
        });
    };
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    view! {
        <form class="card stack" novalidate on:submit=submit data-test="appoint">
            <h2>{t!(judges.appoint)}</h2>
            <TextField path="login".to_owned() label=t!(accounts.login) hint=t!(judges.appoint_hint) value=login/>
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            <div class="row">
                <button class="btn" data-test="appoint-submit" disabled=move || action.busy.get()>{t!(judges.add)}</button>
            </div>
        </form>
    }
}

/// Makes a link for somebody who has none.
#[component]
fn InviteForm(id: String, load: Load<Judges>) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let name = RwSignal::new(String::new());
    let made = RwSignal::new(None::<MadeLink>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        errors.0.set(Vec::new());
        let path = paths::judges(&id);
        let body = Invite {
            name: name.get_untracked(),
            role: None,
        };
        let request = async move { api::post::<MadeLink>(&path, &body).await };
        action.run(request, move |link| {
            name.set(String::new());
            made.set(Some(link));
            load.again();
        });
    };
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    view! {
        <form class="card stack" novalidate on:submit=submit data-test="invite">
            <h2>{t!(judges.invite)}</h2>
            <p class="soft">{t!(accounts.invite_why)}</p>
            {move || made.get().map(|link| made::told(&link, move || made.set(None)))}
            <TextField path="name".to_owned() label=t!(accounts.name) value=name/>
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            <div class="row">
                <button class="btn" data-test="invite-make" disabled=move || action.busy.get()>{t!(accounts.make)}</button>
            </div>
        </form>
    }
}

#[component]
fn RemoveDialog(id: String, removing: RwSignal<Option<StaffAccount>>, load: Load<Judges>) -> impl IntoView {
    let open = RwSignal::new(false);
    let action = Action::new();
    Effect::new(move || {
        action.failure.set(None);
        open.set(removing.with(Option::is_some));
    });
    // The dialog also closes by Escape.
    Effect::new(move || {
        if !open.get() && removing.with_untracked(Option::is_some) {
            removing.set(None);
        }
    });
    let confirm = Callback::new(move |()| {
        let Some(judge) = removing.get_untracked() else {
            return;
        };
        let path = paths::judge(&id, &judge.login);
        let request = async move { api::delete_for::<Judges>(&path).await };
        action.run(request, move |all| {
            removing.set(None);
            load.set(all);
        });
    });
    let why = move || {
        let name = removing.with(|judge| judge.as_ref().map(|judge| judge.name.clone()));
        fill(texts().judges.remove_why, &[("name", &name.unwrap_or_default())])
    };
    view! {
        <Dialog open title=t!(judges.remove_title) test="remove-judge-dialog">
            <p>{why}</p>
            <LastFailure failure=action.failure/>
            <DialogButtons open busy=action.busy confirm=t!(judges.remove) test="remove-judge" danger=true on_confirm=confirm/>
        </Dialog>
    }
}
