//! Inviting a member of staff.

use super::made;
use crate::names;
use crate::texts::{t, texts};
use crate::ui::field::{Choice, Errors, SelectField, TextField, of_fields};
use crate::ui::load::Action;
use crate::ui::notice::FailureNote;
use contest_core::wire::accounts::Role;
use contest_core::wire::paths;
use contest_core::wire::staff_accounts::{Invite, MadeLink};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::api;

const ROLES: [(&str, Role); 3] = [
    ("organiser", Role::Organiser),
    ("judge", Role::Judge),
    ("administrator", Role::Administrator),
];

/// `made`: a link that was made elsewhere on the page, too, is shown here. `changed` reads the list again.
#[component]
pub(super) fn InviteForm(made: RwSignal<Option<MadeLink>>, changed: Callback<()>) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let (name, role) = (
        RwSignal::new(String::new()),
        RwSignal::new("organiser".to_owned()),
    );
    let roles = Signal::derive(|| {
        let choice = |(key, role): (&str, Role)| -> Choice { (key.to_owned(), names::role(role).to_owned()) };
        ROLES.into_iter().map(choice).collect::<Vec<_>>()
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        errors.0.set(Vec::new());
        let chosen = role.get_untracked();
        let body = Invite {
            name: name.get_untracked(),
            role: ROLES
                .iter()
                .find(|(key, _)| *key == chosen)
                .map(|(_, role)| *role),
        };
        let request = async move { api::post::<MadeLink>(paths::STAFF_ACCOUNTS, &body).await };
        action.run(request, move |link| {
            name.set(String::new());
            made.set(Some(link));
            changed.run(());
        });
    };
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    view! {
        <section class="card stack">
            <h2>{t!(accounts.invite)}</h2>
            <p class="soft">{t!(accounts.invite_why)}</p>
            {move || made.get().map(|link| made::told(&link, move || made.set(None)))}
            <form class="stack" novalidate on:submit=submit data-test="invite">
                <TextField path="name".to_owned() label=t!(accounts.name) value=name/>
                <SelectField path="role".to_owned() label=t!(accounts.role) value=role choices=roles/>
                {move || failure().map(|failure| view! { <FailureNote failure/> })}
                <div class="row">
                    <button class="btn primary" data-test="invite-make" disabled=move || action.busy.get()>
                        {move || if action.busy.get() { texts().common.working } else { texts().accounts.make }}
                    </button>
                </div>
            </form>
        </section>
    }
}
