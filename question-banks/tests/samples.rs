//! The sample banks keep what the format promises, and every citation exists in the law.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use contest_core::questions::{LegalBasis, Question, QuestionKind};
use contest_core::time::{Day, Millis};
use question_banks::{read, write_csv, write_json, write_xlsx};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folders() -> Vec<PathBuf> {
    let banks = Path::new(env!("CARGO_MANIFEST_DIR")).join("banks");
    let entries = std::fs::read_dir(banks).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// The indices of the laws that the banks cite. Each stands beside the bank about that law; a bank of several laws has none
/// of its own.
fn laws() -> Vec<(PathBuf, serde_json::Value)> {
    let index = |folder: PathBuf| {
        let bytes = std::fs::read(folder.join("articles.json")).ok()?;
        Some((folder, serde_json::from_slice(&bytes).unwrap()))
    };
    folders().into_iter().filter_map(index).collect()
}

#[test]
fn every_sample_loads_and_is_complete() {
    let folders = folders();
    assert!(folders.len() >= 4 && laws().len() >= 3, "{folders:?}");
    for folder in folders {
        let bytes = std::fs::read(folder.join("bank.json")).unwrap();
        let bank = read("bank.json", &bytes).unwrap_or_else(|issues| panic!("{folder:?}: {issues:#?}"));
        let enough = if folder.ends_with("on-tap") { 24 } else { 60 };
        assert!(bank.questions.len() >= enough, "{folder:?}");
        let written: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        for (question, written) in bank
            .questions
            .iter()
            .zip(written["questions"].as_array().unwrap())
        {
            let code = &question.code;
            assert!(!written["topic"].as_str().unwrap().trim().is_empty(), "{code}");
            assert!(written["difficulty"].is_string(), "{code}");
            assert!(!question.explanation.is_empty(), "{code}");
            assert!(question.legal_basis.is_some(), "{code}");
        }
    }
}

#[test]
fn every_citation_exists() {
    let laws = laws();
    for folder in folders() {
        let bank = read("bank.json", &std::fs::read(folder.join("bank.json")).unwrap()).unwrap();
        let wrong: Vec<String> = bank
            .questions
            .iter()
            .filter(|question| !laws.iter().any(|(_, index)| is_cited(question, index)))
            .map(|question| format!("{} {:?}", question.code, question.legal_basis))
            .collect();
        assert!(wrong.is_empty(), "{folder:?}: {wrong:#?}");
    }
}

fn is_cited(question: &Question, index: &serde_json::Value) -> bool {
    let Some(LegalBasis {
        law,
        article: Some(article),
        clause,
        point,
        link: _,
    }) = &question.legal_basis
    else {
        return false;
    };
    let found = &index["articles"][article];
    if index["law"] != law.as_str() || !found.is_object() {
        return false;
    }
    let Some(clause) = clause else {
        return point.is_none();
    };
    let Some(points) = found["clauses"][clause].as_array() else {
        return false;
    };
    point
        .as_ref()
        .is_none_or(|point| points.iter().any(|known| known == point.as_str()))
}

/// An index says since when its law is in force. One that has been replaced says so, and its bank has to go.
#[test]
fn every_law_is_in_force() {
    for (folder, index) in laws() {
        let since = index["in_force_from"].as_str().unwrap_or_default();
        let is_day = since.len() == 10 && since.split('-').all(|part| part.parse::<u16>().is_ok());
        assert!(is_day, "{folder:?}: in_force_from is {since:?}");
        assert!(
            since <= today().as_str(),
            "{folder:?}: not in force before {since}"
        );
        for ends in ["in_force_to", "replaced_by"] {
            assert_eq!(
                index.get(ends),
                Some(&serde_json::Value::Null),
                "{folder:?}: {ends}"
            );
        }
        for amendment in index["amended_by"].as_array().into_iter().flatten() {
            for article in amendment["articles"].as_array().unwrap() {
                let known = &index["articles"][article.as_str().unwrap()];
                assert!(
                    known.is_object(),
                    "{folder:?}: {article} was amended and is not there"
                );
            }
        }
    }
}

/// Practice shows its keys before the rounds open, so its questions are its own, and none is about what has been amended.
#[test]
fn practice_has_questions_of_its_own() {
    let folders = folders();
    let all: Vec<_> = folders.iter().zip(banks()).collect();
    let (practice, others): (Vec<_>, Vec<_>) = all
        .into_iter()
        .partition(|(folder, _)| folder.ends_with("on-tap"));
    let plain = |text: &str| text.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let stems: BTreeSet<String> = others
        .iter()
        .flat_map(|(_, bank)| &bank.questions)
        .map(|question| plain(&question.stem))
        .collect();
    let laws = laws();
    let amended = |question: &Question| {
        let basis = question.legal_basis.as_ref().unwrap();
        let (_, index) = laws
            .iter()
            .find(|(_, index)| index["law"] == basis.law.as_str())
            .unwrap();
        let amendments = index["amended_by"].as_array().into_iter().flatten();
        amendments
            .flat_map(|amendment| amendment["articles"].as_array().unwrap())
            .any(|article| Some(article.as_str().unwrap()) == basis.article.as_deref())
    };
    let mut topics: std::collections::BTreeMap<&str, usize> = Default::default();
    for question in practice.iter().flat_map(|(_, bank)| &bank.questions) {
        assert!(!stems.contains(&plain(&question.stem)), "{}", question.code);
        assert!(!amended(question), "{}", question.code);
        *topics.entry(&question.topic).or_default() += 1;
    }
    assert_eq!(topics.into_values().collect::<Vec<_>>(), [8, 8, 8]);
}

fn today() -> String {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = Millis(since.unwrap().as_millis() as i64);
    Day::in_viet_nam(now).to_string()
}

fn banks() -> Vec<contest_core::questions::Bank> {
    let read_one =
        |folder: PathBuf| read("bank.json", &std::fs::read(folder.join("bank.json")).unwrap()).unwrap();
    folders().into_iter().map(read_one).collect()
}

fn right(question: &Question) -> impl Iterator<Item = &String> {
    let options = question.options.iter().enumerate();
    options
        .filter(|(at, _)| question.key.0 & (1 << at) != 0)
        .map(|(_, option)| option)
}

/// Who guesses by length must not win.
#[test]
fn the_longest_option_is_seldom_the_key() {
    for bank in banks() {
        let single = |question: &&Question| question.kind == QuestionKind::Single;
        let all: Vec<&Question> = bank.questions.iter().filter(single).collect();
        let length = |option: &String| option.chars().count();
        let longest = |question: &&&Question| {
            let most = question.options.iter().map(length).max();
            let rivals = question
                .options
                .iter()
                .filter(|option| Some(length(option)) == most);
            rivals.count() == 1 && right(question).map(length).max() == most
        };
        let told = all.iter().filter(longest).count();
        assert!(told * 3 <= all.len(), "{}: {told} of {}", bank.title, all.len());
    }
}

#[test]
fn all_of_the_above_is_wrong_as_often_as_right() {
    let banks = banks();
    let questions = banks.iter().flat_map(|bank| &bank.questions);
    let (mut offered, mut key) = (0, 0);
    let says_all = |option: &&String| option.starts_with("Tất cả các") || option.starts_with("Cả ba");
    for question in questions.filter(|question| question.kind == QuestionKind::Single) {
        offered += question.options.iter().filter(says_all).count();
        key += right(question).filter(says_all).count();
    }
    assert!(offered > 0 && key * 2 <= offered, "{key} of {offered}");
}

/// Shuffled numbers are harder to read, and tell nothing more.
#[test]
fn numbers_stand_in_their_order() {
    let number = |option: &String| option.split(' ').next()?.parse::<u32>().ok();
    let mut numeric = 0;
    for question in banks().iter().flat_map(|bank| &bank.questions) {
        let numbers: Option<Vec<u32>> = question.options.iter().map(number).collect();
        let Some(numbers) = numbers else { continue };
        numeric += 1;
        let code = &question.code;
        assert!(numbers.is_sorted() && question.keep_order, "{code}: {numbers:?}");
    }
    assert!(numeric > 0);
}

#[test]
fn samples_survive_every_format() {
    for folder in folders() {
        let bank = read("bank.json", &std::fs::read(folder.join("bank.json")).unwrap()).unwrap();
        assert_eq!(read("b.json", &write_json(&bank)).as_ref(), Ok(&bank));
        assert_eq!(read("b.csv", &write_csv(&bank)).as_ref(), Ok(&bank));
        assert_eq!(read("b.xlsx", &write_xlsx(&bank)).as_ref(), Ok(&bank));
    }
}

#[test]
fn codes_are_unique_over_all_samples() {
    let mut codes = BTreeSet::new();
    for folder in folders() {
        let bank = read("bank.json", &std::fs::read(folder.join("bank.json")).unwrap()).unwrap();
        for question in bank.questions {
            assert!(codes.insert(question.code.clone()), "{}", question.code);
        }
    }
}
