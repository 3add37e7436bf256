//! The repeated parts of a round's form: sections of the paper, which practice has too, and prizes.

use super::problems::Problems;
use crate::names::DIFFICULTIES;
use crate::texts::texts;
use contest_core::blueprint::{Blueprint, Section};
use contest_core::questions::Difficulty;
use contest_core::winners::Prize;
use leptos::prelude::*;
use web_kit::format::read_whole;

/// A section of the paper.
#[derive(Clone, Copy)]
pub(crate) struct SectionForm {
    /// Empty for any topic.
    pub(crate) topic: RwSignal<String>,
    /// `easy`, `medium`, `hard`, or empty for any.
    pub(crate) difficulty: RwSignal<String>,
    pub(crate) count: RwSignal<String>,
    pub(crate) points: RwSignal<String>,
}

/// Returns the value of a difficulty in a select.
pub(crate) fn difficulty_key(difficulty: Difficulty) -> &'static str {
    match difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}

pub(crate) fn difficulty_of(key: &str) -> Option<Difficulty> {
    DIFFICULTIES
        .into_iter()
        .find(|difficulty| difficulty_key(*difficulty) == key)
}

impl SectionForm {
    pub(crate) fn new(section: &Section) -> SectionForm {
        SectionForm {
            topic: RwSignal::new(section.topic.clone().unwrap_or_default()),
            difficulty: RwSignal::new(
                section
                    .difficulty
                    .map(difficulty_key)
                    .unwrap_or_default()
                    .to_owned(),
            ),
            count: RwSignal::new(section.count.to_string()),
            points: RwSignal::new(section.points.to_string()),
        }
    }

    pub(crate) fn blank() -> SectionForm {
        SectionForm::new(&Section {
            topic: None,
            difficulty: None,
            count: 5,
            points: 1,
        })
    }

    pub(crate) fn read(self, path: &str, problems: &mut Problems) -> Section {
        let topic = self.topic.get_untracked();
        let count = problems.number(format!("{path}.count"), &self.count.get_untracked());
        let points = problems.number(format!("{path}.points"), &self.points.get_untracked());
        Section {
            topic: (!topic.is_empty()).then_some(topic),
            difficulty: difficulty_of(&self.difficulty.get_untracked()),
            count,
            points,
        }
    }

    /// Returns the section as far as it is filled in, for the sums beside it; tracked.
    pub(crate) fn preview(self) -> Section {
        let topic = self.topic.get();
        Section {
            topic: (!topic.is_empty()).then_some(topic),
            difficulty: difficulty_of(&self.difficulty.get()),
            count: previewed(self.count),
            points: previewed(self.points),
        }
    }
}

/// Returns a number as far as it is filled in; tracked.
fn previewed<N: TryFrom<u64> + Default>(text: RwSignal<String>) -> N {
    let number = read_whole(&text.get()).and_then(|number| N::try_from(number).ok());
    number.unwrap_or_default()
}

/// Returns the blueprint as far as the form goes; errors go to `problems`, below `path`.
pub(crate) fn read_blueprint(
    sections: RwSignal<Vec<SectionForm>>,
    mix: RwSignal<bool>,
    path: &str,
    problems: &mut Problems,
) -> Blueprint {
    let numbered = sections.get_untracked().into_iter().enumerate();
    let sections: Vec<Section> = numbered
        .map(|(n, section)| section.read(&format!("{path}.sections.{n}"), problems))
        .collect();
    if sections.is_empty() {
        problems.add(format!("{path}.sections"), texts().problem.sections);
    }
    Blueprint {
        sections,
        mix_sections: mix.get_untracked(),
    }
}

/// A prize of a round.
#[derive(Clone, Copy)]
pub(crate) struct PrizeForm {
    pub(crate) name: RwSignal<String>,
    pub(crate) quota: RwSignal<String>,
    pub(crate) amount: RwSignal<String>,
}

impl PrizeForm {
    pub(crate) fn new(prize: &Prize) -> PrizeForm {
        let amount = match prize.amount_vnd {
            0 => String::new(),
            amount => amount.to_string(),
        };
        PrizeForm {
            name: RwSignal::new(prize.name.clone()),
            quota: RwSignal::new(prize.quota.to_string()),
            amount: RwSignal::new(amount),
        }
    }

    pub(crate) fn blank() -> PrizeForm {
        PrizeForm::new(&Prize {
            name: String::new(),
            quota: 1,
            amount_vnd: 0,
        })
    }

    pub(crate) fn read(self, path: &str, problems: &mut Problems) -> Prize {
        Prize {
            name: problems.required(format!("{path}.name"), &self.name.get_untracked()),
            quota: problems.number(format!("{path}.quota"), &self.quota.get_untracked()),
            amount_vnd: problems
                .number_if_given(format!("{path}.amount_vnd"), &self.amount.get_untracked())
                .unwrap_or(0),
        }
    }
}

/// Returns the prizes that most contests give, as a start.
pub(crate) fn usual_prizes() -> Vec<Prize> {
    let t = &texts().prizes;
    let usual = [(t.first, 1), (t.second, 2), (t.third, 3), (t.consolation, 5)];
    usual
        .map(|(name, quota)| Prize {
            name: name.to_owned(),
            quota,
            amount_vnd: 0,
        })
        .to_vec()
}
