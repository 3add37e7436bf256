//! The state of the practice in the form.

use super::parts::{SectionForm, read_blueprint};
use super::problems::{Problems, minutes, rules_message, seconds};
use crate::texts::texts;
use contest_core::blueprint::{Blueprint, Section};
use contest_core::practice::PracticeRules;
use contest_core::wire::staff::PracticeDraft;
use leptos::prelude::*;

#[derive(Clone, Copy)]
pub(crate) struct PracticeForm {
    /// Whether the contest offers practice.
    pub(crate) on: RwSignal<bool>,
    /// Slug of the bank.
    pub(crate) bank: RwSignal<String>,
    /// Number of the bank's version; empty for the newest.
    pub(crate) bank_version: RwSignal<String>,
    pub(crate) minutes: RwSignal<String>,
    pub(crate) sections: RwSignal<Vec<SectionForm>>,
    pub(crate) mix_sections: RwSignal<bool>,
}

impl PracticeForm {
    pub(crate) fn new(practice: Option<&PracticeDraft>) -> PracticeForm {
        let usual = usual();
        let shown = practice.unwrap_or(&usual);
        let version = shown.bank_version.map(|version| version.to_string());
        PracticeForm {
            on: RwSignal::new(practice.is_some()),
            bank: RwSignal::new(shown.bank.clone()),
            bank_version: RwSignal::new(version.unwrap_or_default()),
            minutes: RwSignal::new(minutes(shown.time_limit_s)),
            sections: RwSignal::new(shown.blueprint.sections.iter().map(SectionForm::new).collect()),
            mix_sections: RwSignal::new(shown.blueprint.mix_sections),
        }
    }

    /// Returns the draft as far as the form goes; errors go to `problems`.
    pub(crate) fn read(self, problems: &mut Problems) -> Option<PracticeDraft> {
        if !self.on.get_untracked() {
            return None;
        }
        let bank = self.bank.get_untracked();
        if bank.is_empty() {
            problems.add("practice.bank", texts().problem.bank);
        }
        let rules = PracticeRules {
            time_limit_s: seconds(&self.minutes.get_untracked()).unwrap_or(0),
            blueprint: read_blueprint(self.sections, self.mix_sections, "practice.blueprint", problems),
        };
        if let Err(error) = rules.check() {
            problems.add(format!("practice.{}", error.field()), rules_message(error));
        }
        Some(PracticeDraft {
            bank,
            bank_version: self.bank_version.get_untracked().parse().ok(),
            time_limit_s: rules.time_limit_s,
            blueprint: rules.blueprint,
        })
    }
}

/// Returns what most practice is like, as a start.
fn usual() -> PracticeDraft {
    PracticeDraft {
        bank: String::new(),
        bank_version: None,
        time_limit_s: 900,
        blueprint: Blueprint {
            sections: vec![Section {
                topic: None,
                difficulty: None,
                count: 10,
                points: 1,
            }],
            mix_sections: true,
        },
    }
}
