//! Correcting name and date of birth.

use super::Page;
use super::dialog::{Asking, Words, dialog, leave};
use super::fields::{Line, complaint, text};
use crate::texts::{self, Text, t};
use crate::ui::{truth, typing};
use contest_core::time::Day;
use contest_core::wire::accounts::Session;
use contest_core::wire::me::{CorrectMe, Me};
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::{api, spawn};

/// Day, month and year as they are typed.
type Date = [RwSignal<String>; 3];

pub(super) fn dialog_of(page: Page, asking: Asking, me: &Me) -> AnyView {
    let name = RwSignal::new(me.name.clone());
    let iso = me.date_of_birth.map(|day| day.to_string()).unwrap_or_default();
    let mut parts = iso.split('-').rev();
    let date: Date = std::array::from_fn(|_| RwSignal::new(parts.next().unwrap_or_default().to_owned()));
    let words = Words {
        title: t!(me.correct),
        test: "correct-me",
        leave: leave(),
        send: t!(me.save),
        sending: t!(me.saving),
        grave: false,
    };
    let line = Line {
        id: "my-name",
        name: "name",
        label: t!(register.name),
        kind: "text",
        autocomplete: "name",
    };
    let content = view! {
        <p>{t!(me.correct_hint)}</p>
        {text(asking, line, name)}
        <fieldset class="field" aria-describedby="my-birthday-error">
            <legend>{t!(register.date_of_birth)}</legend>
            <div class="date">
                {part(asking, t!(register.day), "bday-day", "2", date[0])}
                {part(asking, t!(register.month), "bday-month", "2", date[1])}
                {part(asking, t!(register.year), "bday-year", "4", date[2])}
            </div>
            {complaint(asking, "date_of_birth", "my-birthday-error".to_owned())}
        </fieldset>
    };
    let send = move || send(page, asking, name, date);
    dialog(asking, words, content.into_any(), Box::new(send))
}

fn part(
    asking: Asking,
    label: Text,
    autocomplete: &'static str,
    length: &'static str,
    value: RwSignal<String>,
) -> AnyView {
    view! {
        <label>
            <span>{label}</span>
            <input
                inputmode="numeric"
                autocomplete=autocomplete
                maxlength=length
                aria-invalid=move || truth(asking.of_field("date_of_birth").is_some())
                prop:value=move || value.get()
                on:input=typing(value)
            />
        </label>
    }
    .into_any()
}

fn day([day, month, year]: Date) -> Option<Day> {
    let number = |part: RwSignal<String>| part.with_untracked(|text| text.trim().parse::<i16>().ok());
    let small = |part| number(part).and_then(|number| u8::try_from(number).ok());
    Day::new(number(year)?, small(month)?, small(day)?).filter(|day| day.year() >= 1900)
}

fn send(page: Page, asking: Asking, name: RwSignal<String>, date: Date) {
    if !asking.begin() {
        return;
    }
    let Some(birthday) = day(date) else {
        return asking.refused(Some("date_of_birth"), texts::register().bad_date().to_owned());
    };
    let body = CorrectMe {
        name: Some(name.get_untracked().trim().to_owned()),
        date_of_birth: Some(birthday),
    };
    spawn(async move {
        match api::patch::<Session>(paths::ME, &body).await {
            Ok(session) => {
                asking.open.try_set(false);
                page.changed(session, t!(me.saved));
            }
            Err(failure) if page.is_signed_out(&failure) => {}
            Err(failure) => asking.refused(failure.field(), failure.message()),
        }
    });
}
