//! Registering for a contest; who has an account already only chooses a unit and consents.

use crate::remote::Remote;
use crate::session::{self, Who};
use crate::texts::{self, Texts, fill_name};
use crate::units::{self, UnitPicker};
use contest_core::ids::ContestId;
use contest_core::time::Day;
use contest_core::wire::accounts::{Consent, EnterContest, Entry, Register, Session};
use contest_core::wire::contests::ContestView;
use contest_core::wire::errors::ErrorCode;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_kit::api::{self, Failure};
use web_kit::{clock, router};

/// The fewest characters of a password.
const PASSWORD: usize = 8;

/// The fields of the form; each is the place where its complaint is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    DateOfBirth,
    Phone,
    Password,
    Unit,
    Consent,
}

/// What has been filled in. Lives as long as the page, also over a change of language.
#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    day: RwSignal<String>,
    month: RwSignal<String>,
    year: RwSignal<String>,
    phone: RwSignal<String>,
    password: RwSignal<String>,
    consent: RwSignal<bool>,
    units: StoredValue<Option<UnitPicker>>,
    complaints: RwSignal<Vec<(Field, String)>>,
    /// What is wrong with the whole, rather than with a field.
    problem: RwSignal<Option<String>>,
    sending: RwSignal<bool>,
}

pub(crate) fn page(slug: &str) -> AnyView {
    let text = || RwSignal::new(String::new());
    let form = Form {
        name: text(),
        day: text(),
        month: text(),
        year: text(),
        phone: text(),
        password: text(),
        consent: RwSignal::new(false),
        units: StoredValue::new(None),
        complaints: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
        sending: RwSignal::new(false),
    };
    let path = ["/contests/", &api::encode(slug)].concat();
    let contest = Remote::<ContestView>::read(path, |contest| clock::learn(contest.now));
    let owner = StoredValue::new(Owner::current());
    (move || {
        contest.show(|contest, t| {
            if contest.has_units && form.units.with_value(Option::is_none) {
                let read = || UnitPicker::read(&contest.id.to_string());
                let picker = owner.with_value(|owner| owner.as_ref().map(|owner| owner.with(read)));
                form.units.set_value(picker);
            }
            form_view(form, contest, t)
        })
    })
    .into_any()
}

fn form_view(form: Form, contest: &ContestView, t: &'static Texts) -> AnyView {
    let who = session::who();
    let known = who.session().map(|session| session.name.clone());
    let title = if known.is_some() {
        t.register.enter_title
    } else {
        t.register.title
    };
    router::title(title);
    let back = ["/thi/", &contest.slug].concat();
    if who.entered(contest.id) {
        return view! {
            <section class="card"><p data-test="already">{t.register.already}</p><a class="button" href=back>{t.common.back}</a></section>
        }
        .into_any();
    }
    let entering = known.is_some();
    let sign_in = ["/dang-nhap?tiep=/thi/", &contest.slug, "/dang-ky"].concat();
    let target = Target {
        contest: contest.id,
        version: contest.consent.version.clone(),
        back,
        entering,
    };
    let send = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        form.send(target.clone());
    };
    view! {
        <form class="card form" on:submit=send novalidate data-test="register-form">
            <p class="over">{contest.title.clone()}</p>
            <h1>{title}</h1>
            {match &known {
                Some(name) => view! { <p>{fill_name(t.register.as_account, name)}</p> }.into_any(),
                None => view! {
                    <p class="quiet">{t.register.lead}</p>
                    <a class="plain" href=sign_in data-test="sign-in">{t.contest.have_account}</a>
                    {account_fields(form, t)}
                }.into_any(),
            }}
            {form.units.get_value().map(|picker| unit_field(form, picker, t))}
            {consent_field(form, contest, t)}
            {move || form.problem.get().map(|problem| view! { <p class="note bad" role="alert" data-test="form-error">{problem}</p> })}
            <button class="button wide" type="submit" data-test="submit-registration" disabled=form.sending>
                {move || match (form.sending.get(), entering) {
                    (true, _) => t.register.sending,
                    (false, true) => t.register.submit_enter,
                    (false, false) => t.register.submit,
                }}
            </button>
        </form>
    }
    .into_any()
}

fn account_fields(form: Form, t: &'static Texts) -> AnyView {
    view! {
        {text_field(form, Field::Name, "name", t.register.name, "", "name", "text", form.name)}
        <fieldset class="field" aria-describedby="dob-error">
            <legend>{t.register.date_of_birth}</legend>
            <div class="date">
                {date_part(form, "day", t.register.day, "bday-day", 2, form.day)}
                {date_part(form, "month", t.register.month, "bday-month", 2, form.month)}
                {date_part(form, "year", t.register.year, "bday-year", 4, form.year)}
            </div>
            {complaint(form, Field::DateOfBirth, "dob-error")}
        </fieldset>
        {text_field(form, Field::Phone, "phone", t.register.phone, t.register.phone_hint, "tel", "tel", form.phone)}
        {password_field(form.password, "new-password", t)}
        <p class="hint">{t.register.password_hint}</p>
        {complaint(form, Field::Password, "password-error")}
    }
    .into_any()
}

#[expect(clippy::too_many_arguments, reason = "one plain field of the form, described")]
fn text_field(
    form: Form,
    field: Field,
    name: &'static str,
    label: &'static str,
    hint: &'static str,
    autocomplete: &'static str,
    mode: &'static str,
    value: RwSignal<String>,
) -> AnyView {
    let error_id = [name, "-error"].concat();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input id=name name=name type="text" inputmode=mode autocomplete=autocomplete prop:value=value
                aria-invalid=move || form.invalid(field) aria-describedby=error_id.clone()
                on:input:target=move |event| value.set(event.target().value())/>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            {complaint(form, field, &error_id)}
        </div>
    }
    .into_any()
}

fn date_part(
    form: Form,
    name: &'static str,
    label: &'static str,
    autocomplete: &'static str,
    length: usize,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <label class=name>
            <span>{label}</span>
            <input name=name type="text" inputmode="numeric" autocomplete=autocomplete maxlength=length prop:value=value
                aria-invalid=move || form.invalid(Field::DateOfBirth)
                on:input:target=move |event| value.set(event.target().value())/>
        </label>
    }
    .into_any()
}

/// A password with a button that shows it: mistyping on a phone is the usual way to fail.
pub(crate) fn password_field(
    value: RwSignal<String>,
    autocomplete: &'static str,
    t: &'static Texts,
) -> AnyView {
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label for="password">{t.register.password}</label>
            <div class="joined">
                <input id="password" name="password" type=move || if shown.get() { "text" } else { "password" }
                    autocomplete=autocomplete autocapitalize="none" spellcheck="false" aria-describedby="password-error"
                    prop:value=value on:input:target=move |event| value.set(event.target().value())/>
                <button type="button" class="button second" data-test="show-password" aria-label=t.register.show_password
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    on:click=move |_| shown.update(|shown| *shown = !*shown)>
                    {move || if shown.get() { t.register.hide } else { t.register.show }}
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn unit_field(form: Form, picker: UnitPicker, t: &'static Texts) -> AnyView {
    view! {
        <div class="field" data-test="unit">
            <label for="unit">{t.register.unit}</label>
            {units::picker(picker)}
            {complaint(form, Field::Unit, "unit-error")}
        </div>
    }
    .into_any()
}

fn consent_field(form: Form, contest: &ContestView, t: &'static Texts) -> AnyView {
    view! {
        <div class="field">
            <h2>{t.register.consent_title}</h2>
            <div class="consent" tabindex="0" role="region" aria-label=t.register.consent_title data-test="consent-text">
                <p>{fill_name(t.register.controller, &contest.consent.controller)}</p>
                <p class="lines">{contest.consent.text.clone()}</p>
            </div>
            <label class="option">
                <input type="checkbox" name="consent" prop:checked=form.consent aria-invalid=move || form.invalid(Field::Consent)
                    aria-describedby="consent-error" on:change:target=move |event| form.consent.set(event.target().checked())/>
                <span>{t.register.consent}</span>
            </label>
            {complaint(form, Field::Consent, "consent-error")}
        </div>
    }
    .into_any()
}

/// The place where the complaint about a field stands.
fn complaint(form: Form, field: Field, id: &str) -> AnyView {
    let text = move || form.complaint(field).unwrap_or_default();
    view! { <p class="error" id=id.to_owned() data-test=id.to_owned()>{text}</p> }.into_any()
}

/// What the form is sent for.
#[derive(Clone)]
struct Target {
    contest: ContestId,
    /// Version of the consent text.
    version: String,
    back: String,
    /// With an account that exists.
    entering: bool,
}

impl Form {
    fn complaint(self, field: Field) -> Option<String> {
        self.complaints.with(|complaints| {
            let own = complaints.iter().find(|(of, _)| *of == field);
            own.map(|(_, text)| text.clone())
        })
    }

    fn invalid(self, field: Field) -> &'static str {
        if self.complaint(field).is_some() {
            "true"
        } else {
            "false"
        }
    }

    fn date_of_birth(self) -> Option<Day> {
        let number = |part: RwSignal<String>| part.with_untracked(|text| text.trim().parse::<i16>().ok());
        let small = |part| number(part).and_then(|number| u8::try_from(number).ok());
        Day::new(number(self.year)?, small(self.month)?, small(self.day)?).filter(|day| day.year() >= 1900)
    }

    fn unit(self) -> Option<contest_core::ids::UnitId> {
        self.units
            .get_value()
            .and_then(|picker| picker.chosen.get_untracked())
    }

    /// What can be seen here already; the server checks everything again.
    fn check(self, entering: bool) -> Vec<(Field, String)> {
        let t = texts::peek();
        let mut found: Vec<(Field, &'static str)> = Vec::new();
        let empty = |text: RwSignal<String>| text.with_untracked(|text| text.trim().is_empty());
        if !entering {
            if empty(self.name) {
                found.push((Field::Name, t.register.required));
            }
            if self.date_of_birth().is_none() {
                found.push((Field::DateOfBirth, t.register.bad_date));
            }
            if empty(self.phone) {
                found.push((Field::Phone, t.register.required));
            }
            if self.password.with_untracked(|password| password.chars().count()) < PASSWORD {
                found.push((Field::Password, t.register.short_password));
            }
        }
        if self.units.with_value(Option::is_some) && self.unit().is_none() {
            found.push((Field::Unit, t.register.unit_required));
        }
        if !self.consent.get_untracked() {
            found.push((Field::Consent, t.register.consent_required));
        }
        found
            .into_iter()
            .map(|(field, text)| (field, text.to_owned()))
            .collect()
    }

    fn send(self, target: Target) {
        if self.sending.get_untracked() {
            return;
        }
        let found = self.check(target.entering);
        let fine = found.is_empty();
        self.complaints.set(found);
        self.problem
            .set((!fine).then(|| texts::peek().register.check.to_owned()));
        if !fine {
            return self.show_first();
        }
        self.sending.set(true);
        spawn_local(async move {
            let answer = self.exchange(&target).await;
            if self.sending.is_disposed() {
                return;
            }
            self.sending.set(false);
            match answer {
                Ok(session) => {
                    router::replace(&target.back);
                    session::set(Who::Somebody(session));
                }
                Err(failure) => self.refused(&failure),
            }
        });
    }

    async fn exchange(self, target: &Target) -> Result<Session, Failure> {
        let consent = Consent {
            accepted: self.consent.get_untracked(),
            version: target.version.clone(),
        };
        let unit = self.unit();
        if target.entering {
            let path = ["/contests/", &target.contest.to_string(), "/entry"].concat();
            return api::post(&path, &EnterContest { unit, consent }).await;
        }
        let Some(date_of_birth) = self.date_of_birth() else {
            return Err(Failure::Offline);
        };
        let contest = target.contest;
        let body = Register {
            name: self.name.get_untracked().trim().to_owned(),
            date_of_birth,
            phone: self.phone.get_untracked().trim().to_owned(),
            password: self.password.get_untracked(),
            consent,
            entry: Some(Entry { contest, unit }),
        };
        api::post("/accounts", &body).await
    }

    fn refused(self, failure: &Failure) {
        match field_of(failure) {
            Some(field) => {
                self.complaints.set(vec![(field, failure.message())]);
                self.problem.set(Some(texts::peek().register.check.to_owned()));
                self.show_first();
            }
            None => self.problem.set(Some(failure.message())),
        }
    }

    fn show_first(self) {
        router::focus("[aria-invalid=true]");
    }
}

/// The field a refusal is about.
fn field_of(failure: &Failure) -> Option<Field> {
    match failure.code()? {
        ErrorCode::InvalidName => Some(Field::Name),
        ErrorCode::InvalidDateOfBirth | ErrorCode::TooYoung => Some(Field::DateOfBirth),
        ErrorCode::InvalidPhone | ErrorCode::PhoneTaken => Some(Field::Phone),
        ErrorCode::WeakPassword => Some(Field::Password),
        ErrorCode::UnitRequired | ErrorCode::UnknownUnit => Some(Field::Unit),
        ErrorCode::ConsentRequired => Some(Field::Consent),
        _ => match failure.field()?.rsplit('.').next()? {
            "name" => Some(Field::Name),
            "date_of_birth" => Some(Field::DateOfBirth),
            "phone" => Some(Field::Phone),
            "password" => Some(Field::Password),
            "unit" => Some(Field::Unit),
            _ => None,
        },
    }
}
