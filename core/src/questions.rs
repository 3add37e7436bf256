//! Questions with their key, and the public view without one.

use serde::{Deserialize, Serialize};

/// How many options a question may have.
pub const OPTIONS: std::ops::RangeInclusive<usize> = 2..=6;

/// How hard a question is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Difficulty {
    Easy,
    Medium,
    Hard,
}

/// What a contestant is asked to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum QuestionKind {
    /// Exactly one option is right.
    Single,
    /// One or more options are right; the contestant marks all of them.
    Multiple,
    /// Two options, "Đúng" and "Sai", always in this order.
    TrueFalse,
}

/// What a partly correct answer to a multiple-choice question earns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Credit {
    /// Nothing unless the marked options are exactly the key.
    #[default]
    Exact,
    /// The share of the key that was marked, less one share for each wrong mark, never below zero.
    Partial,
}

/// Where the law states the answer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LegalBasis {
    /// Number of the law, e.g. `36/2018/QH14`.
    pub law: String,
    /// Article (điều).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
    /// Clause (khoản).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// Point (điểm).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub point: Option<String>,
    /// Where the text of the law can be read: an `https` address that the organiser has chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// A set of options as bits: bit 0 is the first option.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct OptionSet(pub u8);

impl OptionSet {
    pub const NONE: OptionSet = OptionSet(0);

    pub fn single(index: usize) -> OptionSet {
        OptionSet(1 << index)
    }

    pub fn contains(self, index: usize) -> bool {
        self.0 & (1 << index) != 0
    }

    pub fn len(self) -> u32 {
        self.0.count_ones()
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns the set with one option toggled.
    #[must_use]
    pub fn toggled(self, index: usize) -> OptionSet {
        OptionSet(self.0 ^ (1 << index))
    }

    pub fn and(self, other: OptionSet) -> OptionSet {
        OptionSet(self.0 & other.0)
    }

    pub fn without(self, other: OptionSet) -> OptionSet {
        OptionSet(self.0 & !other.0)
    }

    /// Returns whether no bit is set beyond the first `options`.
    pub fn fits(self, options: usize) -> bool {
        u32::from(self.0) < (1u32 << options)
    }
}

impl FromIterator<usize> for OptionSet {
    fn from_iter<I: IntoIterator<Item = usize>>(indices: I) -> OptionSet {
        indices
            .into_iter()
            .fold(OptionSet::NONE, |set, index| OptionSet(set.0 | 1 << index))
    }
}

/// One question of a bank, with its key. It stays on the server until the keys are public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Question {
    /// The organiser's code, unique in the bank.
    pub code: String,
    pub topic: String,
    pub difficulty: Difficulty,
    pub kind: QuestionKind,
    #[serde(default)]
    pub credit: Credit,
    pub stem: String,
    /// 2 to 6 options in the bank's order.
    pub options: Vec<String>,
    /// The right options, as bits over `options`.
    pub key: OptionSet,
    /// Never shuffle the options.
    #[serde(default)]
    pub keep_order: bool,
    #[serde(default)]
    pub explanation: String,
    #[serde(default)]
    pub legal_basis: Option<LegalBasis>,
}

/// What a contestant sees of a question. This type has no key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicQuestion {
    pub kind: QuestionKind,
    pub stem: String,
    /// The options in the order of this paper.
    pub options: Vec<String>,
}

impl Question {
    /// Returns the public view with the options in the given order.
    pub fn public(&self, order: &[u8]) -> PublicQuestion {
        let options = order
            .iter()
            .map(|&option| self.options[usize::from(option)].clone())
            .collect();
        PublicQuestion {
            kind: self.kind,
            stem: self.stem.clone(),
            options,
        }
    }
}

/// One immutable version of a bank, as it is loaded and drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bank {
    pub title: String,
    /// BCP 47 tag of the questions' language, e.g. `vi`.
    pub language: String,
    pub questions: Vec<Question>,
}
