//! What a Vietnamese syllable looks like, to tell a text in the wrong code page from one in the right one.

use unicode_normalization::UnicodeNormalization;

const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "gh", "gi", "kh", "ph", "qu", "th", "tr", "ch", "b", "c", "d", "đ", "g", "h", "k",
    "l", "m", "n", "p", "r", "s", "t", "v", "x", "",
];

const NUCLEI: [&str; 57] = [
    "a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y", "ia", "iê", "yê", "ua", "uô", "ưa", "ươ",
    "oa", "oă", "oe", "uâ", "uê", "uy", "uya", "uyê", "uơ", "oo", "ai", "ay", "ao", "au", "âu", "ây", "eo",
    "êu", "iu", "iêu", "yêu", "oi", "ôi", "ơi", "ui", "ưi", "uôi", "ươi", "ưu", "ươu", "oai", "oay", "oao",
    "oeo", "uây", "uyu", "ya", "uă",
];

const CODAS: [&str; 9] = ["", "c", "ch", "m", "n", "ng", "nh", "p", "t"];

/// Returns whether a word is one syllable with at most one tone.
pub(crate) fn is_one(word: &str) -> bool {
    if word.len() > 40 {
        return false;
    }
    let mut tones = 0;
    let without_tone = word.nfd().filter(|c| {
        let is_tone = matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}');
        tones += usize::from(is_tone);
        !is_tone
    });
    let plain: String = without_tone.nfc().flat_map(char::to_lowercase).collect();
    let is_rhyme = |rest: &str| {
        CODAS.iter().any(|coda| {
            rest.strip_suffix(coda)
                .is_some_and(|nucleus| NUCLEI.contains(&nucleus))
        })
    };
    let parses = ONSETS
        .iter()
        .any(|onset| plain.strip_prefix(onset).is_some_and(is_rhyme));
    parses && tones <= 1
}

#[cfg(test)]
mod tests {
    use super::is_one;

    #[test]
    fn syllables_are_known() {
        for word in [
            "Luật",
            "nghĩa",
            "quyền",
            "gì",
            "người",
            "ĐƯỜNG",
            "khuỷu",
            "y",
            "hoà",
            "thuế",
            "giữa",
        ] {
            assert!(is_one(word), "{word}");
        }
        for word in ["Luaät", "LuËt", "nhaân", "h«n", "café", "vµ", "", "coù", "ngöôøi"] {
            assert!(!is_one(word), "{word}");
        }
    }
}
