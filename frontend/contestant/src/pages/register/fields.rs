//! The fields of the form, each with a place for its error.

use super::Form;
use crate::pages::form::{Field, consent_field, group, line, password_field, text_field, tick};
use crate::session;
use crate::texts::{self, Text, fill_n, fill_name, t};
use crate::ui::{link, maybe, quiet};
use crate::units::{UnitPicker, pick_unit};
use contest_core::wire::contests::ConsentText;
use leptos::prelude::*;

#[component]
pub(super) fn Account(form: Form) -> impl IntoView {
    let complaints = form.complaints;
    let date = [form.day, form.month, form.year];
    complaints.take_back(
        Field::DateOfBirth,
        Box::new(move || date.iter().for_each(Track::track)),
    );
    // The place where somebody with an account finds the way to it.
    let sign_in = move || {
        let taken = form.taken.get() && complaints.has(Field::Phone);
        maybe(taken.then(|| {
            link(
                "plain",
                session::sign_in_address(),
                "phone-sign-in",
                t!(common.sign_in),
            )
        }))
    };
    view! {
        {text_field(complaints, Field::Name, ["text", "name"], form.name, None)}
        {group(t!(register.date_of_birth), view! {
            <div class="date">
                {date_part(form, "bday-day", t!(register.day), form.day)}
                {date_part(form, "bday-month", t!(register.month), form.month)}
                {date_part(form, "bday-year", t!(register.year), form.year)}
            </div>
            {complaints.shown(Field::DateOfBirth)}
        }
        .into_any())}
        {text_field(complaints, Field::Phone, ["tel", "tel"], form.phone, Some(t!(register.phone_hint)))}
        {sign_in}
        {password_field(complaints, "new-password", form.password, Some(t!(register.password_hint)))}
    }
}

/// A part of the date. Its id is also the second half of what browsers call it.
fn date_part(form: Form, bday: &'static str, label: Text, value: RwSignal<String>) -> AnyView {
    let names = [&bday[5..], "numeric", bday];
    let field = Field::DateOfBirth;
    view! {
        <label>
            <span>{label}</span>
            {line(form.complaints, field, names, field.error_id(), value)}
        </label>
    }
    .into_any()
}

#[component]
pub(super) fn UnitField(form: Form, picker: UnitPicker) -> impl IntoView {
    let complaints = form.complaints;
    complaints.take_back(Field::Unit, Box::new(move || picker.chosen.track()));
    let search = move || {
        let described_by = "unit-hint unit-error".to_owned();
        line(
            complaints,
            Field::Unit,
            ["unit", "text", "off"],
            described_by,
            picker.search,
        )
    };
    view! {
        <div class="field" data-test="unit">
            <label for="unit">{t!(register.unit)}</label>
            {pick_unit(picker, Box::new(search))}
            {complaints.shown(Field::Unit)}
        </div>
    }
}

#[component]
pub(super) fn ConsentField(form: Form, consent: ConsentText) -> impl IntoView {
    view! {
        <div class="field">
            <h2>{t!(register.consent_title)}</h2>
            <div
                class="consent"
                tabindex="0"
                role="region"
                aria-label=t!(register.consent_title)
                data-test="consent-text"
            >
                <p>{move || fill_name(texts::register().controller(), &consent.controller)}</p>
                <p class="lines">{consent.text}</p>
            </div>
            {consent_field(form.complaints, Field::Consent, form.consent, t!(register.consent))}
        </div>
    }
}

/// The part of a child's father, mother or guardian, who has read the text above with the child.
pub(super) fn guardian(form: Form, below: u8) -> AnyView {
    let complaints = form.complaints;
    let relationship = form.relationship;
    complaints.take_back(Field::Relationship, Box::new(move || relationship.track()));
    let choice = move |value: &'static str, label: Text| {
        let chosen = relationship.with_untracked(|chosen| chosen == value);
        let names = ["radio", "relationship", value];
        let choose = Box::new(move |_: bool| relationship.set(value.to_owned()));
        tick(complaints, Field::Relationship, names, (chosen, choose), label)
    };
    let relationships = view! {
        {choice("father", t!(register.father))}
        {choice("mother", t!(register.mother))}
        {choice("guardian", t!(register.appointed))}
        {complaints.shown(Field::Relationship)}
    };
    let fields = view! {
        {quiet((move || fill_n(texts::register().guardian_why(), below)).into_any())}
        {text_field(complaints, Field::GuardianName, ["text", "off"], form.guardian_name, None)}
        {group(t!(register.relationship), relationships.into_any())}
        {text_field(complaints, Field::GuardianPhone, ["tel", "off"], form.guardian_phone, None)}
        {consent_field(complaints, Field::GuardianConsent, form.guardian_consent, t!(register.guardian_consent))}
    };
    group(t!(register.guardian), fields.into_any())
}
