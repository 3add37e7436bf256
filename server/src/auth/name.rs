//! Full names of people: every notation is composed and spaced in one way.

use crate::errors::{AppResult, Refusal};
use contest_core::wire::errors::ErrorCode;
use unicode_normalization::UnicodeNormalization;

/// Returns the name as it is stored, or refuses the field.
pub(crate) fn read(text: &str, field: &str) -> AppResult<String> {
    normalise(text).ok_or_else(|| Refusal::new(ErrorCode::InvalidName).field(field))
}

/// Returns the name in NFC with single spaces, if it has 2 to 80 characters, at least two of them letters, and the
/// others occur in names (`H'Hen Niê`, `Y-Moan`).
fn normalise(text: &str) -> Option<String> {
    let composed: String = text.nfc().collect();
    let name = composed.split_whitespace().collect::<Vec<_>>().join(" ");
    let allowed = |c: char| c.is_alphabetic() || matches!(c, ' ' | '\'' | '’' | '-' | '.');
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let fits = (2..=80).contains(&name.chars().count()) && letters >= 2 && name.chars().all(allowed);
    fits.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_composed_and_single_spaced() {
        let decomposed: String = "  Nguyễn   Thị Hoài ".nfd().collect();
        assert_eq!(normalise(&decomposed).as_deref(), Some("Nguyễn Thị Hoài"));
        assert_eq!(normalise("H'Hen Niê").as_deref(), Some("H'Hen Niê"));
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "A", "-.", "An 2", "An<b>", "An\u{0}", &"a".repeat(81)] {
            assert_eq!(normalise(text), None, "{text:?}");
        }
    }
}
