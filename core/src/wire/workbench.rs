//! The workbench of a bank: what is weak in it, changes of single questions, its versions and how they differ.

use super::banks::BankSummary;
use crate::ids::{BankId, BankVersionId, ContestId};
use crate::questions::{Credit, Difficulty, OptionSet, Question, QuestionKind};
use crate::time::Millis;
use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The question may mislead contestants or tell its answer.
    Serious,
    /// Worth a look.
    Hint,
}

/// `GET /staff/bank-versions/{version}/findings`: what is weak in a version, the serious first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankFindings {
    pub findings: Vec<BankFinding>,
}

/// One thing that is weak.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankFinding {
    /// The code of the question; absent if it concerns the bank as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The rule that has found it.
    pub rule: String,
    /// What the rule is called, in the reader's language.
    pub title: String,
    pub severity: Severity,
    /// What is weak, in the reader's language.
    pub reason: String,
    /// What to do, in the reader's language.
    pub remedy: String,
    /// Whether [`BankChange::Mend`] can mend it.
    pub can_mend: bool,
}

/// A question as a form has it: texts are cleaned and checked as those of a file are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuestionForm {
    /// Empty: the next one that is free.
    #[serde(default)]
    pub code: String,
    #[serde(default)]
    pub topic: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difficulty: Option<Difficulty>,
    /// As options and key imply it, if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<QuestionKind>,
    #[serde(default)]
    pub credit: Credit,
    #[serde(default)]
    pub stem: String,
    /// Empty ones at the end do not count.
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub key: OptionSet,
    #[serde(default)]
    pub keep_order: bool,
    #[serde(default)]
    pub explanation: String,
    #[serde(default)]
    pub legal_basis: BasisForm,
}

/// A legal basis as a form has it; what is empty is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct BasisForm {
    pub law: String,
    pub article: String,
    pub clause: String,
    pub point: String,
    pub link: String,
}

impl From<&Question> for QuestionForm {
    fn from(question: &Question) -> QuestionForm {
        let basis = question.legal_basis.as_ref();
        let part = |part: Option<&Option<String>>| part.cloned().flatten().unwrap_or_default();
        QuestionForm {
            code: question.code.clone(),
            topic: question.topic.clone(),
            difficulty: Some(question.difficulty),
            kind: Some(question.kind),
            credit: question.credit,
            stem: question.stem.clone(),
            options: question.options.clone(),
            key: question.key,
            keep_order: question.keep_order,
            explanation: question.explanation.clone(),
            legal_basis: BasisForm {
                law: basis.map(|basis| basis.law.clone()).unwrap_or_default(),
                article: part(basis.map(|basis| &basis.article)),
                clause: part(basis.map(|basis| &basis.clause)),
                point: part(basis.map(|basis| &basis.point)),
                link: part(basis.map(|basis| &basis.link)),
            },
        }
    }
}

/// `POST /staff/bank-versions/{version}/changes`: changes this version, which makes the next one. With `?check=true`,
/// nothing is saved. If a newer version was made meanwhile, the request gets `bank_changed` and nothing is saved, unless
/// that version is what this request has made before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(tag = "action", rename_all = "snake_case")]
pub enum BankChange {
    /// Adds a question at the end.
    Add {
        question: QuestionForm,
    },
    /// Puts a question in the place of the one with this code.
    Replace {
        code: String,
        question: QuestionForm,
    },
    Remove {
        code: String,
    },
    /// Mends what a rule has found, in one question or in all.
    Mend {
        rule: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
    },
}

/// What a change has made of a bank, or would make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankChanged {
    /// The version that was made; the one that was changed if there is no difference; absent if nothing was to be saved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub saved: Option<BankSummary>,
    pub differences: Vec<QuestionDifference>,
}

/// A question that is not the same in two versions. Questions are known by their codes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QuestionDifference {
    pub code: String,
    /// Absent if the question was added.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<Question>,
    /// Absent if it was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now: Option<Question>,
}

/// `GET /staff/bank-versions/{version}/differences?from=`: how a version differs from another one of its bank; without
/// `from`, from the one before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankDifferences {
    /// Absent if there is none before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<BankSummary>,
    pub to: BankSummary,
    pub differences: Vec<QuestionDifference>,
    /// The questions that both have stand in another order.
    pub is_reordered: bool,
}

/// `GET /staff/banks/{bank}/versions`, the newest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankHistory {
    pub bank: BankId,
    pub slug: String,
    pub versions: Vec<BankVersionLine>,
}

/// One version, without its content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankVersionLine {
    pub version_id: BankVersionId,
    pub version: u32,
    pub title: String,
    pub questions: u32,
    pub loaded_at: Millis,
    /// The name of the account.
    pub loaded_by: String,
    pub uses: Vec<BankUse>,
}

/// A round or practice that draws from a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct BankUse {
    pub contest: ContestId,
    pub contest_title: String,
    /// Absent if it is the practice of the contest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<String>,
    /// A published contest keeps its version.
    pub is_published: bool,
    /// A draft that names no version takes the newest one.
    pub follows: bool,
}

/// Returns what differs between the questions of two versions: first what `now` has, in its order, then what was removed.
pub fn differences(was: &[Question], now: &[Question]) -> Vec<QuestionDifference> {
    use std::collections::HashMap;
    let by_code = |all: &'_ [Question]| -> HashMap<String, usize> {
        let codes = all.iter().enumerate();
        codes.map(|(n, question)| (question.code.clone(), n)).collect()
    };
    let (before, after) = (by_code(was), by_code(now));
    let mut found = Vec::new();
    for question in now {
        let earlier = before.get(&question.code).map(|n| &was[*n]);
        if earlier != Some(question) {
            found.push(QuestionDifference {
                code: question.code.clone(),
                was: earlier.cloned(),
                now: Some(question.clone()),
            });
        }
    }
    let removed = was.iter().filter(|question| !after.contains_key(&question.code));
    found.extend(removed.map(|question| QuestionDifference {
        code: question.code.clone(),
        was: Some(question.clone()),
        now: None,
    }));
    found
}

/// Returns whether the questions that both versions have stand in another order.
pub fn is_reordered(was: &[Question], now: &[Question]) -> bool {
    use std::collections::HashSet;
    let codes = |all: &'_ [Question]| -> HashSet<String> {
        all.iter().map(|question| question.code.clone()).collect()
    };
    let (before, after) = (codes(was), codes(now));
    let shared = was.iter().filter(|question| after.contains(&question.code));
    let shared_now = now.iter().filter(|question| before.contains(&question.code));
    shared
        .map(|question| &question.code)
        .ne(shared_now.map(|question| &question.code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(code: &str, stem: &str) -> Question {
        Question {
            code: code.into(),
            topic: "Chung".into(),
            difficulty: Difficulty::Easy,
            kind: QuestionKind::Single,
            credit: Credit::Exact,
            stem: stem.into(),
            options: vec!["Có".into(), "Chưa".into()],
            key: OptionSet(1),
            keep_order: false,
            explanation: String::new(),
            legal_basis: None,
        }
    }

    #[test]
    fn questions_are_matched_by_code() {
        let was = ["1", "2", "3"].map(|code| question(code, "Hỏi?"));
        let mut now = vec![was[2].clone(), question("1", "Hỏi gì?"), question("4", "Mới?")];
        let found = differences(&was, &now);
        let told: Vec<_> = found
            .iter()
            .map(|one| (one.code.as_str(), one.was.is_some(), one.now.is_some()))
            .collect();
        assert_eq!(told, [("1", true, true), ("4", false, true), ("2", true, false)]);
        assert!(is_reordered(&was, &now));
        now.swap(0, 1);
        assert!(!is_reordered(&was, &now));
        assert_eq!(differences(&was, &was), []);
    }
}
