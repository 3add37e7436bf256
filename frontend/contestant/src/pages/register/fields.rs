//! The fields of the form, each with a place for its error.

use super::Form;
use crate::pages::form::{Field, password_field, text_field, tick_field};
use crate::session;
use crate::texts::{Text, fill_n, fill_name, t, texts};
use crate::ui::{link, maybe, truth, typing};
use crate::units::{PickUnit, UnitPicker};
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
        let taken = form.taken.get() && complaints.of(Field::Phone).is_some();
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
        {text_field(complaints, Field::Name, "text", "name", form.name, None)}
        <fieldset class="field">
            <legend>{t!(register.date_of_birth)}</legend>
            <div class="date">
                {date_part(form, "day", t!(register.day), "2", form.day)}
                {date_part(form, "month", t!(register.month), "2", form.month)}
                {date_part(form, "year", t!(register.year), "4", form.year)}
            </div>
            {complaints.shown(Field::DateOfBirth)}
            <div role="status">{move || maybe(form.guarded.get().then(|| {
                view! { <p class="hint">{t!(register.guardian_asked)}</p> }.into_any()
            }))}</div>
        </fieldset>
        {text_field(complaints, Field::Phone, "tel", "tel", form.phone, Some(t!(register.phone_hint)))}
        {sign_in}
        {password_field(complaints, "new-password", form.password, Some(t!(register.password_hint)))}
    }
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
                id=name
                name=name
                inputmode="numeric"
                autocomplete=["bday-", name].concat()
                maxlength=length
                aria-describedby="day-error"
                aria-invalid=form.complaints.invalid(Field::DateOfBirth)
                value=value.get_untracked()
                on:input=typing(value)
            />
        </label>
    }
    .into_any()
}

#[component]
pub(super) fn UnitField(form: Form, picker: UnitPicker) -> impl IntoView {
    let complaints = form.complaints;
    complaints.take_back(Field::Unit, Box::new(move || picker.chosen.track()));
    let missing = Signal::derive(move || complaints.of(Field::Unit).is_some());
    view! {
        <div class="field" data-test="unit">
            <label for="unit">{t!(register.unit)}</label>
            <PickUnit picker invalid=missing/>
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
                <p>{move || fill_name(texts().register.controller, &consent.controller)}</p>
                <p class="lines">{consent.text}</p>
            </div>
            {tick_field(form.complaints, Field::Consent, form.consent, t!(register.consent))}
        </div>
    }
}

/// The part of a child's father, mother or guardian, who has read the text above with the child.
pub(super) fn guardian(form: Form, below: u8) -> AnyView {
    let complaints = form.complaints;
    complaints.take_back(Field::Relationship, Box::new(move || form.relationship.track()));
    let option = move |value: &'static str, label: Text| {
        let chosen = form.relationship.with_untracked(|chosen| chosen == value);
        view! { <option value=value selected=chosen>{label}</option> }.into_any()
    };
    view! {
        <section class="guardian" aria-labelledby="guardian" data-test="guardian">
            <h2 id="guardian">{t!(register.guardian)}</h2>
            <p class="quiet">{move || fill_n(texts().register.guardian_why, below)}</p>
            {text_field(complaints, Field::GuardianName, "text", "off", form.guardian_name, None)}
            <div class="field">
                <label for="relationship">{t!(register.relationship)}</label>
                <select
                    id="relationship"
                    name="relationship"
                    aria-describedby="relationship-error"
                    aria-invalid=move || truth(complaints.of(Field::Relationship).is_some())
                    on:change=typing(form.relationship)
                >
                    {option("", t!(register.choose))}
                    {option("f", t!(register.father))}
                    {option("m", t!(register.mother))}
                    {option("g", t!(register.appointed))}
                </select>
                {complaints.shown(Field::Relationship)}
            </div>
            {text_field(complaints, Field::GuardianPhone, "tel", "off", form.guardian_phone, None)}
            <div class="field">
                {tick_field(complaints, Field::GuardianConsent, form.guardian_consent, t!(register.guardian_consent))}
            </div>
        </section>
    }
    .into_any()
}
