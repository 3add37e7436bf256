//! The state of the whole form.

use super::practice::PracticeForm;
use super::problems::Problems;
use super::round::RoundForm;
use super::slug::suggest_slug;
use crate::texts::texts;
use crate::ui::field::FieldError;
use contest_core::wire::staff::{ConsentDraft, ContactDraft, ContestDraft};
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub(crate) struct ContestForm {
    pub(crate) title: RwSignal<String>,
    pub(crate) slug: RwSignal<String>,
    /// The slug follows the title until somebody edits it.
    pub(crate) slug_follows: RwSignal<bool>,
    pub(crate) organiser: RwSignal<String>,
    pub(crate) summary: RwSignal<String>,
    pub(crate) min_age: RwSignal<String>,
    pub(crate) guardian_below: RwSignal<String>,
    pub(crate) controller: RwSignal<String>,
    pub(crate) consent: RwSignal<String>,
    pub(crate) contact: ContactForm,
    /// Login names, separated by commas, spaces or line breaks.
    pub(crate) judges: RwSignal<String>,
    pub(crate) rounds: RwSignal<Vec<RoundForm>>,
    pub(crate) practice: PracticeForm,
}

/// How contestants reach the organisers.
#[derive(Clone, Copy)]
pub(crate) struct ContactForm {
    pub(crate) desk: RwSignal<String>,
    pub(crate) phone: RwSignal<String>,
    pub(crate) email: RwSignal<String>,
    pub(crate) address: RwSignal<String>,
    pub(crate) hours: RwSignal<String>,
}

impl ContactForm {
    pub(crate) fn new(contact: &ContactDraft) -> ContactForm {
        let text = |text: &str| RwSignal::new(text.to_owned());
        ContactForm {
            desk: text(&contact.desk),
            phone: text(&contact.phone),
            email: text(&contact.email),
            address: text(&contact.address),
            hours: text(&contact.hours),
        }
    }

    pub(crate) fn read(self) -> ContactDraft {
        let text = |text: RwSignal<String>| text.get_untracked().trim().to_owned();
        ContactDraft {
            desk: text(self.desk),
            phone: text(self.phone),
            email: text(self.email),
            address: text(self.address),
            hours: text(self.hours),
        }
    }
}

impl ContestForm {
    /// Returns a new contest with one round.
    pub(crate) fn blank() -> ContestForm {
        let form = ContestForm::new(&ContestDraft {
            slug: String::new(),
            title: String::new(),
            organiser: String::new(),
            summary: String::new(),
            min_age: None,
            guardian_below: None,
            consent: ConsentDraft::default(),
            contact: ContactDraft::default(),
            judges: Vec::new(),
            rounds: Vec::new(),
            practice: None,
        });
        form.slug_follows.set(true);
        form.rounds.set(vec![RoundForm::first()]);
        form
    }

    pub(crate) fn new(draft: &ContestDraft) -> ContestForm {
        let age = |age: Option<u8>| RwSignal::new(age.map(|age| age.to_string()).unwrap_or_default());
        ContestForm {
            title: RwSignal::new(draft.title.clone()),
            slug: RwSignal::new(draft.slug.clone()),
            slug_follows: RwSignal::new(false),
            organiser: RwSignal::new(draft.organiser.clone()),
            summary: RwSignal::new(draft.summary.clone()),
            min_age: age(draft.min_age),
            guardian_below: age(draft.guardian_below),
            controller: RwSignal::new(draft.consent.controller.clone()),
            consent: RwSignal::new(draft.consent.text.clone()),
            contact: ContactForm::new(&draft.contact),
            judges: RwSignal::new(draft.judges.join(", ")),
            rounds: RwSignal::new(draft.rounds.iter().map(RoundForm::new).collect()),
            practice: PracticeForm::new(draft.practice.as_ref()),
        }
    }

    /// Lets the slug follow the title.
    pub(crate) fn suggest(self) {
        if self.slug_follows.get_untracked() {
            self.slug.set(suggest_slug(&self.title.get_untracked()));
        }
    }

    /// Returns the draft as far as the form goes, and what must be corrected before it is sent.
    pub(crate) fn draft(self) -> (ContestDraft, Vec<FieldError>) {
        let mut problems = Problems::default();
        let title = problems.required("title", &self.title.get_untracked());
        let slug = self.slug.get_untracked().trim().to_owned();
        if !is_slug(&slug) {
            problems.add("slug", texts().problem.slug);
        }
        let draft = ContestDraft {
            title,
            slug,
            organiser: problems.required("organiser", &self.organiser.get_untracked()),
            summary: self.summary.get_untracked().trim().to_owned(),
            min_age: problems.number_if_given("min_age", &self.min_age.get_untracked()),
            guardian_below: problems.number_if_given("guardian_below", &self.guardian_below.get_untracked()),
            consent: ConsentDraft {
                controller: self.controller.get_untracked().trim().to_owned(),
                text: self.consent.get_untracked().trim().to_owned(),
            },
            contact: self.contact.read(),
            judges: user_names(&self.judges.get_untracked()),
            rounds: {
                let rounds = self.rounds.get_untracked().into_iter().enumerate();
                rounds
                    .map(|(n, round)| round.read(&format!("rounds.{n}"), &mut problems))
                    .collect()
            },
            practice: self.practice.read(&mut problems),
        };
        if draft.rounds.is_empty() {
            problems.add("rounds", texts().problem.rounds);
        }
        (draft, problems.0)
    }
}

fn is_slug(text: &str) -> bool {
    (3..=60).contains(&text.len())
        && text
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn user_names(text: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in text.split(|c: char| c.is_whitespace() || c == ',' || c == ';') {
        if !name.is_empty() && !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_names_are_separated_by_anything_usual() {
        assert_eq!(
            user_names("an, binh;chi\nan  dung"),
            ["an", "binh", "chi", "dung"]
        );
        assert!(user_names(" ,\n").is_empty());
    }

    #[test]
    fn slugs() {
        assert!(is_slug("luat-2026"));
        assert!(!is_slug("ab"));
        assert!(!is_slug("Luật"));
        assert!(!is_slug(&"a".repeat(61)));
    }
}
