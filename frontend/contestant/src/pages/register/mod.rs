//! Registering for a contest. A person who already has an account only chooses a unit and consents.
//!
//! `fields` shows the form; `sending` checks and sends it.

mod fields;
mod sending;

use crate::dom::{View, el, live, watch};
use crate::pages;
use crate::remote::Remote;
use crate::session;
use crate::texts::{Texts, fill_name};
use crate::units::UnitPicker;
use crate::waiting::{self, Queue};
use contest_core::ids::ContestId;
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{clock, router};

/// The fields of the form. Each is a place where its error is shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Field {
    Name,
    DateOfBirth,
    Phone,
    Password,
    Unit,
    Consent,
}

/// What has been filled in. It lives as long as the page, and survives a change of language.
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
    /// What is wrong with the form as a whole, rather than with one field.
    problem: RwSignal<Option<String>>,
    queue: Queue,
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
        queue: Queue::new(waiting::DOOR),
    };
    let path = paths::contest(slug);
    let contest = Remote::<ContestView>::read(path, |contest| clock::learn(contest.now));
    let owner = StoredValue::new(Owner::current());
    live(move || {
        contest.show(|contest, t| {
            if contest.has_units && form.units.with_value(Option::is_none) {
                let read = || UnitPicker::read(contest.id);
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
                .add(fields::account(form, t))
        }
    };
    let idle = if entering {
        t.register.submit_enter
    } else {
        t.register.submit
    };
    let button = el("button")
        .class("button wide")
        .attr("type", "submit")
        .test("submit-registration")
        .live_flag("disabled", move || form.queue.stage().is_busy())
        .live_text(move || pages::form::label(form.queue, idle, t.register.sending, t));
    view.maybe(form.units.get_value().map(|picker| fields::unit(form, picker, t)))
        .add(fields::consent(form, contest, t))
        .live(move || pages::form::problem(form.problem))
        .add(pages::form::queue(form.queue, t))
        .add(button)
}

/// What the form is sent for.
#[derive(Clone)]
struct Target {
    contest: ContestId,
    /// Version of the consent text.
    version: String,
    back: String,
    /// Whether the account already exists.
    entering: bool,
}

impl Form {
    fn complaint(self, field: Field) -> Option<String> {
        self.complaints.with(|complaints| {
            let own = complaints.iter().find(|(of, _)| *of == field);
            own.map(|(_, text)| text.clone())
        })
    }

    /// Removes the error of a field as soon as the field is changed.
    fn take_back(self, field: Field, changed: Box<dyn Fn()>) {
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
}
