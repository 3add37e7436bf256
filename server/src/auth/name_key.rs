//! Names as they are looked for: without accents and capitals, since few people type them on the phone's other end, and
//! from either end, since a name is asked for by its first words or by its last.

use crate::boards::mask::PSEUDONYM;
use unicode_normalization::UnicodeNormalization;

/// What entries keep of a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameKeys {
    /// `nguyen thi hoa`
    pub name: String,
    /// The same words from the last to the first: `hoa thi nguyen`.
    pub given: String,
}

/// Nobody looks for a pseudonym. It is no word, so no search begins with it.
const HIDDEN: &str = "-";

/// Returns the keys of a person's name.
pub fn of(name: &str) -> NameKeys {
    let words = match name.contains(PSEUDONYM) {
        true => Vec::new(),
        false => words(name),
    };
    if words.is_empty() {
        return hidden();
    }
    NameKeys {
        name: words.join(" "),
        given: reversed(&words),
    }
}

/// Returns the keys of somebody whom nobody is to find by name.
pub(crate) fn hidden() -> NameKeys {
    NameKeys {
        name: HIDDEN.into(),
        given: HIDDEN.into(),
    }
}

/// Returns the words of a name or of a part of one. What joins words parts them; apostrophes are left out.
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut plain = String::with_capacity(text.len());
    for c in text.nfd().flat_map(char::to_lowercase) {
        match c {
            'đ' => plain.push('d'),
            '\u{300}'..='\u{36f}' | '\'' | '’' => {}
            c if c.is_alphanumeric() => plain.push(c),
            _ => plain.push(' '),
        }
    }
    plain.split_whitespace().map(str::to_owned).collect()
}

pub(crate) fn reversed(words: &[String]) -> String {
    let words: Vec<&str> = words.iter().rev().map(String::as_str).collect();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_capitals_do_not_matter() {
        let keys = of("Nguyễn Thị Ánh  Đào");
        assert_eq!(
            (keys.name.as_str(), keys.given.as_str()),
            ("nguyen thi anh dao", "dao anh thi nguyen")
        );
        let decomposed: String = "Nguyễn Thị Ánh Đào".nfd().collect();
        for text in ["NGUYEN THI ANH DAO", &decomposed, "nguyễn thị ánh đào"] {
            assert_eq!(of(text), keys, "{text}");
        }
    }

    #[test]
    fn names_of_every_people_are_found() {
        assert_eq!(of("H'Hen Niê").name, "hhen nie");
        assert_eq!(of("H’Hen Niê").name, "hhen nie");
        assert_eq!(of("Y-Moan Êñuôl").name, "y moan enuol");
    }

    #[test]
    fn a_pseudonym_is_not_looked_for() {
        let keys = of("Thí sinh đã xóa dữ liệu #k3m9pq");
        assert_eq!((keys.name.as_str(), keys.given.as_str()), ("-", "-"));
        assert!(words("-").is_empty());
    }
}
