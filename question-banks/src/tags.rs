//! What formats of other programs have no place for, as tags `name:value`: level, marking, order and legal basis. Tags
//! that are not known are the organiser's own and are left alone.

use crate::draft::Draft;
use contest_core::questions::{Credit, Difficulty, Question, QuestionKind};
use std::collections::BTreeMap;

/// Puts what the tags say into a draft.
pub(crate) fn read(tags: &BTreeMap<String, String>, draft: &mut Draft) {
    for (name, value) in tags {
        let field = match name.as_str() {
            "topic" => &mut draft.topic,
            "law" => &mut draft.law,
            "article" => &mut draft.article,
            "clause" => &mut draft.clause,
            "point" => &mut draft.point,
            "link" => &mut draft.link,
            "level" => {
                draft.difficulty = draft.difficulty.or(crate::words::read_difficulty(value));
                continue;
            }
            "kind" if value == "single" => {
                draft.kind = Some(QuestionKind::Single);
                continue;
            }
            "credit" => {
                draft.credit = if value == "partial" {
                    Credit::Partial
                } else {
                    Credit::Exact
                };
                continue;
            }
            "order" => {
                match value.as_str() {
                    "fixed" => draft.keep_order = true,
                    "free" => draft.keep_order = false,
                    _ => {}
                }
                continue;
            }
            _ => continue,
        };
        *field = crate::text::clean_line(value);
    }
}

/// Returns the tags of a question. `in_place` is what the format says without tags.
pub(crate) fn write(question: &Question, in_place: &Credit) -> Vec<(&'static str, String)> {
    let mut tags = vec![("level", level(question.difficulty).to_owned())];
    if question.topic.contains('/') {
        tags.push(("topic", question.topic.clone()));
    }
    if question.kind == QuestionKind::Single && are_truth(&question.options) {
        tags.push(("kind", "single".to_owned()));
    }
    if question.credit != *in_place {
        let credit = if question.credit == Credit::Partial {
            "partial"
        } else {
            "exact"
        };
        tags.push(("credit", credit.to_owned()));
    }
    if question.keep_order {
        tags.push(("order", "fixed".to_owned()));
    }
    if let Some(basis) = &question.legal_basis {
        tags.push(("law", basis.law.clone()));
        let parts = [
            ("article", &basis.article),
            ("clause", &basis.clause),
            ("point", &basis.point),
            ("link", &basis.link),
        ];
        tags.extend(
            parts
                .into_iter()
                .filter_map(|(name, part)| Some((name, part.clone()?))),
        );
    }
    tags
}

fn level(difficulty: Difficulty) -> &'static str {
    match difficulty {
        Difficulty::Easy => "easy",
        Difficulty::Medium => "medium",
        Difficulty::Hard => "hard",
    }
}

/// Returns whether the options mean true and false, whatever the words.
pub(crate) fn are_truth(options: &[String]) -> bool {
    let meanings: Vec<Option<usize>> = options
        .iter()
        .map(|option| crate::words::read_truth(option))
        .collect();
    meanings == [Some(0), Some(1)]
}

/// Returns whether a question is written as true or false without its options.
pub(crate) fn is_plain_truth(question: &Question) -> bool {
    question.kind == QuestionKind::TrueFalse && question.options == ["Đúng", "Sai"]
}
