//! Full names of people: every notation is composed and spaced in one way, and whoever types only small letters gets the
//! capitals.
//!
//! One word is enough. Nearly all names in Viet Nam have two or more, but not all of its peoples have family names
//! (K'Tem), and a public service must not tell anybody that their name is none. Two letters are demanded.

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
    let is_small = fits && !name.chars().any(char::is_uppercase);
    let name = if is_small { capitalised(&name) } else { name };
    // A letter may have a capital of two, as `ß` has.
    (fits && name.chars().count() <= 80).then_some(name)
}

/// Returns the name with a capital at the beginning of each of its parts: `h'hen niê` is `H'Hen Niê`. Whoever types a
/// capital anywhere knows better.
fn capitalised(name: &str) -> String {
    let mut begins = true;
    let mut written = String::with_capacity(name.len());
    for c in name.chars() {
        match begins && c.is_alphabetic() {
            true => written.extend(c.to_uppercase()),
            false => written.push(c),
        }
        begins = !c.is_alphabetic();
    }
    written
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
    fn names_of_every_people_are_names() {
        for name in [
            "Nguyễn Thị Hoài",
            "Y Moan Êñuôl",
            "Y-Moan",
            "Ksor H'Bia",
            "K'Tem",
            "H’Hen Niê",
            "Siu Black",
            "Lò Thị Mai",
            "Ngô",
            "Đinh Y Nhâm",
            "Cil K’Brơi",
            "NGUYỄN VĂN AN",
            "Nguyễn văn An",
        ] {
            assert_eq!(normalise(name).as_deref(), Some(name));
        }
    }

    #[test]
    fn small_letters_alone_get_their_capitals() {
        for (typed, name) in [
            ("an", "An"),
            ("nguyễn thị hoài", "Nguyễn Thị Hoài"),
            ("đặng  ý nhi", "Đặng Ý Nhi"),
            ("h'hen niê", "H'Hen Niê"),
            ("y-moan", "Y-Moan"),
            ("k’tem", "K’Tem"),
        ] {
            assert_eq!(normalise(typed).as_deref(), Some(name), "{typed}");
        }
        assert_eq!(normalise(&"ß".repeat(80)), None, "81 letters, with the capital");
    }

    #[test]
    fn what_is_no_name_is_refused() {
        for text in ["", "A", "-.", "An 2", "An<b>", "An\u{0}", &"a".repeat(81)] {
            assert_eq!(normalise(text), None, "{text:?}");
        }
    }
}
