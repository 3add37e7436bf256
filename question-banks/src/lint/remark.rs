//! Everything that the lint can say, as a closed list. The texts for people are in `locales/`.

use crate::told::{texts, told};
use contest_core::wire::workbench::Severity;
use contest_texts::Lang;

told! {
    /// Everything that can be weak.
    Remark;
    lint_not_nfc NotNfc {} "text is not clean";
    lint_ocr OcrLetters { word: String, corrected: String } "{word:?} should be {corrected:?}";
    lint_letters NamesLetters { option: char } "option {option} names others by letter, which are shuffled";
    lint_above AboveMoves { option: char } "option {option} speaks of those above, which are shuffled";
    lint_same_options SameOptions { first: char, second: char } "options {first} and {second} are nearly equal";
    lint_similar Similar { other: String, percent: usize } "{percent} % like {other:?}";
    lint_same_stem SameStem { other: String } "asks the same as {other:?}";
    lint_longest Longest { option: char, times: usize } "option {option} is {times} times as long as the others";
    lint_no_words NoWords {} "the stem has no words of its own";
    lint_districts Districts { found: String } "{found:?} is of the former administration";
    lint_no_basis NoBasis {} "there is no legal basis";
    lint_no_basis_mostly NoBasisMostly { count: usize, total: usize } "{count} of {total} have no legal basis";
    lint_no_explanation NoExplanation {} "there is no explanation";
    lint_no_explanation_mostly NoExplanationMostly { count: usize, total: usize } "{count} of {total} have no explanation";
    lint_always_all AlwaysAll { right: usize, count: usize } "all of the above is right in {right} of {count}";
    lint_longest_mostly LongestMostly { right: usize, count: usize } "the right option is the longest in {right} of {count}";
    lint_uneven_keys UnevenKeys { option: char, right: usize, count: usize } "the key is {option} in {right} of {count}";
}

impl Remark {
    pub fn severity(&self) -> Severity {
        match self {
            Remark::NotNfc {}
            | Remark::OcrLetters { .. }
            | Remark::NamesLetters { .. }
            | Remark::AboveMoves { .. }
            | Remark::SameOptions { .. }
            | Remark::SameStem { .. } => Severity::Serious,
            _ => Severity::Hint,
        }
    }

    /// Returns whether a machine can mend it.
    pub fn can_mend(&self) -> bool {
        matches!(
            self,
            Remark::NotNfc {}
                | Remark::OcrLetters { .. }
                | Remark::NamesLetters { .. }
                | Remark::AboveMoves { .. }
        )
    }

    /// Returns the place of the rule in the list above.
    pub(super) fn rank(&self) -> usize {
        const ORDER: [&str; 17] = [
            "lint_not_nfc",
            "lint_ocr",
            "lint_letters",
            "lint_above",
            "lint_same_options",
            "lint_same_stem",
            "lint_always_all",
            "lint_longest_mostly",
            "lint_uneven_keys",
            "lint_similar",
            "lint_longest",
            "lint_no_words",
            "lint_districts",
            "lint_no_basis_mostly",
            "lint_no_basis",
            "lint_no_explanation_mostly",
            "lint_no_explanation",
        ];
        ORDER
            .iter()
            .position(|tag| *tag == self.tag())
            .unwrap_or(ORDER.len())
    }

    /// Returns what the rule is called.
    pub fn title(&self, lang: Lang) -> &'static str {
        let t = &lang.pick(&texts::VI, &texts::EN).lint_title;
        match self {
            Remark::NotNfc {} => t.not_nfc,
            Remark::OcrLetters { .. } => t.ocr,
            Remark::NamesLetters { .. } => t.letters,
            Remark::AboveMoves { .. } => t.above,
            Remark::SameOptions { .. } => t.same_options,
            Remark::Similar { .. } => t.similar,
            Remark::SameStem { .. } => t.same_stem,
            Remark::Longest { .. } => t.longest,
            Remark::NoWords {} => t.no_words,
            Remark::Districts { .. } => t.districts,
            Remark::NoBasis {} | Remark::NoBasisMostly { .. } => t.no_basis,
            Remark::NoExplanation {} | Remark::NoExplanationMostly { .. } => t.no_explanation,
            Remark::AlwaysAll { .. } => t.always_all,
            Remark::LongestMostly { .. } => t.longest_mostly,
            Remark::UnevenKeys { .. } => t.uneven_keys,
        }
    }

    /// Returns what is weak.
    pub fn reason(&self, lang: Lang) -> String {
        self.told(self.texts(lang).0)
    }

    /// Returns what to do.
    pub fn remedy(&self, lang: Lang) -> String {
        self.told(self.texts(lang).1)
    }
}
