//! The lint over banks as organisers keep them: no rule may cry wolf on half of a good bank.

#![expect(clippy::print_stdout, reason = "a skipped test says so")]

use contest_core::time::Day;
use question_banks::lint::lint;
use question_banks::{Bank, Lang, read};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

fn today() -> Day {
    Day::new(2026, 12, 1).expect("a day")
}

/// Returns the bank of a list of questions beside the workspace; nothing, with a message, if it is absent.
fn beside(name: &str) -> Option<Bank> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../shared/data")
        .join(name)
        .join("questions.json");
    let Ok(bytes) = std::fs::read(&path) else {
        println!("skipped: {} is absent", path.display());
        return None;
    };
    let listed: Vec<Value> = serde_json::from_slice(&bytes).expect("a list");
    // Questions that differ by their pictures alone are the same without them.
    let questions: Vec<Value> = listed
        .iter()
        .filter(|question| question["image"].is_null())
        .map(|question| {
            let options = question["options"].as_array().into_iter().flatten();
            let options: Vec<&Value> = options.map(|option| &option["text"]).collect();
            json!({ "code": question["id"], "stem": question["stem"], "options": options, "key": question["key"] })
        })
        .collect();
    let bank = json!({ "format": "thiluat-bank/1", "title": name, "questions": questions });
    let read = read("bank.json", bank.to_string().as_bytes());
    Some(read.unwrap_or_else(|issues| {
        let shown = issues
            .iter()
            .map(|issue| format!("{:?} {}", issue.row, issue.reason(Lang::En)));
        panic!("{name}: {:#?}", shown.collect::<Vec<_>>())
    }))
}

/// Returns how many findings each rule has.
fn counts(bank: &Bank) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for finding in lint(bank, today()) {
        for lang in [Lang::Vi, Lang::En] {
            let told = [finding.remark.reason(lang), finding.remark.remedy(lang)].concat();
            assert!(!told.contains(['{', '}']), "{told}");
        }
        println!(
            "{} {:?} {}",
            finding.remark.tag(),
            finding.code,
            finding.remark.reason(Lang::Vi)
        );
        *counts.entry(finding.remark.tag()).or_default() += 1;
    }
    counts
}

#[test]
fn no_rule_cries_wolf_on_banks_of_organisers() {
    for name in ["dauthau390", "driving600", "gdcd_exams"] {
        let Some(bank) = beside(name) else {
            continue;
        };
        let counts = counts(&bank);
        println!("{name}: {} questions, {counts:?}", bank.questions.len());
        for (rule, count) in counts {
            assert!(10 * count <= bank.questions.len(), "{name}: {rule} {count}");
        }
    }
}

#[test]
fn the_sample_banks_are_good() {
    let banks = Path::new(env!("CARGO_MANIFEST_DIR")).join("banks");
    for folder in std::fs::read_dir(banks).expect("the sample banks") {
        let folder = folder.expect("a folder").path();
        let bytes = std::fs::read(folder.join("bank.json")).expect("a bank");
        let bank = read("bank.json", &bytes).expect("it can be loaded");
        let counts = counts(&bank);
        println!(
            "{}: {} questions, {counts:?}",
            folder.display(),
            bank.questions.len()
        );
        for (rule, count) in counts {
            assert!(
                10 * count <= bank.questions.len(),
                "{}: {rule} {count}",
                folder.display()
            );
        }
    }
}
