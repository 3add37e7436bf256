//! Finds the rounds that draw from the same questions: the key of one reveals that of the others, and practice reveals the
//! keys of all that it shares with. Pure.
//!
//! Two versions of one bank count as the same questions, whatever was changed between them. Across banks the content of
//! a question decides: what is asked and the options, not the code, the topic or the explanation.

use contest_core::ids::{BankId, BankVersionId, RoundId};
use contest_core::questions::{Bank, Question};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use unicode_normalization::UnicodeNormalization;

/// A hash of the content of a question.
pub(crate) type Fingerprint = [u8; 16];

/// Returns the fingerprints of a bank's questions.
pub(crate) fn fingerprints(bank: &Bank) -> HashSet<Fingerprint> {
    bank.questions.iter().map(fingerprint).collect()
}

/// Returns the fingerprint of a question.
pub(crate) fn fingerprint(question: &Question) -> Fingerprint {
    // A true-or-false question may have its options written out or not, and options may come in any order.
    let mut options: Vec<String> = question
        .options
        .iter()
        .map(|option| plain(option))
        .filter(|option| option != "đúng" && option != "sai")
        .collect();
    options.sort_unstable();
    let mut digest = Sha256::new_with_prefix(plain(&question.stem));
    for option in options {
        digest.update(b"\n");
        digest.update(option);
    }
    let mut first = Fingerprint::default();
    first.copy_from_slice(&digest.finalize()[..16]);
    first
}

/// Returns the letters and digits of a text in lower case: neither spaces nor punctuation make another question.
fn plain(text: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric();
    text.nfkc().flat_map(char::to_lowercase).filter(kept).collect()
}

/// The rounds and banks that share questions with a round, including the round and its bank; or with a practice, including
/// its bank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sharing {
    pub(crate) rounds: Vec<RoundId>,
    pub(crate) banks: Vec<BankId>,
}

/// A round and the questions it draws from.
#[derive(Clone, Copy)]
pub(crate) struct Draws<'a> {
    pub(crate) round: RoundId,
    pub(crate) version: BankVersionId,
    /// The bank of which this is a version.
    pub(crate) bank: BankId,
    pub(crate) fingerprints: &'a HashSet<Fingerprint>,
}

/// All rounds, found by their questions.
pub(crate) struct Shared<'a> {
    rounds: &'a [Draws<'a>],
    versions: HashMap<BankVersionId, Draws<'a>>,
    of_banks: HashMap<BankId, Vec<BankVersionId>>,
    of_questions: HashMap<&'a Fingerprint, Vec<BankVersionId>>,
}

impl<'a> Shared<'a> {
    pub(crate) fn of(rounds: &'a [Draws<'a>]) -> Shared<'a> {
        let versions: HashMap<BankVersionId, Draws> =
            rounds.iter().map(|draws| (draws.version, *draws)).collect();
        let mut of_banks: HashMap<BankId, Vec<BankVersionId>> = HashMap::new();
        let mut of_questions: HashMap<&Fingerprint, Vec<BankVersionId>> = HashMap::new();
        for (version, draws) in &versions {
            of_banks.entry(draws.bank).or_default().push(*version);
            for question in draws.fingerprints {
                of_questions.entry(question).or_default().push(*version);
            }
        }
        Shared {
            rounds,
            versions,
            of_banks,
            of_questions,
        }
    }

    /// Returns, for every round, the rounds and banks that share its questions.
    pub(crate) fn by_round(&self) -> HashMap<RoundId, Arc<Sharing>> {
        let of_version = |draws: &Draws| Arc::new(self.with(draws.bank, draws.fingerprints));
        let of_versions: HashMap<BankVersionId, Arc<Sharing>> = self
            .versions
            .values()
            .map(|draws| (draws.version, of_version(draws)))
            .collect();
        self.rounds
            .iter()
            .map(|draws| (draws.round, of_versions[&draws.version].clone()))
            .collect()
    }

    /// Returns the rounds and banks that share questions with these, which are of a version of this bank.
    pub(crate) fn with(&self, bank: BankId, questions: &HashSet<Fingerprint>) -> Sharing {
        let others = self.related(bank, questions);
        let sharing = self.rounds.iter().filter(|draws| others.contains(&draws.version));
        let mut rounds: Vec<RoundId> = sharing.map(|draws| draws.round).collect();
        rounds.sort_unstable();
        let banks = others.iter().map(|version| self.versions[version].bank);
        let banks: BTreeSet<BankId> = banks.chain([bank]).collect();
        Sharing {
            rounds,
            banks: banks.into_iter().collect(),
        }
    }

    /// Returns the versions of the same bank or with a question in common.
    fn related(&self, bank: BankId, questions: &HashSet<Fingerprint>) -> HashSet<BankVersionId> {
        let of_bank = self.of_banks.get(&bank);
        let of_questions = questions.iter().filter_map(|mark| self.of_questions.get(mark));
        of_bank
            .into_iter()
            .chain(of_questions)
            .flatten()
            .copied()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::ids::Uuid;
    use contest_core::questions::{Credit, Difficulty, OptionSet, QuestionKind};

    fn question(stem: &str, options: &[&str]) -> Question {
        Question {
            code: "A1".into(),
            topic: "Chủ đề".into(),
            difficulty: Difficulty::Easy,
            kind: QuestionKind::Single,
            credit: Credit::Exact,
            stem: stem.into(),
            options: options.iter().map(|option| (*option).into()).collect(),
            key: OptionSet(1),
            keep_order: false,
            explanation: String::new(),
            legal_basis: None,
        }
    }

    #[test]
    fn the_content_of_a_question_counts_and_not_how_it_is_written() {
        let first = fingerprint(&question("Ai có quyền?", &["Công dân", "Tổ chức"]));
        let mut again = question("  Ai  có quyền ?", &["tổ chức.", "CÔNG DÂN"]);
        again.code = "B7".into();
        again.key = OptionSet(2);
        again.explanation = "Vì".into();
        assert_eq!(fingerprint(&again), first);
        // Composed and decomposed letters are the same letters.
        let decomposed: String = "Ai có quyền?".nfd().collect();
        assert_eq!(
            fingerprint(&question(&decomposed, &["Công dân", "Tổ chức"])),
            first
        );
        assert_ne!(
            fingerprint(&question("Ai có quyền?", &["Công dân", "Trẻ em"])),
            first
        );
        assert_ne!(
            fingerprint(&question("Ai có nghĩa vụ?", &["Công dân", "Tổ chức"])),
            first
        );
    }

    #[test]
    fn practice_shares_with_every_round_of_its_bank_and_of_its_questions() {
        let [own, same, other] = ["Ai có quyền?", "AI CÓ QUYỀN", "Ai có nghĩa vụ?"]
            .map(|stem| HashSet::from([fingerprint(&question(stem, &["Công dân", "Tổ chức"]))]));
        let draws = |n: u128, bank: u128, fingerprints| Draws {
            round: RoundId(Uuid::from_u128(n)),
            version: BankVersionId(Uuid::from_u128(n)),
            bank: BankId(Uuid::from_u128(bank)),
            fingerprints,
        };
        // Another version of the bank without the question, another bank with it, a bank without it.
        let rounds = [draws(1, 10, &other), draws(2, 20, &same), draws(3, 30, &other)];
        let shared = Shared::of(&rounds);
        let found = shared.with(rounds[0].bank, &own);
        assert_eq!(found.rounds, [rounds[0].round, rounds[1].round]);
        assert_eq!(found.banks, [rounds[0].bank, rounds[1].bank]);
        // Nobody draws from it: its bank is known all the same, for rounds that come later.
        let alone = BankId(Uuid::from_u128(40));
        let found = shared.with(alone, &HashSet::new());
        assert_eq!((found.rounds, found.banks), (Vec::new(), vec![alone]));
    }

    #[test]
    fn true_or_false_is_the_same_with_its_options_and_without() {
        let stem = "Mọi người đều có quyền khiếu nại.";
        assert_eq!(
            fingerprint(&question(stem, &["Đúng", "Sai"])),
            fingerprint(&question(stem, &[]))
        );
    }
}
