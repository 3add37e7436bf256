//! The summary of a bank version: what a blueprint can draw from it.

use crate::db::entities::{bank, bank_version};
use crate::db::stored::Stored;
use crate::errors::AppResult;
use contest_core::questions::{Bank, Difficulty, Question};
use contest_core::wire::banks::{BankSummary, TopicCount};
use std::collections::BTreeMap;

/// Returns the number of questions by topic, in the order of the bank, and difficulty.
pub(crate) fn counts(questions: &[Question]) -> Vec<TopicCount> {
    let mut order: Vec<&str> = Vec::new();
    let mut counts: BTreeMap<(usize, Difficulty), u32> = BTreeMap::new();
    for question in questions {
        let known = order.iter().position(|topic| *topic == question.topic);
        let topic = known.unwrap_or_else(|| {
            order.push(&question.topic);
            order.len() - 1
        });
        *counts.entry((topic, question.difficulty)).or_default() += 1;
    }
    let count = |((topic, difficulty), questions): ((usize, Difficulty), u32)| TopicCount {
        topic: order[topic].to_owned(),
        difficulty,
        questions,
    };
    counts.into_iter().map(count).collect()
}

/// Returns the summary of a version, and its content.
pub(super) fn summary(bank: bank::Model, version: bank_version::Model) -> AppResult<(BankSummary, Bank)> {
    let content = version.bank()?;
    let stored = Stored::new("bank_versions", version.id);
    let summary = BankSummary {
        id: bank.id,
        slug: bank.slug,
        title: version.title,
        version_id: version.id,
        version: stored.number("version", version.version)?,
        questions: stored.number("questions", version.questions)?,
        counts: counts(&content.questions),
        hash: version.hash,
        loaded_at: version.loaded_at,
    };
    Ok((summary, content))
}
