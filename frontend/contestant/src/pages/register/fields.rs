//! The fields of the form, each with a place for its error.

use super::{Field, Form};
use crate::dom::{View, el, many, ticked};
use crate::pages;
use crate::texts::{self, Texts, fill_name};
use crate::units::{self, UnitPicker};
use contest_core::wire::contests::ContestView;
use leptos::prelude::*;

pub(super) fn account(form: Form, t: &'static Texts) -> View {
    form.take_back(Field::Name, Box::new(move || form.name.track()));
    let date_changed = move || [form.day, form.month, form.year].iter().for_each(Track::track);
    form.take_back(Field::DateOfBirth, Box::new(date_changed));
    form.take_back(Field::Phone, Box::new(move || form.phone.track()));
    form.take_back(Field::Password, Box::new(move || form.password.track()));
    let t = &t.register;
    let date = el("fieldset")
        .class("field")
        .attr("aria-describedby", "dob-error")
        .add(el("legend").text(t.date_of_birth))
        .add(el("div").class("date").each([
            date_part(form, "day", t.day, "2", form.day),
            date_part(form, "month", t.month, "2", form.month),
            date_part(form, "year", t.year, "4", form.year),
        ]))
        .add(complaint(form, Field::DateOfBirth, "dob-error"));
    let password = pages::form::password(form.password, "new-password", texts::t());
    many([
        text_field(form, Field::Name, "name", t.name, form.name),
        date,
        text_field(form, Field::Phone, "phone", t.phone, form.phone),
        el("p").class("hint").text(t.phone_hint),
        password,
        el("p").class("hint").text(t.password_hint),
        complaint(form, Field::Password, "password-error"),
    ])
}

/// One line of text. Keyboard and autofill follow from the field.
fn text_field(form: Form, field: Field, name: &str, label: &str, value: RwSignal<String>) -> View {
    let error_id = [name, "-error"].concat();
    let (kind, autocomplete) = match field {
        Field::Phone => ("tel", "tel"),
        _ => ("text", name),
    };
    let input = el("input")
        .id(name)
        .attr("name", name)
        .attr("type", kind)
        .attr("autocomplete", autocomplete)
        .attr("aria-describedby", &error_id)
        .live_attr("aria-invalid", move || form.invalid(field))
        .bind(value);
    el("div")
        .class("field")
        .add(el("label").attr("for", name).text(label))
        .add(input)
        .add(complaint(form, field, &error_id))
}

fn date_part(form: Form, name: &str, label: &str, length: &str, value: RwSignal<String>) -> View {
    let input = el("input")
        .attr("name", name)
        .attr("inputmode", "numeric")
        .attr("autocomplete", &["bday-", name].concat())
        .attr("maxlength", length)
        .live_attr("aria-invalid", move || form.invalid(Field::DateOfBirth))
        .bind(value);
    el("label").add(el("span").text(label)).add(input)
}

pub(super) fn unit(form: Form, picker: UnitPicker, t: &'static Texts) -> View {
    form.take_back(Field::Unit, Box::new(move || picker.chosen.track()));
    el("div")
        .class("field")
        .test("unit")
        .add(el("label").attr("for", "unit").text(t.register.unit))
        .add(units::picker(picker))
        .add(complaint(form, Field::Unit, "unit-error"))
}

pub(super) fn consent(form: Form, contest: &ContestView, t: &'static Texts) -> View {
    form.take_back(Field::Consent, Box::new(move || form.consent.track()));
    let controller = fill_name(t.register.controller, &contest.consent.controller);
    let text = el("div")
        .class("consent")
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", t.register.consent_title)
        .test("consent-text")
        .add(el("p").text(&controller))
        .add(el("p").class("lines").text(&contest.consent.text));
    let tick = el("input")
        .attr("type", "checkbox")
        .attr("name", "consent")
        .attr("aria-describedby", "consent-error")
        .live_attr("aria-invalid", move || form.invalid(Field::Consent))
        .checked(move || form.consent.get())
        .on("change", move |event| form.consent.set(ticked(&event)));
    el("div")
        .class("field")
        .add(el("h2").text(t.register.consent_title))
        .add(text)
        .add(
            el("label")
                .class("option")
                .add(tick)
                .add(el("span").text(t.register.consent)),
        )
        .add(complaint(form, Field::Consent, "consent-error"))
}

/// The place for the error of a field.
fn complaint(form: Form, field: Field, id: &str) -> View {
    let text = move || form.complaint(field).unwrap_or_default();
    el("p").class("error").id(id).test(id).live_text(text)
}
