//! Registering for a contest. A person who already has an account only chooses a unit and consents.
//!
//! `fields` shows the form; `sending` checks and sends it.

mod fields;
mod sending;

use super::form::{Problem, QueueState, Submit};
use crate::pages;
use crate::remote::Remote;
use crate::session;
use crate::texts::{self, Text, fill_name, t};
use crate::timing::{effect, memo};
use crate::units::UnitPicker;
use crate::waiting::{self, Queue};
use contest_core::ids::ContestId;
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use fields::{Account, ConsentField, UnitField};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::{clock, storage};

/// The tab's key for what has been typed, except the password: a reload must not lose it.
const FORM: &str = "thiluat.form";

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

#[component]
pub(crate) fn RegisterPage(slug: String) -> impl IntoView {
    let kept = storage::of_tab(FORM).unwrap_or_default();
    let mut kept = kept.lines();
    let mut text = || RwSignal::new(kept.next().unwrap_or_default().to_owned());
    let form = Form {
        name: text(),
        day: text(),
        month: text(),
        year: text(),
        phone: text(),
        password: RwSignal::new(String::new()),
        consent: RwSignal::new(false),
        units: StoredValue::new(None),
        complaints: RwSignal::new(Vec::new()),
        problem: RwSignal::new(None),
        queue: Queue::new(waiting::DOOR),
    };
    effect(Box::new(move || {
        let Form {
            name,
            day,
            month,
            year,
            phone,
            ..
        } = form;
        let typed = [name, day, month, year, phone].map(|text| text.get());
        storage::set_in_tab(FORM, Some(&typed.join("\n")));
    }));
    let path = paths::contest(&slug);
    let contest = Remote::<ContestView>::read(path, |contest| clock::learn(contest.now));
    contest.show(move |contest| view! { <Registration form contest=contest.clone()/> }.into_any())
}

#[component]
fn Registration(form: Form, contest: ContestView) -> impl IntoView {
    if contest.has_units {
        form.units.set_value(Some(UnitPicker::read(contest.id)));
    }
    let id = contest.id;
    let entered = memo(Box::new(move || session::who().entered(id)));
    // The form is the same whether nobody is signed in or that is not known yet.
    let known = memo(Box::new(|| session::who().session().is_some()));
    view! {
        {move || {
            if entered.get() {
                return already(&contest);
            }
            let who = known.get().then(|| untrack(session::who));
            let name = who.and_then(|who| who.session().map(|session| session.name.clone()));
            form_view(form, &contest, name)
        }}
    }
}

fn back(contest: &ContestView) -> String {
    ["/thi/", &contest.slug].concat()
}

fn already(contest: &ContestView) -> AnyView {
    pages::title(t!(register.enter_title));
    view! {
        <section class="card">
            <p data-test="already">{t!(register.already)}</p>
            <a class="button" href=back(contest)>{t!(common.back)}</a>
        </section>
    }
    .into_any()
}

/// The form. A person who is signed in has a name already.
fn form_view(form: Form, contest: &ContestView, name: Option<String>) -> AnyView {
    let entering = name.is_some();
    let (title, submit): (Text, Text) = if entering {
        (t!(register.enter_title), t!(register.submit_enter))
    } else {
        (t!(register.title), t!(register.submit))
    };
    pages::title(title);
    let target = Target {
        contest: contest.id,
        version: contest.consent.version.clone(),
        back: back(contest),
        entering,
    };
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        form.send(target.clone());
    };
    let account = match name {
        Some(name) => view! { <p>{move || fill_name(texts::register().as_account, &name)}</p> }.into_any(),
        None => {
            let sign_in = ["/dang-nhap?tiep=/thi/", &contest.slug, "/dang-ky"].concat();
            view! {
                <p class="quiet">{t!(register.lead)}</p>
                <a class="plain" href=sign_in data-test="sign-in">{t!(contest.have_account)}</a>
                <Account form/>
            }
            .into_any()
        }
    };
    let units = form.units.get_value();
    view! {
        <form class="card form" novalidate data-test="register-form" on:submit=send>
            <p class="over">{contest.title.clone()}</p>
            <h1>{title}</h1>
            {account}
            {units.map(|picker| view! { <UnitField form picker/> }.into_any())}
            <ConsentField form consent=contest.consent.clone()/>
            <Problem problem=form.problem/>
            <QueueState queue=form.queue/>
            <Submit queue=form.queue test="submit-registration" idle=submit sending=t!(register.sending)/>
        </form>
    }
    .into_any()
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
        effect(Box::new(move || {
            changed();
            let said = |complaints: &Vec<(Field, String)>| complaints.iter().any(|(of, _)| *of == field);
            if self.complaints.with_untracked(said) {
                self.complaints
                    .update(|complaints| complaints.retain(|(of, _)| *of != field));
                if self.complaints.with_untracked(Vec::is_empty) {
                    self.problem.set(None);
                }
            }
        }));
    }

    fn is_invalid(self, field: Field) -> bool {
        self.complaint(field).is_some()
    }
}
