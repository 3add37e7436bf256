//! Checking and sending the form.

use super::{FORM, Field, Form, Target};
use crate::session::{self, Who};
use crate::texts;
use crate::units::UnitPicker;
use contest_core::time::Day;
use contest_core::wire::accounts::{Consent, EnterContest, Entry, Register, Session};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::spawn;
use web_kit::{router, storage};

/// The fewest characters of a password.
const PASSWORD: usize = 8;

impl Form {
    fn date_of_birth(self) -> Option<Day> {
        let number = |part: RwSignal<String>| part.with_untracked(|text| text.trim().parse::<i16>().ok());
        let small = |part| number(part).and_then(|number| u8::try_from(number).ok());
        Day::new(number(self.year)?, small(self.month)?, small(self.day)?).filter(|day| day.year() >= 1900)
    }

    fn unit(self) -> Option<contest_core::ids::UnitId> {
        self.units.get_value().and_then(UnitPicker::unit)
    }

    /// Checks what can be checked here; the server checks everything again.
    fn check(self, entering: bool) -> Vec<(Field, String)> {
        let t = texts::register();
        let mut found: Vec<(Field, &'static str)> = Vec::new();
        let empty = |text: RwSignal<String>| text.with_untracked(|text| text.trim().is_empty());
        if !entering {
            if empty(self.name) {
                found.push((Field::Name, t.required));
            }
            if self.date_of_birth().is_none() {
                found.push((Field::DateOfBirth, t.bad_date));
            }
            if empty(self.phone) {
                found.push((Field::Phone, t.required));
            }
            if self.password.with_untracked(|password| password.chars().count()) < PASSWORD {
                found.push((Field::Password, t.short_password));
            }
        }
        if self.units.with_value(Option::is_some) && self.unit().is_none() {
            found.push((Field::Unit, t.unit_required));
        }
        if !self.consent.get_untracked() {
            found.push((Field::Consent, t.consent_required));
        }
        found
            .into_iter()
            .map(|(field, text)| (field, text.to_owned()))
            .collect()
    }

    /// Sends the form when the contestant presses the button.
    pub(super) fn send(self, target: Target) {
        if self.queue.is_busy() {
            return;
        }
        if self.is_fine(target.entering) {
            self.queue.ask(move || self.request(target.clone()));
        }
    }

    /// Returns whether the form has no errors, and shows those it has.
    fn is_fine(self, entering: bool) -> bool {
        let found = self.check(entering);
        let fine = found.is_empty();
        self.complaints.set(found);
        self.problem
            .set((!fine).then(|| texts::register().check.to_owned()));
        if !fine {
            self.show_first();
        }
        fine
    }

    /// Sends the form as it is now: it may have been changed while waiting.
    fn request(self, target: Target) {
        let queue = self.queue;
        if !self.is_fine(target.entering) {
            return queue.call_off();
        }
        spawn(async move {
            let answer = self.exchange(&target).await;
            if queue.is_gone() {
                return;
            }
            match answer {
                Ok(session) => {
                    queue.let_in();
                    storage::set_in_tab(FORM, None);
                    router::replace(&target.back);
                    session::set(Who::Somebody(session));
                }
                Err(failure) if queue.holds(&failure) => {}
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
            let path = paths::entry(target.contest);
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
        api::post_queued(paths::ACCOUNTS, &body, self.queue.position().as_deref()).await
    }

    fn refused(self, failure: &Failure) {
        match field_of(failure) {
            Some(field) => {
                self.complaints.set(vec![(field, failure.message())]);
                self.problem.set(Some(texts::register().check.to_owned()));
                self.show_first();
            }
            None => self.problem.set(Some(failure.message())),
        }
    }

    fn show_first(self) {
        router::focus("[aria-invalid=true]");
    }
}

/// Returns the field that a refusal is about.
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
