//! The sample banks hold what the format promises, and every citation exists in the law.

#![expect(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use contest_core::questions::{LegalBasis, Question};
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

#[test]
fn every_sample_loads_and_is_complete() {
    let folders = folders();
    assert!(folders.len() >= 3, "{folders:?}");
    for folder in folders {
        let bytes = std::fs::read(folder.join("bank.json")).unwrap();
        let bank = read("bank.json", &bytes).unwrap_or_else(|issues| panic!("{folder:?}: {issues:#?}"));
        assert!(bank.questions.len() >= 60, "{folder:?}");
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
    for folder in folders() {
        let bank = read("bank.json", &std::fs::read(folder.join("bank.json")).unwrap()).unwrap();
        let index = std::fs::read(folder.join("articles.json")).unwrap();
        let index: serde_json::Value = serde_json::from_slice(&index).unwrap();
        let wrong: Vec<String> = bank
            .questions
            .iter()
            .filter(|question| !is_cited(question, &index))
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
