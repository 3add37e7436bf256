//! The form of one question: its state, and how it becomes what the API takes.

use super::parts::{difficulty_key, difficulty_of};
use crate::texts::texts;
use contest_core::questions::{Credit, Difficulty, OPTIONS, OptionSet, QuestionKind};
use contest_core::wire::workbench::{BasisForm, QuestionForm};
use leptos::prelude::*;
use web_kit::lang::fill;

/// How many options the form offers.
pub(crate) const OFFERED: usize = *OPTIONS.end();

const KINDS: [(&str, QuestionKind); 3] = [
    ("single", QuestionKind::Single),
    ("multiple", QuestionKind::Multiple),
    ("true_false", QuestionKind::TrueFalse),
];

/// What a true/false question offers, in this order.
const TRUTH: [&str; 2] = ["Đúng", "Sai"];

#[derive(Clone, Copy)]
pub(crate) struct QuestionState {
    pub(crate) code: RwSignal<String>,
    pub(crate) topic: RwSignal<String>,
    pub(crate) difficulty: RwSignal<String>,
    pub(crate) kind: RwSignal<String>,
    pub(crate) partial: RwSignal<bool>,
    pub(crate) stem: RwSignal<String>,
    pub(crate) options: [RwSignal<String>; OFFERED],
    pub(crate) key: RwSignal<OptionSet>,
    pub(crate) keep_order: RwSignal<bool>,
    pub(crate) explanation: RwSignal<String>,
    pub(crate) law: RwSignal<String>,
    pub(crate) article: RwSignal<String>,
    pub(crate) clause: RwSignal<String>,
    pub(crate) point: RwSignal<String>,
    pub(crate) link: RwSignal<String>,
}

impl QuestionState {
    pub(crate) fn new(form: &QuestionForm) -> QuestionState {
        let text = |text: &str| RwSignal::new(text.to_owned());
        let option = |n: usize| RwSignal::new(form.options.get(n).cloned().unwrap_or_default());
        let basis = &form.legal_basis;
        QuestionState {
            code: text(&form.code),
            topic: text(&form.topic),
            difficulty: text(difficulty_key(form.difficulty.unwrap_or(Difficulty::Medium))),
            kind: text(kind_key(form.kind.unwrap_or(QuestionKind::Single))),
            partial: RwSignal::new(form.credit == Credit::Partial),
            stem: text(&form.stem),
            options: std::array::from_fn(option),
            key: RwSignal::new(form.key),
            keep_order: RwSignal::new(form.keep_order),
            explanation: text(&form.explanation),
            law: text(&basis.law),
            article: text(&basis.article),
            clause: text(&basis.clause),
            point: text(&basis.point),
            link: text(&basis.link),
        }
    }

    /// Returns what the form holds now.
    pub(crate) fn read(self) -> QuestionForm {
        let kind = kind_of(&self.kind.get_untracked());
        let options: Vec<String> = match kind {
            QuestionKind::TrueFalse => TRUTH.map(str::to_owned).to_vec(),
            _ => self.options.iter().map(|option| option.get_untracked()).collect(),
        };
        let filled = options.iter().rposition(|option| !option.trim().is_empty());
        QuestionForm {
            code: self.code.get_untracked(),
            topic: self.topic.get_untracked(),
            difficulty: difficulty_of(&self.difficulty.get_untracked()),
            kind: Some(kind),
            credit: match self.partial.get_untracked() && kind == QuestionKind::Multiple {
                true => Credit::Partial,
                false => Credit::Exact,
            },
            stem: self.stem.get_untracked(),
            options: options[..filled.map_or(0, |last| last + 1)].to_vec(),
            key: self.key.get_untracked(),
            keep_order: self.keep_order.get_untracked(),
            explanation: self.explanation.get_untracked(),
            legal_basis: BasisForm {
                law: self.law.get_untracked(),
                article: self.article.get_untracked(),
                clause: self.clause.get_untracked(),
                point: self.point.get_untracked(),
                link: self.link.get_untracked(),
            },
        }
    }

    /// Marks an option as right, or no longer; where one is right, the others are not.
    pub(crate) fn mark(self, option: usize) {
        let several = kind_of(&self.kind.get_untracked()) == QuestionKind::Multiple;
        self.key.update(|key| {
            *key = match several {
                true => key.toggled(option),
                false => OptionSet::single(option),
            }
        });
    }

    /// Keeps one right option at most when the kind has become one with a single answer.
    pub(crate) fn kind_changed(self) {
        let kind = kind_of(&self.kind.get_untracked());
        let key = self.key.get_untracked();
        let limit = if kind == QuestionKind::TrueFalse {
            2
        } else {
            OFFERED
        };
        let first = (0..limit).find(|option| key.contains(*option));
        if kind != QuestionKind::Multiple {
            self.key.set(first.map(OptionSet::single).unwrap_or_default());
        }
    }
}

pub(crate) fn kind_key(kind: QuestionKind) -> &'static str {
    let found = KINDS.iter().find(|(_, known)| *known == kind);
    found.map_or("single", |(key, _)| key)
}

pub(crate) fn kind_of(key: &str) -> QuestionKind {
    let found = KINDS.iter().find(|(known, _)| *known == key);
    found.map_or(QuestionKind::Single, |(_, kind)| *kind)
}

pub(crate) fn letter(option: usize) -> String {
    u8::try_from(option).map_or_else(|_| "?".to_owned(), |n| char::from(b'A' + n).to_string())
}

/// Returns what an option is called.
pub(crate) fn option_name(option: usize) -> String {
    fill(texts().question_form.option, &[("letter", &letter(option))])
}
