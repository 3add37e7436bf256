//! Checks the practice of a draft: a bank that can fill its trial paper, and from whose questions no round of the contest
//! draws, because anybody may read their keys.

use crate::contests::draft_banks::{bank_version, check_blueprint};
use crate::contests::shared_questions::{Fingerprint, fingerprint};
use crate::errors::{AppResult, Refusal};
use crate::texts::say;
use contest_core::ids::{AccountId, BankId, BankVersionId};
use contest_core::practice::PracticeRules;
use contest_core::questions::Bank;
use contest_core::wire::errors::ErrorCode;
use contest_core::wire::staff::PracticeDraft;
use sea_orm::ConnectionTrait;
use std::collections::HashMap;

/// The most questions that a refusal names.
const NAMED: usize = 20;

/// Practice that passed the checks.
pub(crate) struct CheckedPractice {
    pub(crate) bank_version: BankVersionId,
    /// Whether the draft leaves the version open.
    pub(crate) newest_bank: bool,
    pub(crate) rules: PracticeRules,
    slug: String,
    of: BankId,
    /// The code of each question.
    codes: HashMap<Fingerprint, String>,
}

/// Checks the practice without the rounds. Refusals name fields by their path from the draft.
pub(super) async fn check_practice(
    db: &impl ConnectionTrait,
    owner: AccountId,
    practice: &PracticeDraft,
) -> AppResult<CheckedPractice> {
    let rules = PracticeRules {
        time_limit_s: practice.time_limit_s,
        blueprint: practice.blueprint.clone(),
    };
    rules.check().map_err(|error| {
        let refusal = Refusal::new(ErrorCode::InvalidRules).message(say!(contests.time_limit));
        refusal.field(format!("practice.{}", error.field()))
    })?;
    let shown = (practice.bank.as_str(), practice.bank_version);
    let version = bank_version(db, owner, shown, "practice").await?;
    let bank = version.bank()?;
    check_blueprint(&rules.blueprint, &bank, "practice.blueprint")?;
    Ok(CheckedPractice {
        bank_version: version.id,
        newest_bank: practice.bank_version.is_none(),
        rules,
        slug: practice.bank.clone(),
        of: version.bank_id,
        codes: codes(&bank),
    })
}

fn codes(bank: &Bank) -> HashMap<Fingerprint, String> {
    let coded = |question| (fingerprint(question), question.code.clone());
    bank.questions.iter().map(coded).collect()
}

impl CheckedPractice {
    /// Refuses a round of the contest, numbered from 1, that draws from the same questions.
    pub(super) fn require_apart_from(&self, round: usize, of: BankId, bank: &Bank) -> AppResult<()> {
        let refused = |message: String| {
            let refusal = Refusal::new(ErrorCode::PracticeSharesQuestions).message(message);
            Err(refusal.field("practice.bank"))
        };
        if of == self.of {
            return refused(say!(contests.practice_same_bank, round = round, bank = self.slug));
        }
        let shared = self.shared_with(bank);
        if shared.is_empty() {
            return Ok(());
        }
        refused(say!(
            contests.practice_shares,
            round = round,
            n = shared.len(),
            codes = named(&shared),
        ))
    }

    /// Returns the codes of the questions that are in the other bank too, in its order, with those that they have there.
    fn shared_with(&self, other: &Bank) -> Vec<String> {
        let both = |question| {
            let here = self.codes.get(&fingerprint(question))?;
            Some(match *here == question.code {
                true => here.clone(),
                false => format!("{here} (= {})", question.code),
            })
        };
        other.questions.iter().filter_map(both).collect()
    }
}

/// Names questions, and counts those beyond the most that anybody would read.
fn named(codes: &[String]) -> String {
    let first = codes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    match codes.len().saturating_sub(NAMED) {
        0 => first,
        more => format!("{first}… (+{more})"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_names_twenty_questions_and_counts_the_rest() {
        let codes: Vec<String> = (1..=23).map(|n| format!("C{n}")).collect();
        assert_eq!(named(&codes[..2]), "C1, C2");
        let all = named(&codes);
        assert!(all.ends_with("C19, C20… (+3)"), "{all}");
    }
}
