//! The texts of exports, in the reader's language.

use super::column::Column;
use crate::lang::Lang;
use contest_core::ranking::{Counted, TieBreak};
use contest_core::rounds::PredictionTarget;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Texts {
    pub provisional_banner: String,
    pub yes: String,
    pub no: String,
    pub disqualified: String,
    pub closed_by_contestant: String,
    pub closed_by_deadline: String,
    pub files: FileNames,
    pub sheets: SheetNames,
    pub notes: NoteTexts,
    pub columns: HashMap<Column, String>,
    pub chain: HashMap<TieBreak, String>,
    pub counted: HashMap<Counted, String>,
    pub prediction: HashMap<PredictionTarget, String>,
}

/// Parts of file names: letters, digits and hyphens only.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileNames {
    pub attempts: String,
    pub ranking: String,
    pub winners: String,
    pub round: String,
    pub provisional: String,
}

/// At most 25 characters, without `[]:*?/\`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SheetNames {
    pub attempts: String,
    pub ranking: String,
    pub winners: String,
    pub notes: String,
}

/// Labels and sentences of the note sheet.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoteTexts {
    pub contest: String,
    pub round: String,
    pub organiser: String,
    pub window: String,
    pub exported_at: String,
    pub exported_by: String,
    pub status: String,
    pub status_final: String,
    pub status_provisional: String,
    pub status_unsettled: String,
    pub finalised_at: String,
    pub version: String,
    pub settled_at: String,
    pub hash: String,
    pub hash_how: String,
    pub hash_format: String,
    /// Describes the hash of settlements made by earlier releases.
    pub hash_format_1: String,
    pub commitment: String,
    pub people: String,
    pub time_limit: String,
    pub time_limit_value: String,
    pub attempts: String,
    pub unlimited: String,
    pub counted: String,
    pub chain: String,
    pub prediction: String,
    pub prediction_target: String,
    pub prediction_before: String,
    pub prediction_after: String,
    pub prediction_value: String,
    pub prizes: String,
    pub currency: String,
    pub times: String,
    pub times_value: String,
}

const VI_FILE: &str = include_str!("../../locales/exports.vi.toml");
const EN_FILE: &str = include_str!("../../locales/exports.en.toml");
// The files are compiled in and checked by the test below.
static VI: LazyLock<Texts> = LazyLock::new(|| toml::from_str(VI_FILE).unwrap_or_default());
static EN: LazyLock<Texts> = LazyLock::new(|| toml::from_str(EN_FILE).unwrap_or_default());

impl Texts {
    pub fn of(lang: Lang) -> &'static Texts {
        match lang {
            Lang::Vi => &VI,
            Lang::En => &EN,
        }
    }

    pub fn heading(&self, column: Column) -> String {
        self.columns.get(&column).cloned().unwrap_or_default()
    }

    pub fn yes_no(&self, yes: bool) -> &str {
        if yes { &self.yes } else { &self.no }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_are_complete() {
        for file in [VI_FILE, EN_FILE] {
            let texts: Texts = toml::from_str(file).unwrap();
            for column in Column::ALL {
                assert!(!texts.heading(*column).is_empty(), "no heading of {column:?}");
            }
            assert_eq!(
                (texts.chain.len(), texts.counted.len(), texts.prediction.len()),
                (9, 3, 4)
            );
        }
    }

    #[test]
    fn names_of_files_and_sheets_are_clean() {
        for texts in [&*VI, &*EN] {
            let FileNames {
                attempts,
                ranking,
                winners,
                round,
                provisional,
            } = &texts.files;
            for part in [attempts, ranking, winners, round, provisional] {
                assert!(
                    part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'),
                    "{part}"
                );
            }
            let SheetNames {
                attempts,
                ranking,
                winners,
                notes,
            } = &texts.sheets;
            for name in [attempts, ranking, winners, notes] {
                assert!(name.chars().count() <= 25 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']));
            }
        }
    }
}
