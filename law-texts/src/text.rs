//! Text as it is stored: NFC, plain spaces, nothing invisible.

use crate::issue::Problem;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Returns the bytes as text, without a byte order mark.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, Problem> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(Problem::Utf16 {});
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        Problem::NotUtf8 { line }
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// Returns one line in NFC, with unusual spaces made plain and collapsed, and invisible characters removed. Cleaning
/// twice changes nothing.
pub(crate) fn clean_line(text: &str) -> String {
    let plain: String = text.chars().filter_map(plain_char).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").nfc().collect()
}

/// Returns a text of several lines, each of them clean, without empty ones.
pub(crate) fn clean(text: &str) -> String {
    let lines = text.split('\n').map(clean_line);
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn plain_char(c: char) -> Option<char> {
    match c {
        // Zero-width characters, soft hyphens, byte order marks, and marks that change the writing direction.
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' => None,
        '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}' => None,
        c if c.is_whitespace() => Some(' '),
        c if c.is_control() => None,
        c => Some(c),
    }
}

/// Reduces a text for comparing: lower case, without diacritics, spaces and punctuation.
pub fn fold(text: &str) -> String {
    let folded = text.nfd().flat_map(fold_char);
    folded.filter(|c| c.is_alphanumeric()).collect()
}

/// Folds one character of a text in NFD.
pub(crate) fn fold_char(c: char) -> impl Iterator<Item = char> {
    let lower = (!is_combining_mark(c)).then(|| c.to_lowercase());
    lower
        .into_iter()
        .flatten()
        .map(|c| if c == 'đ' { 'd' } else { c })
}

/// Returns what makes a line unfit to be shown as the text of a law.
pub(crate) fn damage(line: &str) -> Option<Problem> {
    let word_with = |signs: &[char]| {
        let mut words = line.split_whitespace();
        words.find(|word| word.contains(signs)).map(excerpt)
    };
    if let Some(word) = word_with(&['\u{fffd}']) {
        return Some(Problem::DamagedLetters { word });
    }
    // OCR programs write these for ư.
    if let Some(word) = word_with(&['ƣ', 'Ƣ']) {
        return Some(Problem::OcrLetter { word });
    }
    let is_markup = line.starts_with(['#', '|', '<', '`']);
    is_markup.then(|| Problem::Markup { found: excerpt(line) })
}

/// Returns the beginning of a text, for quoting in an issue.
pub(crate) fn excerpt(text: &str) -> String {
    const SHOWN: usize = 60;
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cleaned_once_and_for_all() {
        let line = clean_line("  Lua\u{302}\u{323}t\u{a0}\u{a0}số\u{200b} 36\r");
        assert_eq!(line, "Luật số 36");
        assert_eq!(clean_line(&line), line);
        assert_eq!(clean(" a \r\n\n b\u{ad}c\r\n"), "a\nbc");
        assert_eq!(fold("Luật Đất đai, 2024"), "luatdatdai2024");
    }

    #[test]
    fn other_encodings_are_refused_with_their_line() {
        assert_eq!(decode(b"\xff\xfeL\0"), Err(Problem::Utf16 {}));
        assert_eq!(decode(b"a\nb\xe1c"), Err(Problem::NotUtf8 { line: 2 }));
        assert_eq!(decode("\u{feff}Luật".as_bytes()), Ok("Luật"));
    }
}
