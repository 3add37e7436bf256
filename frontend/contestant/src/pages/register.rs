//! Registering for a contest; who has an account already only chooses a unit and consents.

use crate::dom::{View, el, live, many, ticked, watch};
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
use web_kit::api::{self, Failure};
use web_kit::spawn;
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

pub(crate) fn page(slug: &str) -> View {
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
    live(move || {
        contest.show(|contest, t| {
            if contest.has_units && form.units.with_value(Option::is_none) {
                let read = || UnitPicker::read(&contest.id.to_string());
                let picker = owner.with_value(|owner| owner.as_ref().map(|owner| owner.with(read)));
                form.units.set_value(picker);
            }
            form_view(form, contest, t)
        })
    })
}

fn form_view(form: Form, contest: &ContestView, t: &'static Texts) -> View {
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
        return el("section")
            .class("card")
            .add(el("p").test("already").text(t.register.already))
            .add(el("a").class("button").attr("href", &back).text(t.common.back));
    }
    let entering = known.is_some();
    let target = Target {
        contest: contest.id,
        version: contest.consent.version.clone(),
        back,
        entering,
    };
    let send = move |event: web_sys::Event| {
        event.prevent_default();
        form.send(target.clone());
    };
    let view = el("form")
        .class("card form")
        .attr("novalidate", "")
        .test("register-form")
        .on("submit", send)
        .add(el("p").class("over").text(&contest.title))
        .add(el("h1").text(title));
    let view = match &known {
        Some(name) => view.add(el("p").text(&fill_name(t.register.as_account, name))),
        None => {
            let sign_in = ["/dang-nhap?tiep=/thi/", &contest.slug, "/dang-ky"].concat();
            let sign_in = el("a").class("plain").attr("href", &sign_in).test("sign-in");
            view.add(el("p").class("quiet").text(t.register.lead))
                .add(sign_in.text(t.contest.have_account))
                .add(account_fields(form, t))
        }
    };
    let label = move || match (form.sending.get(), entering) {
        (true, _) => t.register.sending,
        (false, true) => t.register.submit_enter,
        (false, false) => t.register.submit,
    };
    let button = el("button")
        .class("button wide")
        .attr("type", "submit")
        .test("submit-registration")
        .live_flag("disabled", move || form.sending.get())
        .live_text(move || label().to_owned());
    view.maybe(form.units.get_value().map(|picker| unit_field(form, picker, t)))
        .add(consent_field(form, contest, t))
        .live(move || super::form::problem(form.problem))
        .add(button)
}

fn account_fields(form: Form, t: &'static Texts) -> View {
    form.take_back(Field::Name, move || form.name.track());
    form.take_back(Field::DateOfBirth, move || {
        [form.day, form.month, form.year].iter().for_each(Track::track);
    });
    form.take_back(Field::Phone, move || form.phone.track());
    form.take_back(Field::Password, move || form.password.track());
    let t = &t.register;
    let date = el("fieldset")
        .class("field")
        .attr("aria-describedby", "dob-error")
        .add(el("legend").text(t.date_of_birth))
        .add(el("div").class("date").each([
            date_part(form, "day", t.day, "bday-day", "2", form.day),
            date_part(form, "month", t.month, "bday-month", "2", form.month),
            date_part(form, "year", t.year, "bday-year", "4", form.year),
        ]))
        .add(complaint(form, Field::DateOfBirth, "dob-error"));
    let password = super::form::password(form.password, "new-password", crate::texts::t());
    many([
        text_field(form, Field::Name, "name", t.name, "name", form.name),
        date,
        text_field(form, Field::Phone, "phone", t.phone, "tel", form.phone),
        el("p").class("hint").text(t.phone_hint),
        password,
        el("p").class("hint").text(t.password_hint),
        complaint(form, Field::Password, "password-error"),
    ])
}

/// One line of text. The keyboard of a phone fits what the browser would fill in.
fn text_field(
    form: Form,
    field: Field,
    name: &str,
    label: &str,
    autocomplete: &str,
    value: RwSignal<String>,
) -> View {
    let error_id = [name, "-error"].concat();
    let input = el("input")
        .id(name)
        .attr("name", name)
        .attr("type", if autocomplete == "tel" { "tel" } else { "text" })
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

fn date_part(
    form: Form,
    name: &str,
    label: &str,
    autocomplete: &str,
    length: &str,
    value: RwSignal<String>,
) -> View {
    let input = el("input")
        .attr("name", name)
        .attr("inputmode", "numeric")
        .attr("autocomplete", autocomplete)
        .attr("maxlength", length)
        .live_attr("aria-invalid", move || form.invalid(Field::DateOfBirth))
        .bind(value);
    el("label").add(el("span").text(label)).add(input)
}

fn unit_field(form: Form, picker: UnitPicker, t: &'static Texts) -> View {
    form.take_back(Field::Unit, move || picker.chosen.track());
    el("div")
        .class("field")
        .test("unit")
        .add(el("label").attr("for", "unit").text(t.register.unit))
        .add(units::picker(picker))
        .add(complaint(form, Field::Unit, "unit-error"))
}

fn consent_field(form: Form, contest: &ContestView, t: &'static Texts) -> View {
    form.take_back(Field::Consent, move || form.consent.track());
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

/// The place where the complaint about a field stands.
fn complaint(form: Form, field: Field, id: &str) -> View {
    let text = move || form.complaint(field).unwrap_or_default();
    el("p").class("error").id(id).test(id).live_text(text)
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

    /// What was said of a field is taken back as soon as the field is changed.
    fn take_back(self, field: Field, changed: impl Fn() + 'static) {
        watch(move || {
            changed();
            let said = |complaints: &Vec<(Field, String)>| complaints.iter().any(|(of, _)| *of == field);
            if self.complaints.with_untracked(said) {
                self.complaints
                    .update(|complaints| complaints.retain(|(of, _)| *of != field));
                if self.complaints.with_untracked(Vec::is_empty) {
                    self.problem.set(None);
                }
            }
        });
    }

    fn invalid(self, field: Field) -> String {
        self.complaint(field).is_some().to_string()
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
        spawn(async move {
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
