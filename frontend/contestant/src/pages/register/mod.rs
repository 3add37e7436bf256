//! Registering for a contest. A person who already has an account only chooses a unit and consents.
//!
//! `fields` shows the form; `sending` checks and sends it.

mod fields;
mod sending;

use super::form::{Complaints, Problem, QueueState, Submit, TYPED};
use crate::pages;
use crate::remote::Remote;
use crate::session;
use crate::texts::{self, Text, fill_name, t};
use crate::timing::{effect, memo};
use crate::ui::{link, maybe};
use crate::units::UnitPicker;
use crate::waiting::{self, Queue};
use contest_core::ids::ContestId;
use contest_core::time::{Day, Millis};
use contest_core::wire::contests::ContestView;
use contest_core::wire::paths;
use fields::{Account, ConsentField, UnitField, guardian};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use web_kit::{clock, storage};

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
    /// The least age, and the close of the last round, by which it must be reached.
    least_age: StoredValue<Option<(u8, Millis)>>,
    /// Whether a guardian has to consent, as far as is known here: by the birthday typed, or because the server says so.
    guarded: RwSignal<bool>,
    guardian_name: RwSignal<String>,
    /// Which one is chosen, in the words of the API; or empty.
    relationship: RwSignal<String>,
    guardian_phone: RwSignal<String>,
    guardian_consent: RwSignal<bool>,
    complaints: Complaints,
    /// Whether the server has said that the phone number has an account.
    taken: RwSignal<bool>,
    /// What is wrong with the form as a whole, rather than with one field.
    problem: RwSignal<Option<String>>,
    queue: Queue,
}

#[component]
pub(crate) fn RegisterPage(slug: String) -> impl IntoView {
    let kept = storage::of_tab(TYPED).unwrap_or_default();
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
        least_age: StoredValue::new(None),
        guarded: RwSignal::new(false),
        guardian_name: text(),
        relationship: text(),
        guardian_phone: text(),
        guardian_consent: RwSignal::new(false),
        complaints: Complaints::none(),
        taken: RwSignal::new(false),
        problem: RwSignal::new(None),
        queue: Queue::new(waiting::DOOR),
    };
    let kept = [
        form.name,
        form.day,
        form.month,
        form.year,
        form.phone,
        form.guardian_name,
        form.relationship,
        form.guardian_phone,
    ];
    effect(Box::new(move || {
        let typed = kept.map(|text| text.get());
        storage::set_in_tab(TYPED, Some(&typed.join("\n")));
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
    let last_close = contest.rounds.iter().map(|round| round.closes_at).max();
    form.least_age.set_value(contest.min_age.zip(last_close));
    let id = contest.id;
    let entered = memo(Box::new(move || session::who().entered(id)));
    // The form is the same whether nobody is signed in or that is not known yet.
    let known = memo(Box::new(|| session::who().session().is_some()));
    if let Some(below) = contest.guardian_below {
        effect(Box::new(move || {
            let date = [form.day, form.month, form.year];
            date.iter().for_each(Track::track);
            let age = match session::who().session() {
                Some(session) => session.age,
                None => {
                    let born = form.date_of_birth().ok().filter(|born| !form.is_too_young(*born));
                    born.map(|born| born.age_on(Day::in_viet_nam(clock::now())))
                }
            };
            let young = age.is_some_and(|age| age < below);
            // Set to what it is, it would draw the guardian's fields anew.
            if form.guarded.get_untracked() != young {
                form.guarded.set(young);
            }
        }));
    }
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
        Some(name) => view! { <p>{move || fill_name(texts::register().as_account(), &name)}</p> }.into_any(),
        None => view! {
            <p class="quiet">{t!(register.lead)}</p>
            {link("plain", session::sign_in_address(), "sign-in", t!(contest.have_account))}
            <Account form/>
        }
        .into_any(),
    };
    let units = form.units.get_value();
    let below = contest.guardian_below;
    view! {
        <form class="card form" novalidate autocapitalize="words" data-test="register-form" on:submit=send>
            <p class="over">{contest.title.clone()}</p>
            <h1>{title}</h1>
            {form.complaints.summary()}
            {account}
            {units.map(|picker| view! { <UnitField form picker/> }.into_any())}
            <ConsentField form consent=contest.consent.clone()/>
            {move || maybe(below.filter(|_| form.guarded.get()).map(|below| guardian(form, below)))}
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
