//! Practice (thi thử): a bank that anybody may try out, with its keys. Nothing of it is recorded.

use crate::blueprint::Blueprint;
use crate::ids::BankVersionId;
use crate::questions::{Credit, Difficulty, LegalBasis, OptionSet, Question, QuestionKind};
use serde::{Deserialize, Serialize};

/// `GET /contests/{slug}/practice`: all questions with their keys, and how a trial paper is drawn from them. It is
/// withheld as long as the keys of a round that draws from the same questions are not public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Practice {
    /// Of the contest.
    pub title: String,
    /// Which questions these are: what a device remembers of them holds as long as this stays.
    pub bank: BankVersionId,
    /// Seconds for a trial paper.
    pub time_limit_s: u32,
    pub blueprint: Blueprint,
    /// In the order of the bank, to which the numbers of [`crate::paper::PaperItem`] refer.
    pub questions: Vec<PracticeQuestion>,
}

/// A question of practice, with its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PracticeQuestion {
    /// As the bank names it.
    pub topic: String,
    pub difficulty: Difficulty,
    pub kind: QuestionKind,
    #[serde(default)]
    pub credit: Credit,
    pub stem: String,
    /// In the bank's order.
    pub options: Vec<String>,
    /// Never shuffle the options.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keep_order: bool,
    /// The right options, as bits over `options`.
    pub key: OptionSet,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub legal_basis: Option<LegalBasis>,
    /// The page on this site that shows what the legal basis names, if the site has the law.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law_page: Option<String>,
    /// The title of the law, if the site has it and the legal basis names it by its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub law_title: Option<String>,
}

impl PracticeQuestion {
    /// Returns the question as papers are drawn and scored from it; its code is not sent.
    #[must_use]
    pub fn into_question(self) -> Question {
        Question {
            code: String::new(),
            topic: self.topic,
            difficulty: self.difficulty,
            kind: self.kind,
            credit: self.credit,
            stem: self.stem,
            options: self.options,
            key: self.key,
            keep_order: self.keep_order,
            explanation: self.explanation,
            legal_basis: self.legal_basis,
        }
    }
}

impl From<&Question> for PracticeQuestion {
    fn from(question: &Question) -> PracticeQuestion {
        PracticeQuestion {
            topic: question.topic.clone(),
            difficulty: question.difficulty,
            kind: question.kind,
            credit: question.credit,
            stem: question.stem.clone(),
            options: question.options.clone(),
            keep_order: question.keep_order,
            key: question.key,
            explanation: question.explanation.clone(),
            legal_basis: question.legal_basis.clone(),
            law_page: None,
            law_title: None,
        }
    }
}
