//! The state of one round in the form.

use super::moments;
use super::parts::{PrizeForm, SectionForm, read_blueprint, usual_prizes};
use super::problems::{Problems, minutes, rules_message, seconds, seconds_of_rest};
use crate::texts::texts;
use contest_core::blueprint::{Blueprint, Section};
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::{Disclosure, KeyShown, Prediction, PredictionTarget, RoundRules, ScoreShown};
use contest_core::time::Millis;
use contest_core::wire::staff::RoundDraft;
use leptos::prelude::*;
use web_kit::lang::fill;

#[derive(Clone, Copy)]
pub(crate) struct RoundForm {
    pub(crate) title: RwSignal<String>,
    /// A `datetime-local` value, in Viet Nam's time.
    pub(crate) opens_at: RwSignal<String>,
    pub(crate) closes_at: RwSignal<String>,
    /// Slug of the bank.
    pub(crate) bank: RwSignal<String>,
    /// Number of the bank's version; empty for the newest.
    pub(crate) bank_version: RwSignal<String>,
    pub(crate) minutes: RwSignal<String>,
    pub(crate) unlimited: RwSignal<bool>,
    pub(crate) attempts: RwSignal<String>,
    /// Empty for no limit.
    pub(crate) per_day: RwSignal<String>,
    /// Minutes between two starts; empty for none.
    pub(crate) rest: RwSignal<String>,
    pub(crate) score_shown: RwSignal<ScoreShown>,
    pub(crate) key_shown: RwSignal<KeyShown>,
    pub(crate) counted: RwSignal<Counted>,
    pub(crate) answer_all: RwSignal<bool>,
    pub(crate) sections: RwSignal<Vec<SectionForm>>,
    pub(crate) mix_sections: RwSignal<bool>,
    pub(crate) chain: RwSignal<Vec<TieBreak>>,
    pub(crate) predicts: RwSignal<bool>,
    pub(crate) prediction: RwSignal<String>,
    pub(crate) target: RwSignal<PredictionTarget>,
    pub(crate) before_disqualification: RwSignal<bool>,
    pub(crate) prizes: RwSignal<Vec<PrizeForm>>,
}

impl RoundForm {
    pub(crate) fn new(round: &RoundDraft) -> RoundForm {
        let rules = &round.rules;
        let input = |text: &str| moments::parse(text).map(moments::to_input).unwrap_or_default();
        let version = round.bank_version.map(|version| version.to_string());
        let prediction = rules.prediction.as_ref();
        RoundForm {
            title: RwSignal::new(round.title.clone()),
            opens_at: RwSignal::new(input(&round.opens_at)),
            closes_at: RwSignal::new(input(&round.closes_at)),
            bank: RwSignal::new(round.bank.clone()),
            bank_version: RwSignal::new(version.unwrap_or_default()),
            minutes: RwSignal::new(minutes(rules.time_limit_s)),
            unlimited: RwSignal::new(rules.attempts.is_none()),
            attempts: RwSignal::new(rules.attempts.unwrap_or(1).to_string()),
            per_day: RwSignal::new(rules.attempts_per_day.map(|n| n.to_string()).unwrap_or_default()),
            rest: RwSignal::new(rules.rest_s.map(minutes).unwrap_or_default()),
            score_shown: RwSignal::new(rules.disclosure.score),
            key_shown: RwSignal::new(rules.disclosure.key),
            counted: RwSignal::new(rules.counted),
            answer_all: RwSignal::new(rules.answer_all),
            sections: RwSignal::new(rules.blueprint.sections.iter().map(SectionForm::new).collect()),
            mix_sections: RwSignal::new(rules.blueprint.mix_sections),
            chain: RwSignal::new(rules.chain.clone()),
            predicts: RwSignal::new(prediction.is_some()),
            prediction: RwSignal::new(prediction.map(|p| p.question.clone()).unwrap_or_default()),
            target: RwSignal::new(prediction.map_or(PredictionTarget::PeopleAllCorrect, |p| p.target)),
            before_disqualification: RwSignal::new(prediction.is_some_and(|p| p.before_disqualification)),
            prizes: RwSignal::new(rules.prizes.iter().map(PrizeForm::new).collect()),
        }
    }

    /// Returns the first round of a new contest, with the rules that most contests have.
    pub(crate) fn first() -> RoundForm {
        RoundForm::new(&RoundDraft {
            title: fill(texts().round.nth, &[("n", "1")]),
            opens_at: String::new(),
            closes_at: String::new(),
            bank: String::new(),
            bank_version: None,
            rules: RoundRules {
                time_limit_s: 1_200,
                attempts: Some(1),
                attempts_per_day: None,
                rest_s: None,
                counted: Counted::Best,
                answer_all: false,
                blueprint: Blueprint {
                    sections: vec![Section {
                        topic: None,
                        difficulty: None,
                        count: 20,
                        points: 1,
                    }],
                    mix_sections: true,
                },
                chain: vec![
                    TieBreak::MostPoints,
                    TieBreak::ShortestDuration,
                    TieBreak::EarliestSubmission,
                ],
                prediction: None,
                prizes: usual_prizes(),
                disclosure: Disclosure::default(),
            },
        })
    }

    /// Returns the round after this one: it has the same rules, opens when this one closes, and stays open for as long.
    pub(crate) fn following(self, number: usize) -> RoundForm {
        let mut draft = self.read("", &mut Problems::default());
        draft.title = fill(texts().round.nth, &[("n", &number.to_string())]);
        let window = moments::parse(&draft.opens_at).zip(moments::parse(&draft.closes_at));
        if let Some((opens, closes)) = window {
            let length = closes.0 - opens.0;
            draft.opens_at = rfc3339(closes);
            draft.closes_at = rfc3339(closes + length);
        }
        RoundForm::new(&draft)
    }

    /// Returns the draft as far as the form goes; errors go to `problems`, below `path`.
    pub(crate) fn read(self, path: &str, problems: &mut Problems) -> RoundDraft {
        let at = |field: &str| format!("{path}.{field}");
        let title = problems.required(at("title"), &self.title.get_untracked());
        let bank = self.bank.get_untracked();
        if bank.is_empty() {
            problems.add(at("bank"), texts().problem.bank);
        }
        let opens_at = self.moment(at("opens_at"), self.opens_at, problems);
        let closes_at = self.moment(at("closes_at"), self.closes_at, problems);
        // Both have the same format and zone, so they compare as text.
        if !opens_at.is_empty() && !closes_at.is_empty() && closes_at <= opens_at {
            problems.add(at("closes_at"), texts().problem.window);
        }
        let bank_version = self.bank_version.get_untracked().parse().ok();
        let rules = self.rules(&at("rules"), problems);
        RoundDraft {
            title,
            opens_at,
            closes_at,
            bank,
            bank_version,
            rules,
        }
    }

    fn moment(self, path: String, field: RwSignal<String>, problems: &mut Problems) -> String {
        match moments::from_input(&field.get_untracked()) {
            Some(moment) => moment,
            None => {
                problems.add(path, texts().problem.moment);
                String::new()
            }
        }
    }

    fn rules(self, path: &str, problems: &mut Problems) -> RoundRules {
        let at = |field: &str| format!("{path}.{field}");
        let before = problems.0.len();
        let blueprint = read_blueprint(self.sections, self.mix_sections, &at("blueprint"), problems);
        let attempts = match self.unlimited.get_untracked() {
            true => None,
            false => Some(problems.number(at("attempts"), &self.attempts.get_untracked())),
        };
        let attempts_per_day =
            problems.number_if_given(at("attempts_per_day"), &self.per_day.get_untracked());
        let rest = self.rest.get_untracked();
        // What is no number becomes a pause that the rules refuse.
        let rest_s = (!rest.trim().is_empty()).then(|| seconds_of_rest(&rest).unwrap_or(0));
        let prizes = self.prizes.get_untracked().into_iter().enumerate();
        let prizes = prizes
            .map(|(n, prize)| prize.read(&at(&format!("prizes.{n}")), problems))
            .collect();
        let prediction = self.predicts.get_untracked().then(|| Prediction {
            question: self.prediction.get_untracked().trim().to_owned(),
            target: self.target.get_untracked(),
            before_disqualification: self.before_disqualification.get_untracked(),
        });
        let rules = RoundRules {
            time_limit_s: seconds(&self.minutes.get_untracked()).unwrap_or(0),
            attempts,
            attempts_per_day,
            rest_s,
            counted: self.counted.get_untracked(),
            answer_all: self.answer_all.get_untracked(),
            blueprint,
            chain: self.chain.get_untracked(),
            prediction,
            prizes,
            disclosure: Disclosure {
                score: self.score_shown.get_untracked(),
                key: self.key_shown.get_untracked(),
            },
        };
        if let Err(error) = rules.check()
            // A field that is not a number has already been reported.
            && problems.0.len() == before
        {
            problems.add(at(error.field()), rules_message(error));
        }
        rules
    }
}

fn rfc3339(moment: Millis) -> String {
    format!("{}:00+07:00", moments::to_input(moment))
}
