//! Text as it is stored: NFC, plain spaces, nothing invisible. Knows nothing of questions or files.

pub(crate) mod syllable;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the text in NFC, with unusual spaces made plain and collapsed, invisible characters removed and blank lines
/// dropped. Line breaks stay. Cleaning twice changes nothing.
pub fn clean(text: &str) -> String {
    let plain: String = text.chars().filter_map(plain_char).collect();
    let lines = plain.split('\n').map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ")
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n").nfc().collect()
}

/// Like [`clean`], on one line.
pub fn clean_line(text: &str) -> String {
    clean(text).replace('\n', " ")
}

/// Returns whether nothing is left of a text when it is cleaned.
pub(crate) fn is_blank(text: &str) -> bool {
    !text
        .chars()
        .any(|c| plain_char(c).is_some_and(|c| !c.is_whitespace()))
}

fn plain_char(c: char) -> Option<char> {
    match c {
        // Line breaks of Excel, Word (vertical tab), old Macs and Unicode.
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\t' => Some(' '),
        // Zero-width characters, soft hyphens, byte order marks, and marks that change the writing direction.
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => None,
        '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
        c if c.is_control() => None,
        c if c.is_whitespace() => Some(' '),
        c => Some(c),
    }
}

/// Reduces a text for comparing headings and fixed words: lower case, without diacritics, spaces and punctuation.
pub(crate) fn fold(text: &str) -> String {
    let letters = text.nfd().filter(|c| !is_combining_mark(*c));
    let lower = letters.flat_map(char::to_lowercase);
    lower
        .map(|c| if c == 'đ' { 'd' } else { c })
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// Returns the first word with the letter `ƣ` or `Ƣ`, which OCR programs write for `ư`.
pub(crate) fn ocr_word(text: &str) -> Option<&str> {
    text.split_whitespace().find(|word| word.contains(['ƣ', 'Ƣ']))
}

/// Returns the first word with a replacement character, or with a question mark inside ("Lu?t"): the text was damaged
/// when its encoding was converted.
pub(crate) fn damaged_word(text: &str) -> Option<&str> {
    let is_damaged = |word: &&str| {
        let pairs = word.chars().zip(word.chars().skip(1)).zip(word.chars().skip(2));
        let is_address = word.contains(['/', '=', '@']);
        let inside = |((before, mark), after): ((char, char), char)| {
            mark == '?' && before.is_alphabetic() && after.is_lowercase()
        };
        word.contains('\u{fffd}') || (!is_address && pairs.into_iter().any(inside))
    };
    text.split_whitespace().find(is_damaged)
}

/// Returns the beginning of a text, for quoting in an issue.
pub(crate) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 60;
    let line = clean_line(text);
    match line.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// Returns a stem without its number "Câu 12:": papers are shuffled, so the number would mislead.
pub(crate) fn without_number(stem: &str) -> &str {
    let mut rest = stem;
    while let Some(shorter) = strip_number(rest) {
        rest = shorter;
    }
    rest
}

fn strip_number(stem: &str) -> Option<&str> {
    const WORDS: [&str; 9] = [
        "Câu hỏi số",
        "Câu hỏi",
        "CÂU HỎI",
        "Câu số",
        "Câu",
        "CÂU",
        "câu",
        "Question",
        "[Câu",
    ];
    let rest = WORDS
        .iter()
        .find_map(|word| stem.strip_prefix(word))?
        .trim_start();
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        return None;
    }
    let after = &rest[digits..];
    // "Câu 2 - Thế nào" has a number, "Câu 2-5" has not.
    let dash = ["- ", "– ", "— "]
        .iter()
        .find_map(|dash| after.trim_start().strip_prefix(dash));
    let rest = match dash {
        Some(rest) => rest,
        None => after
            .trim_start_matches([' ', ']'])
            .strip_prefix([':', '.', ')', '/', '\n'])
            .or_else(|| {
                // "[Câu 2] Thế nào" closes with its bracket.
                after.strip_prefix(']')
            })?,
    };
    // "Câu 1.5" is not a number followed by a text.
    (!rest.starts_with(|c: char| c.is_ascii_digit())).then(|| rest.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_spaces_and_invisible_characters_go() {
        assert_eq!(
            clean("  Lua\u{302}\u{323}t\u{a0}\u{a0}số\u{200b} 36\r\n\r\n b\u{ad} "),
            "Luật số 36\nb"
        );
        assert_eq!(clean_line("a\u{b}b\tc"), "a b c");
    }

    #[test]
    fn folding_keeps_letters_and_digits() {
        assert_eq!(fold(" Mã  câu hỏi* "), "macauhoi");
        assert_eq!(fold("ĐÚNG - Sai"), "dungsai");
    }

    #[test]
    fn lost_letters_are_seen() {
        assert_eq!(damaged_word("Lu?t h?n nhân"), Some("Lu?t"));
        assert_eq!(damaged_word("a\u{fffd}"), Some("a\u{fffd}"));
        for sound in [
            "Ai?",
            "Ai?Vì sao?",
            "Đúng hay sai?)",
            "https://a.vn/?b=c",
            "a ? b",
        ] {
            assert_eq!(damaged_word(sound), None, "{sound}");
        }
    }

    #[test]
    fn numbers_before_a_stem_are_dropped() {
        assert_eq!(without_number("Câu 12: Thế nào"), "Thế nào");
        assert_eq!(without_number("Câu 3. Câu 4) Thế nào"), "Thế nào");
        for marked in [
            "Câu 2/ Thế nào",
            "Câu 2/Thế nào",
            "CÂU 2 - Thế nào",
            "Câu 2 – Thế nào",
            "Câu số 2: Thế nào",
            "[Câu 2] Thế nào",
            "Câu 2\nThế nào",
            "Question 2. Thế nào",
        ] {
            assert_eq!(without_number(marked), "Thế nào", "{marked}");
        }
        for kept in [
            "Câu nào đúng?",
            "Câu 1.5 là gì",
            "Câu 2-5 nói gì?",
            "Câu 2/3 là gì?",
            "12 tháng là mấy quý?",
        ] {
            assert_eq!(without_number(kept), kept);
        }
    }
}
