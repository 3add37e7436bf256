//! The texts of exports. They also name files and sheets, which limits what they may contain.

use crate::results::units::UnitPaths;
use crate::texts::Exports;

/// The words in the cells of a table.
pub(crate) struct Wording {
    pub(crate) texts: &'static Exports,
    pub(crate) units: UnitPaths,
}

impl Exports {
    pub(crate) fn yes_no(&self, yes: bool) -> &'static str {
        if yes { self.yes } else { self.no }
    }
}

#[cfg(test)]
mod tests {
    use crate::texts::{EN, VI};

    #[test]
    fn names_of_files_and_sheets_are_clean() {
        for texts in [&VI.exports, &EN.exports] {
            let files = &texts.files;
            for part in [
                files.attempts,
                files.ranking,
                files.winners,
                files.questions,
                files.units,
                files.round,
                files.provisional,
            ] {
                let is_clean = part.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
                assert!(is_clean, "{part}");
            }
            let sheets = &texts.sheets;
            let first = [sheets.attempts, sheets.ranking, sheets.winners];
            for name in first
                .into_iter()
                .chain([sheets.questions, sheets.units, sheets.notes])
            {
                assert!(name.chars().count() <= 25 && !name.contains(['[', ']', ':', '*', '?', '/', '\\']));
            }
        }
    }
}
