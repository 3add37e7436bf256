//! Rules across the questions of a bank: no duplicate codes and no duplicate questions.

use crate::draft::{Earlier, Place};
use crate::fields::Field;
use crate::issue::{Issues, Problem};
use contest_core::questions::Question;
use std::collections::HashMap;
use std::collections::hash_map::Entry;

/// Codes already used, with their places.
#[derive(Default)]
pub(crate) struct Codes(HashMap<String, Earlier>);

impl Codes {
    pub(crate) fn add(&mut self, code: &str, place: &Place, issues: &mut Issues) {
        match self.0.entry(code.to_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(place.earlier());
            }
            Entry::Occupied(entry) => {
                let problem = Problem::duplicate_code(code, entry.get().clone());
                issues.push(place.issue(Field::Code, problem));
            }
        }
    }
}

/// Questions already seen. Questions with the same stem and the same options, in any order, are duplicates.
#[derive(Default)]
pub(crate) struct Contents(HashMap<(String, Vec<String>), Earlier>);

impl Contents {
    pub(crate) fn add(&mut self, question: &Question, place: &Place, issues: &mut Issues) {
        match self.0.entry(content_of(question)) {
            Entry::Vacant(entry) => {
                entry.insert(place.earlier());
            }
            Entry::Occupied(entry) => {
                let problem = Problem::duplicate_question(entry.get().clone());
                issues.push(place.issue(Field::Stem, problem));
            }
        }
    }
}

/// Returns what makes a question the same as another one.
pub(crate) fn content_of(question: &Question) -> (String, Vec<String>) {
    let mut options: Vec<String> = question.options.iter().map(|option| plain(option)).collect();
    options.sort_unstable();
    (plain(&question.stem), options)
}

/// Returns the text in lower case, on one line, without punctuation at the end.
fn plain(text: &str) -> String {
    let lower = text.replace('\n', " ").to_lowercase();
    lower.trim_end_matches(['.', ':', '?', ';', ' ', '…']).to_owned()
}
