//! Checking and sending the form.

use super::{Form, Target};
use crate::pages::form::{Complaint, Field, TYPED, Wrong};
use crate::session::{self, Who};
use crate::texts::{self, fill_n};
use crate::units::UnitPicker;
use contest_core::passwords::is_guessed;
use contest_core::phones::normalise;
use contest_core::time::Day;
use contest_core::wire::accounts::{
    Consent, EnterContest, Entry, Guardian, PASSWORD_LENGTH, Register, Relationship, Session,
};
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::paths;
use leptos::prelude::*;
use web_kit::api::{self, Failure};
use web_kit::spawn;
use web_kit::{router, storage};

impl Form {
    /// Returns the date, if it exists and a contestant can be born on it, and otherwise what to say; not tracked.
    pub(super) fn date_of_birth(self) -> Result<Day, Wrong> {
        let date = [self.year, self.month, self.day];
        let [year, month, day] =
            date.map(|part| part.with_untracked(|text| text.trim().parse::<i16>().unwrap_or(0)));
        let found = Day::new(year, month as u8, day as u8);
        if !date.iter().any(|part| is_filled(*part)) {
            Err(Wrong::Missing)
        } else if year < 1900 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
            Err(Wrong::Bad)
        } else {
            found.ok_or(Wrong::NoSuchDay)
        }
    }

    /// Returns whether somebody is too young for every round, and so need not fill in the rest.
    pub(super) fn is_too_young(self, born: Day) -> bool {
        let least = self.least_age.get_value();
        least.is_some_and(|(age, last_close)| born.age_on(Day::in_viet_nam(last_close)) < age)
    }

    /// Returns what the guardian has filled in, if one is asked for.
    fn guardian(self) -> Option<Guardian> {
        if !self.guarded.get_untracked() {
            return None;
        }
        let relationship = self.relationship.with_untracked(|chosen| match chosen.as_str() {
            "father" => Some(Relationship::Father),
            "mother" => Some(Relationship::Mother),
            "guardian" => Some(Relationship::Guardian),
            _ => None,
        });
        Some(Guardian {
            name: trimmed(self.guardian_name),
            relationship: relationship?,
            phone: trimmed(self.guardian_phone),
            accepted: self.guardian_consent.get_untracked(),
        })
    }

    fn unit(self) -> Option<contest_core::ids::UnitId> {
        self.units.get_value().and_then(UnitPicker::unit)
    }

    /// Checks what can be checked here; the server checks everything again. Of somebody known, it has the account.
    fn check(self, known: bool) -> Vec<Complaint> {
        let (asked, guarded) = (!known, self.guarded.get_untracked());
        let missing = |text| unless(is_filled(text), Wrong::Missing);
        let number = |text: RwSignal<String>| {
            let is_mobile = || text.with_untracked(|text| normalise(text).is_some());
            missing(text).or_else(|| unless(is_mobile(), Wrong::Bad))
        };
        let weak = || {
            let (password, phone) = (self.password.get_untracked(), self.phone.get_untracked());
            let strong =
                password.chars().count() >= *PASSWORD_LENGTH.start() && !is_guessed(&password, &phone);
            unless(strong, Wrong::Bad)
        };
        let placed = self.units.with_value(Option::is_none) || self.unit().is_some();
        let consents = [self.consent, self.guardian_consent].map(|consent| consent.get_untracked());
        let checks = [
            (asked, Field::Name, missing(self.name)),
            (asked, Field::DateOfBirth, self.date_of_birth().err()),
            (asked, Field::Phone, number(self.phone)),
            (asked, Field::Password, missing(self.password).or_else(weak)),
            (true, Field::Unit, unless(placed, Wrong::Bad)),
            (true, Field::Consent, unless(consents[0], Wrong::Bad)),
            (guarded, Field::GuardianName, missing(self.guardian_name)),
            (guarded, Field::Relationship, missing(self.relationship)),
            (guarded, Field::GuardianPhone, number(self.guardian_phone)),
            (guarded, Field::GuardianConsent, unless(consents[1], Wrong::Bad)),
        ];
        let mut found = Vec::new();
        let born = self.date_of_birth().ok().filter(|_| asked);
        if let Some((age, _)) = self
            .least_age
            .get_value()
            .filter(|_| born.is_some_and(|born| self.is_too_young(born)))
        {
            let text = fill_n(texts::register().too_young(), age);
            found.push(Complaint::said(Field::DateOfBirth, text));
        }
        for (is_asked, field, wrong) in checks {
            found.extend(
                wrong
                    .filter(|_| is_asked)
                    .map(|wrong| Complaint::of(field, wrong)),
            );
        }
        found
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
        self.problem.set(None);
        self.complain(found);
        fine
    }

    /// Shows what is wrong, and moves the focus to the summary of it.
    fn complain(self, found: Vec<Complaint>) {
        let focus = !found.is_empty();
        self.complaints.set(found);
        if focus {
            router::focus("#problems");
        }
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
                    storage::set_in_tab(TYPED, None);
                    // The page that says so is drawn after both.
                    session::set(Who::Somebody(session));
                    session::has_entered();
                    router::replace(&target.back);
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
            let guardian = self.guardian();
            let body = EnterContest {
                unit,
                consent,
                guardian,
            };
            return api::post(&path, &body).await;
        }
        let Ok(date_of_birth) = self.date_of_birth() else {
            return Err(Failure::Offline);
        };
        let contest = target.contest;
        let body = Register {
            name: trimmed(self.name),
            date_of_birth,
            phone: trimmed(self.phone),
            password: self.password.get_untracked(),
            consent,
            guardian: self.guardian(),
            entry: Some(Entry { contest, unit }),
        };
        api::post_queued(paths::ACCOUNTS, &body, self.queue.position().as_deref()).await
    }

    /// Shows the server's refusal: at its fields, or for the form as a whole.
    fn refused(self, failure: &Failure) {
        let mut found = Vec::new();
        for problem in failure.problems() {
            found.extend(
                field_at(&problem.field).map(|field| Complaint::said(field, problem.message.clone())),
            );
        }
        if found.is_empty() {
            let field = failure.field().and_then(field_at);
            found.extend(field.map(|field| Complaint::said(field, failure.message())));
        }
        self.taken.set(failure.code() == Some(ErrorCode::PhoneTaken));
        if found.iter().any(|one| one.field >= Field::GuardianName) {
            self.guarded.set(true);
        }
        if found.is_empty() {
            self.problem.set(Some(failure.message()));
        }
        self.complain(found);
    }
}

/// Returns what to say, unless all is well.
fn unless(is_fine: bool, wrong: Wrong) -> Option<Wrong> {
    (!is_fine).then_some(wrong)
}

fn is_filled(text: RwSignal<String>) -> bool {
    text.with_untracked(|text| !text.trim().is_empty())
}

fn trimmed(text: RwSignal<String>) -> String {
    text.with_untracked(|text| text.trim().to_owned())
}

/// Returns the field of the screen for a field of the request.
fn field_at(path: &str) -> Option<Field> {
    Some(match path {
        "name" => Field::Name,
        "date_of_birth" => Field::DateOfBirth,
        "phone" => Field::Phone,
        "password" => Field::Password,
        "unit" | "entry.unit" => Field::Unit,
        "consent" => Field::Consent,
        "guardian" | "guardian.name" => Field::GuardianName,
        "guardian.phone" => Field::GuardianPhone,
        "guardian.accepted" => Field::GuardianConsent,
        _ => return None,
    })
}
