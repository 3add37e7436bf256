//! One person at the desk: who they are, and what can be done for them.

use super::attempts;
use super::code::CodeDialog;
use super::correct::CorrectDialog;
use super::events::Events;
use super::reason::{self, ReasonField};
use crate::pages;
use crate::pages::contests::extra_time::{ExtraTimeDialog, Giving};
use crate::pages::contests::head;
use crate::session::signed_in;
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::Errors;
use crate::ui::load::{Action, Load};
use crate::ui::notice::LastFailure;
use contest_core::ids::AttemptId;
use contest_core::wire::desk::{DeskPerson, DeskReason};
use contest_core::wire::paths;
use contest_core::wire::staff::StaffContest;
use leptos::prelude::*;
use web_kit::api;
use web_kit::format::{date, moment};
use web_kit::lang::fill;

pub(crate) fn page(contest: &str, account: &str) -> AnyView {
    view! { <PersonPage contest=contest.to_owned() account=account.to_owned()/> }.into_any()
}

/// What is open on the page.
#[derive(Clone, Copy)]
struct Opened {
    reveal: RwSignal<bool>,
    code: RwSignal<bool>,
    correct: RwSignal<bool>,
    /// The attempt whose events are shown.
    attempt: RwSignal<Option<AttemptId>>,
    /// The round in which the person is given time.
    giving: RwSignal<Option<Giving>>,
}

#[component]
fn PersonPage(contest: String, account: String) -> impl IntoView {
    pages::title(t!(desk.title));
    let about = Load::<StaffContest>::new(paths::staff_contest(&contest));
    let person = Load::<DeskPerson>::new(paths::desk_person(&contest, &account));
    let opened = Opened {
        reveal: RwSignal::new(false),
        code: RwSignal::new(false),
        correct: RwSignal::new(false),
        attempt: RwSignal::new(None),
        giving: RwSignal::new(None),
    };
    // Time is the organiser's to give, not the judges'.
    let giving = signed_in().is_organiser().then_some(opened.giving);
    let back = format!("/console/contests/{contest}/desk");
    view! {
        {about.draw(|contest| view! { {head(&contest)} }.into_any())}
        <p class="crumbs"><a href=back data-test="desk-back">{t!(desk.back)}</a></p>
        {person.draw(move |loaded| {
            web_kit::clock::learn(loaded.now);
            view! {
                <div class="stack">
                    {facts(&loaded, opened)}
                    {attempts::rounds(&loaded, opened.attempt, giving)}
                </div>
            }
            .into_any()
        })}
        <Events contest=contest.clone() attempt=opened.attempt/>
        <RevealDialog open=opened.reveal person/>
        <CodeDialog open=opened.code person/>
        <CorrectDialog open=opened.correct person/>
        <ExtraTimeDialog giving=opened.giving done=Callback::new(move |()| person.again())/>
    }
}

fn facts(person: &DeskPerson, opened: Opened) -> impl IntoView + use<> {
    let t = &texts().desk;
    let fact = |name: &'static str, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "–".to_owned());
    let born = match person.is_full {
        true => or_dash(person.date_of_birth.map(date)),
        false => t.masked.to_owned(),
    };
    let withdrawn = person.withdrawn_at.filter(|_| person.erased_at.is_none());
    let erased = person.erased_at.map(|at| {
        view! { <p class="note warn" data-test="desk-erased">{fill(t.erased, &[("time", &moment(at))])}</p> }
    });
    let is_full = person.is_full;
    let buttons = person.erased_at.is_none().then(|| {
        view! {
            <div class="row">
                {(!is_full).then(|| view! {
                    <button class="btn" data-test="desk-reveal" on:click=move |_| opened.reveal.set(true)>{t.reveal}</button>
                })}
                {is_full.then(|| view! {
                    <button class="btn" data-test="desk-correct" on:click=move |_| opened.correct.set(true)>{t.correct}</button>
                })}
                <button class="btn" data-test="desk-code" on:click=move |_| opened.code.set(true)>{t.code}</button>
            </div>
        }
    });
    view! {
        <section class="card stack" data-test="desk-profile" data-full=is_full.to_string()>
            <h2 data-test="desk-name">{person.name.clone()}</h2>
            {erased}
            <dl class="facts of-texts">
                {fact(t.phone, spoken(&person.phone))}
                {fact(t.born, born)}
                {fact(t.unit, or_dash(person.unit_path.clone()))}
                {fact(t.registered, moment(person.registered_at))}
                {fact(t.entered, moment(person.entered_at))}
                {fact(t.consent, person.consent_version.clone())}
                {person.has_guardian.then(|| fact(t.guardian, t.guardian_agreed.to_owned()))}
                {withdrawn.map(|at| fact(t.withdrawn, moment(at)))}
            </dl>
            {buttons}
        </section>
    }
}

#[component]
fn RevealDialog(open: RwSignal<bool>, person: Load<DeskPerson>) -> impl IntoView {
    let errors = Errors::new();
    let action = Action::new();
    let why = RwSignal::new(String::new());
    let reveal = Callback::new(move |()| {
        let Some((seen, reason)) = person.peek().zip(reason::read(why, errors)) else {
            return;
        };
        let path = paths::desk_full(seen.contest, seen.account);
        let request = async move { api::post::<DeskPerson>(&path, &DeskReason { reason }).await };
        action.run(request, move |full| {
            open.set(false);
            person.set(full);
        });
    });
    view! {
        <Dialog open title=t!(desk.reveal) test="reveal-dialog">
            {provide_context(errors)}
            <p>{t!(desk.reveal_why)}</p>
            <ReasonField reason=why/>
            <LastFailure failure=action.failure/>
            <DialogButtons open busy=action.busy confirm=t!(desk.reveal) test="reveal" on_confirm=reveal/>
        </Dialog>
    }
}

/// Returns a phone number as people in Viet Nam read it aloud; a masked one as it is.
fn spoken(phone: &str) -> String {
    match phone.strip_prefix("+84").map(|rest| rest.split_at_checked(3)) {
        Some(Some((first, rest))) if rest.len() == 6 && rest.is_ascii() => {
            format!("0{first} {} {}", &rest[..3], &rest[3..])
        }
        _ => phone.to_owned(),
    }
}
