//! The fields of the form, each with a place for its error.

use super::{Field, Form};
use crate::pages::form::Password;
use crate::texts::{self, Text, fill_name, t};
use crate::ui::{truth, typing};
use crate::units::{PickUnit, UnitPicker};
use contest_core::wire::contests::ConsentText;
use leptos::prelude::*;

#[component]
pub(super) fn Account(form: Form) -> impl IntoView {
    form.take_back(Field::Name, Box::new(move || form.name.track()));
    let date_changed = move || [form.day, form.month, form.year].iter().for_each(Track::track);
    form.take_back(Field::DateOfBirth, Box::new(date_changed));
    form.take_back(Field::Phone, Box::new(move || form.phone.track()));
    form.take_back(Field::Password, Box::new(move || form.password.track()));
    let weak = Signal::derive(move || form.is_invalid(Field::Password));
    view! {
        {text_field(form, Field::Name, "name", t!(register.name), form.name)}
        <fieldset class="field" aria-describedby="dob-error">
            <legend>{t!(register.date_of_birth)}</legend>
            <div class="date">
                {date_part(form, "day", t!(register.day), "2", form.day)}
                {date_part(form, "month", t!(register.month), "2", form.month)}
                {date_part(form, "year", t!(register.year), "4", form.year)}
            </div>
            {complaint(form, Field::DateOfBirth, "dob-error".to_owned())}
        </fieldset>
        {text_field(form, Field::Phone, "phone", t!(register.phone), form.phone)}
        <p class="hint">{t!(register.phone_hint)}</p>
        <Password value=form.password autocomplete="new-password" invalid=weak described_by=Some("password-error")/>
        <p class="hint">{t!(register.password_hint)}</p>
        {complaint(form, Field::Password, "password-error".to_owned())}
    }
}

/// One line of text. Keyboard and autofill follow from the field.
fn text_field(form: Form, field: Field, name: &'static str, label: Text, value: RwSignal<String>) -> AnyView {
    let error = [name, "-error"].concat();
    let (kind, autocomplete) = match field {
        Field::Phone => ("tel", "tel"),
        _ => ("text", name),
    };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input
                id=name
                name=name
                type=kind
                autocomplete=autocomplete
                aria-describedby=error.clone()
                aria-invalid=move || truth(form.is_invalid(field))
                prop:value=move || value.get()
                on:input=typing(value)
            />
            {complaint(form, field, error)}
        </div>
    }
    .into_any()
}

fn date_part(
    form: Form,
    name: &'static str,
    label: Text,
    length: &'static str,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <label>
            <span>{label}</span>
            <input
                name=name
                inputmode="numeric"
                autocomplete=["bday-", name].concat()
                maxlength=length
                aria-invalid=move || truth(form.is_invalid(Field::DateOfBirth))
                prop:value=move || value.get()
                on:input=typing(value)
            />
        </label>
    }
    .into_any()
}

#[component]
pub(super) fn UnitField(form: Form, picker: UnitPicker) -> impl IntoView {
    form.take_back(Field::Unit, Box::new(move || picker.chosen.track()));
    let missing = Signal::derive(move || form.is_invalid(Field::Unit));
    view! {
        <div class="field" data-test="unit">
            <label for="unit">{t!(register.unit)}</label>
            <PickUnit picker invalid=missing/>
            {complaint(form, Field::Unit, "unit-error".to_owned())}
        </div>
    }
}

#[component]
pub(super) fn ConsentField(form: Form, consent: ConsentText) -> impl IntoView {
    form.take_back(Field::Consent, Box::new(move || form.consent.track()));
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
                <p>{move || fill_name(texts::register().controller, &consent.controller)}</p>
                <p class="lines">{consent.text}</p>
            </div>
            <label class="option">
                <input
                    type="checkbox"
                    name="consent"
                    aria-describedby="consent-error"
                    aria-invalid=move || truth(form.is_invalid(Field::Consent))
                    prop:checked=move || form.consent.get()
                    on:change=move |event| form.consent.set(event_target_checked(&event))
                />
                <span>{t!(register.consent)}</span>
            </label>
            {complaint(form, Field::Consent, "consent-error".to_owned())}
        </div>
    }
}

/// The place for the error of a field.
fn complaint(form: Form, field: Field, id: String) -> AnyView {
    view! {
        <p class="error" id=id.clone() data-test=id>
            {move || form.complaint(field).unwrap_or_default()}
        </p>
    }
    .into_any()
}
