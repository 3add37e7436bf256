//! Correcting a profile on request. If somebody else was faster, what is there now is shown beside what was typed.

use super::reason::{self, ReasonField};
use crate::texts::{t, texts};
use crate::ui::dialog::{Dialog, DialogButtons};
use crate::ui::field::{Choice, Errors, SelectField, TextField, of_fields};
use crate::ui::load::{Action, Load};
use crate::ui::notice::FailureNote;
use contest_core::wire::contests::{Unit, UnitTree};
use contest_core::wire::desk::{CorrectPerson, DeskPerson, DeskReason};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use std::collections::HashMap;
use web_kit::api;
use web_kit::format::date;

#[derive(Clone, Copy)]
struct Form {
    name: RwSignal<String>,
    born: RwSignal<String>,
    unit: RwSignal<String>,
    why: RwSignal<String>,
    /// Of the profile that the form began with, or that was shown in a conflict.
    version: RwSignal<String>,
    /// What is there now, if somebody else has corrected it meanwhile.
    conflict: RwSignal<Option<DeskPerson>>,
}

impl Form {
    fn new() -> Form {
        let empty = || RwSignal::new(String::new());
        Form {
            name: empty(),
            born: empty(),
            unit: empty(),
            why: empty(),
            version: empty(),
            conflict: RwSignal::new(None),
        }
    }

    fn begin(self, person: &DeskPerson) {
        self.name.set(person.name.clone());
        self.born.set(
            person
                .date_of_birth
                .map(|day| day.to_string())
                .unwrap_or_default(),
        );
        self.unit
            .set(person.unit.map(|unit| unit.to_string()).unwrap_or_default());
        self.version.set(person.version.clone());
        self.conflict.set(None);
    }

    /// Shows what has become of `seen` in the fields in which nothing was changed here.
    fn take_over(self, seen: &DeskPerson, now: &DeskPerson) {
        let mine = self.read(seen, String::new());
        if mine.name.is_none() {
            self.name.set(now.name.clone());
        }
        if mine.date_of_birth.is_none() {
            let born = now.date_of_birth.map(|born| born.to_string());
            self.born.set(born.unwrap_or_default());
        }
        if mine.unit.is_none() {
            let unit = now.unit.map(|unit| unit.to_string());
            self.unit.set(unit.unwrap_or_default());
        }
    }

    /// Returns what differs from `person`.
    fn read(self, person: &DeskPerson, reason: String) -> CorrectPerson {
        let name = self.name.get_untracked().trim().to_owned();
        let born = self.born.get_untracked().parse().ok();
        let unit = self.unit.get_untracked().parse().ok();
        CorrectPerson {
            version: self.version.get_untracked(),
            reason,
            name: Some(name).filter(|name| *name != person.name),
            date_of_birth: born.filter(|born| Some(*born) != person.date_of_birth),
            unit: unit.filter(|unit| Some(*unit) != person.unit),
        }
    }
}

#[component]
pub(super) fn CorrectDialog(open: RwSignal<bool>, person: Load<DeskPerson>) -> impl IntoView {
    let errors = Errors::new();
    let action = Action::new();
    let looking = Action::new();
    let form = Form::new();
    let units = RwSignal::new(Vec::<Choice>::new());
    Effect::new(move || {
        if !open.get() {
            return;
        }
        errors.0.set(Vec::new());
        action.failure.set(None);
        form.why.set(String::new());
        let Some(seen) = person.peek() else {
            return;
        };
        form.begin(&seen);
        if units.with_untracked(Vec::is_empty) && seen.unit.is_some() {
            let path = paths::units(seen.contest);
            let request = async move { api::get::<UnitTree>(&path).await };
            looking.run(request, move |tree| units.set(choices(&tree.units)));
        }
    });
    let save = Callback::new(move |()| {
        let Some((seen, reason)) = person.peek().zip(reason::read(form.why, errors)) else {
            return;
        };
        let body = form.read(&seen, reason);
        let path = paths::desk_person(seen.contest, seen.account);
        let request = async move { api::patch::<DeskPerson>(&path, &body).await };
        action.run(request, move |corrected| {
            open.set(false);
            person.set(corrected);
        });
    });
    // Whoever was second sees what is there now. That is a look at the whole profile, for the same reason.
    Effect::new(move || {
        let Some(failure) = action.failure.get() else {
            return;
        };
        errors.0.set(of_fields(&failure));
        let seen = person.peek();
        if failure.code() == Some(ErrorCode::EntryChanged)
            && let Some(seen) = seen
        {
            let path = paths::desk_full(seen.contest, seen.account);
            let reason = form.why.get_untracked().trim().to_owned();
            let request = async move { api::post::<DeskPerson>(&path, &DeskReason { reason }).await };
            looking.run(request, move |now| {
                form.take_over(&seen, &now);
                form.version.set(now.version.clone());
                form.conflict.set(Some(now.clone()));
                person.set(now);
            });
        }
    });
    let failure = move || action.failure.get().filter(|failure| failure.field().is_none());
    let fixed = move |of: fn(&DeskPerson) -> Option<String>| person.ready().and_then(|person| of(&person));
    view! {
        <Dialog open title=t!(desk.correct) test="correct-dialog">
            {provide_context(errors)}
            <p>{t!(desk.correct_why)}</p>
            {move || failure().map(|failure| view! { <FailureNote failure/> })}
            {move || form.conflict.get().map(|now| conflict(&now))}
            {move || match fixed(|person| person.person_fixed.clone()) {
                Some(why) => view! { <p class="note warn" data-test="person-fixed">{why}</p> }.into_any(),
                None => view! {
                    <TextField path="name".to_owned() label=t!(desk.name) value=form.name/>
                    <TextField path="date_of_birth".to_owned() label=t!(desk.born) value=form.born kind="date"/>
                }
                .into_any(),
            }}
            {move || match fixed(|person| person.unit_fixed.clone()) {
                Some(why) => view! { <p class="note warn" data-test="unit-fixed">{why}</p> }.into_any(),
                None => view! {
                    <Show when=move || !units.with(Vec::is_empty)>
                        <SelectField path="unit".to_owned() label=t!(desk.unit) value=form.unit choices=units.into()/>
                    </Show>
                }
                .into_any(),
            }}
            <Show when=move || { person.ready().is_some_and(|person| person.person_fixed.is_none() || person.unit_fixed.is_none()) }>
                <ReasonField reason=form.why/>
                <DialogButtons open busy=action.busy confirm=t!(desk.save) test="correct" on_confirm=save/>
            </Show>
        </Dialog>
    }
}

fn conflict(now: &DeskPerson) -> impl IntoView + use<> {
    let t = &texts().desk;
    let born = now.date_of_birth.map(date).unwrap_or_else(|| "–".to_owned());
    let unit = now.unit_path.clone().unwrap_or_else(|| "–".to_owned());
    view! {
        <div class="note warn stack" data-test="desk-conflict">
            <p><strong>{t.present}</strong> " " {t.present_why}</p>
            <dl class="facts of-texts">
                <div><dt>{t.name}</dt><dd data-test="present-name">{now.name.clone()}</dd></div>
                <div><dt>{t.born}</dt><dd>{born}</dd></div>
                <div><dt>{t.unit}</dt><dd>{unit}</dd></div>
            </dl>
        </div>
    }
}

/// Returns every unit under its whole path. Parents come before their children.
fn choices(units: &[Unit]) -> Vec<Choice> {
    let mut paths = HashMap::with_capacity(units.len());
    let mut choices = Vec::with_capacity(units.len());
    for unit in units {
        let above: Option<&String> = unit.parent.and_then(|parent| paths.get(&parent));
        let path = match above {
            Some(above) => format!("{above} › {}", unit.name),
            None => unit.name.clone(),
        };
        choices.push((unit.id.to_string(), path.clone()));
        paths.insert(unit.id, path);
    }
    choices
}
