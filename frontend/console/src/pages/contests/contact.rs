//! How contestants reach the organisers, and the dialog in which this is changed once the contest is published.

use crate::forms::contact_view::ContactFields;
use crate::forms::contest::ContactForm;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Errors, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use contest_core::wire::staff::{ChangeContact, ContactDraft, StaffContest};
use leptos::prelude::*;
use serde::de::IgnoredAny;
use web_kit::api;

#[component]
pub(crate) fn ContactCard(contest: StaffContest, organiser: bool, load: Load<StaffContest>) -> impl IntoView {
    let open = RwSignal::new(false);
    let contact = contest.draft.contact.clone();
    // The draft has a form of its own.
    let changes = (organiser && contest.published).then(|| {
        view! {
            <p>
                <button class="btn tight" data-test="change-contact" on:click=move |_| open.set(true)>
                    {t!(contact.change)}
                </button>
            </p>
            <ContactDialog contest open load/>
        }
    });
    view! {
        <section class="card stack" data-test="contact">
            <h2>{t!(contest_form.contact)}</h2>
            {told(&contact)}
            {changes}
        </section>
    }
}

fn told(contact: &ContactDraft) -> AnyView {
    let t = &texts().contest_form;
    if contact.is_empty() {
        return view! { <p class="note warn">{texts().contact.nothing}</p> }.into_any();
    }
    let lines = [
        (t.contact_phone, &contact.phone),
        (t.contact_email, &contact.email),
        (t.contact_desk, &contact.desk),
        (t.contact_hours, &contact.hours),
        (t.contact_address, &contact.address),
    ];
    let given = lines.into_iter().filter(|(_, text)| !text.is_empty());
    let line =
        |(name, text): (&'static str, &String)| view! { <div><dt>{name}</dt><dd>{text.clone()}</dd></div> };
    view! { <dl class="facts of-texts">{given.map(line).collect_view()}</dl> }.into_any()
}

#[component]
fn ContactDialog(contest: StaffContest, open: RwSignal<bool>, load: Load<StaffContest>) -> impl IntoView {
    let errors = Errors::provide();
    let action = Action::new();
    let form = ContactForm::new(&contest.draft.contact);
    let id = contest.id;
    let version = StoredValue::new(contest.version);
    let save = Callback::new(move |()| {
        errors.0.set(Vec::new());
        let body = ChangeContact {
            version: version.get_value(),
            contact: form.read(),
        };
        let request = async move { api::patch::<IgnoredAny>(&paths::staff_contest(id), &body).await };
        action.run(request, move |_| {
            open.set(false);
            load.again();
        });
    });
    Effect::new(move || {
        if let Some(failure) = action.failure.get() {
            errors.0.set(of_fields(&failure));
        }
    });
    // Whoever has read that the contest has changed meanwhile sees what is there now.
    Effect::new(move |was_open: Option<bool>| {
        let is_open = open.get();
        let is_outdated = action.failure.with_untracked(|failure| {
            let code = failure.as_ref().and_then(|failure| failure.code());
            code == Some(ErrorCode::DraftChanged)
        });
        if was_open == Some(true) && !is_open && is_outdated {
            load.again();
        }
        is_open
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    view! {
        <Dialog open title=t!(contact.change) test="contact-dialog">
            <p class="hint">{t!(contact.change_why)}</p>
            <ContactFields contact=form/>
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            <DialogButtons open busy=action.busy confirm=t!(contact.save) test="contact" on_confirm=save/>
        </Dialog>
    }
}
