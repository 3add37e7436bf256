//! What is weak in a bank that can be loaded all the same: each finding with a reason and a remedy in the reader's
//! language and, where a machine can apply it, a mend. Pure. What the reader refuses is not said again, and laws are the
//! business of others.

mod bank;
mod letters;
mod options;
mod places;
mod remark;
mod similar;
mod sources;
mod stems;
mod words;

pub use remark::Remark;

use contest_core::questions::{Bank, Question};
use contest_core::time::Day;
use contest_core::wire::workbench::Severity;
use std::collections::HashSet;

/// One thing that is weak.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The question; `None` if it concerns the bank as a whole.
    pub code: Option<String>,
    pub remark: Remark,
}

impl Finding {
    fn of(question: &Question, remark: Remark) -> Finding {
        Finding {
            code: Some(question.code.clone()),
            remark,
        }
    }

    fn of_bank(remark: Remark) -> Finding {
        Finding { code: None, remark }
    }
}

/// Returns what is weak in a bank on a day: the serious first, then by rule, then in the order of the questions.
pub fn lint(bank: &Bank, day: Day) -> Vec<Finding> {
    let mut found = Vec::new();
    for question in &bank.questions {
        found.extend(letters::of(question));
        found.extend(stems::of(question));
        found.extend(options::of(question));
        found.extend(places::of(question, day));
    }
    found.extend(similar::of(&bank.questions));
    found.extend(sources::of(&bank.questions));
    found.extend(bank::of(&bank.questions));
    // Stable: within a rule, the order of the bank stays.
    found.sort_by_key(|finding| {
        let serious = finding.remark.severity() == Severity::Serious;
        (!serious, finding.remark.rank())
    });
    found
}

/// Mends what a rule has found, in one question or in all, and returns the codes of the questions that it has changed.
pub fn mend(bank: &mut Bank, rule: &str, code: Option<&str>, day: Day) -> Vec<String> {
    let wanted = |finding: &Finding| {
        finding.remark.tag() == rule
            && finding.remark.can_mend()
            && code.is_none_or(|code| finding.code.as_deref() == Some(code))
    };
    let found = lint(bank, day).into_iter().filter(wanted);
    let codes: HashSet<String> = found.filter_map(|finding| finding.code).collect();
    let mut changed = Vec::new();
    for question in &mut bank.questions {
        if codes.contains(&question.code) {
            let mended = mended(question, rule);
            if mended != *question {
                changed.push(question.code.clone());
                *question = mended;
            }
        }
    }
    changed
}

fn mended(question: &Question, rule: &str) -> Question {
    match rule {
        "lint_not_nfc" => letters::with_texts(question, crate::text::clean),
        "lint_ocr" => letters::with_texts(question, letters::repaired),
        _ => Question {
            keep_order: true,
            ..question.clone()
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::questions::{Credit, Difficulty, LegalBasis, OptionSet, QuestionKind};
    use proptest::prelude::*;

    /// After the communes and provinces of today.
    pub(super) fn today() -> Day {
        Day::new(2026, 12, 1).expect("a day")
    }

    /// A question without fault.
    pub(super) fn question(code: &str, stem: &str, options: &[&str]) -> Question {
        Question {
            code: code.into(),
            topic: "Chung".into(),
            difficulty: Difficulty::Easy,
            kind: QuestionKind::Single,
            credit: Credit::Exact,
            stem: stem.into(),
            options: options.iter().map(|option| (*option).into()).collect(),
            key: OptionSet(1),
            keep_order: false,
            explanation: "Theo luật".into(),
            legal_basis: Some(LegalBasis {
                law: "36/2018/QH14".into(),
                article: Some("5".into()),
                clause: None,
                point: None,
                link: None,
            }),
        }
    }

    pub(super) fn tags(questions: Vec<Question>) -> Vec<(Option<String>, &'static str)> {
        let bank = Bank {
            title: "Thử".into(),
            language: "vi".into(),
            questions,
        };
        let found = lint(&bank, today());
        found
            .into_iter()
            .map(|finding| (finding.code, finding.remark.tag()))
            .collect()
    }

    #[test]
    fn the_serious_comes_first_and_mends_what_it_can() {
        let questions = vec![
            question("1", "Ai ở ðây có quyền?", &["Công dân", "Tổ chức"]),
            question("2", "Câu nào đúng?", &["Luật sư", "Thẩm phán"]),
        ];
        let mut bank = Bank {
            title: "Thử".into(),
            language: "vi".into(),
            questions,
        };
        let found = lint(&bank, today());
        assert_eq!(found[0].remark.tag(), "lint_ocr");
        assert_eq!(found[1].remark.tag(), "lint_no_words");
        assert_eq!(
            mend(&mut bank, "lint_no_words", None, today()),
            Vec::<String>::new()
        );
        assert_eq!(
            mend(&mut bank, "lint_ocr", Some("2"), today()),
            Vec::<String>::new()
        );
        assert_eq!(mend(&mut bank, "lint_ocr", None, today()), ["1"]);
        assert_eq!(bank.questions[0].stem, "Ai ở đây có quyền?");
        assert_eq!(lint(&bank, today()).len(), 1);
    }

    proptest! {
        #[test]
        fn what_is_mended_is_not_found_again(stem in "[a-zðÐƣ ]{1,30}", options in prop::collection::vec("[a-zA-D ,]{1,12}", 2..5)) {
            let options: Vec<&str> = options.iter().map(String::as_str).collect();
            let mut bank = Bank {
                title: "Thử".into(),
                language: "vi".into(),
                questions: vec![question("1", &stem, &options)],
            };
            for rule in ["lint_not_nfc", "lint_ocr", "lint_letters", "lint_above"] {
                mend(&mut bank, rule, None, today());
            }
            let again = lint(&bank, today());
            prop_assert!(again.iter().all(|finding| !finding.remark.can_mend()), "{:?}", again);
        }
    }
}
