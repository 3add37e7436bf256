//! Recognises texts in old Vietnamese code pages, whose letters look like other letters: TCVN3 (.VnTime), VNI, and
//! UTF-8 that was read as Windows-1252. Works on raw texts: cleaning would take U+00AD, which is "ư" in TCVN3, away.

use super::{Cell, Sheet};
use crate::issue::{Issue, Issues, Problem};
use crate::text::{excerpt, syllable};
use unicode_normalization::UnicodeNormalization;

const NAMES: [&str; 3] = ["UTF-8 → Windows-1252", "TCVN3 (ABC, .VnTime)", "VNI (VNI-Times)"];

/// How often a sheet has to look like a code page: one word can be a foreign name.
const ENOUGH: usize = 2;

/// Reports each sheet with texts in another code page, at its first one.
pub(crate) fn check(sheets: &[Sheet], issues: &mut Issues) {
    for sheet in sheets {
        // A text can look a little like another page too; the one with the most words is meant.
        let found = (0..NAMES.len()).map(|page| Found::of(sheet, page));
        let Some(found) = found
            .max_by_key(|found| found.words)
            .filter(|found| found.words >= ENOUGH)
        else {
            continue;
        };
        let Found { name, count, .. } = found;
        let (row, word) = found.first.unwrap_or_default();
        issues.push(Issue {
            sheet: sheet.name.clone(),
            row: Some(row),
            column: None,
            problem: Problem::CodePage { name, word, count },
        });
    }
}

/// What of a sheet is in one code page.
struct Found {
    name: &'static str,
    words: usize,
    /// Cells with such words.
    count: usize,
    /// The row of the first one, and the word.
    first: Option<(u32, String)>,
}

impl Found {
    fn of(sheet: &Sheet, page: usize) -> Found {
        let mut found = Found {
            name: NAMES[page],
            words: 0,
            count: 0,
            first: None,
        };
        let cells = sheet
            .rows
            .iter()
            .flat_map(|row| row.cells.values().map(move |cell| (row.number, cell)));
        for (row, cell) in cells {
            let Cell::Text(text) = cell else { continue };
            let words = foreign_words(text, page);
            if let Some(word) = words.first() {
                found.words += words.len();
                found.count += 1;
                found.first.get_or_insert_with(|| (row, excerpt(word)));
            }
        }
        found
    }
}

/// Returns the words of a text that are Vietnamese in a code page, and nothing as they stand.
fn foreign_words(text: &str, page: usize) -> Vec<&str> {
    if text.is_ascii() || text.chars().any(is_unicode_vietnamese) {
        return Vec::new();
    }
    let words = text.split(|c: char| c.is_ascii_whitespace() || (c.is_ascii_punctuation() && c != '\''));
    let words = words.filter(|word| !word.is_ascii() && word.contains(|c: char| c.is_ascii_alphabetic()));
    let is_foreign = |word: &&str| match page {
        0 => is_misread(word),
        _ if syllable::is_one(word) => false,
        1 => word
            .chars()
            .map(tcvn3)
            .collect::<Option<String>>()
            .is_some_and(|word| syllable::is_one(&word)),
        _ => vni(word).is_some_and(|word| syllable::is_one(&word)),
    };
    words.filter(is_foreign).collect()
}

/// Letters that only a real Unicode text has: they come from no byte.
fn is_unicode_vietnamese(c: char) -> bool {
    matches!(
        c,
        'Ă' | 'ă' | 'Đ' | 'đ' | 'Ĩ' | 'ĩ' | 'Ũ' | 'ũ' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | '\u{1ea0}'..='\u{1ef9}'
    )
}

/// Whether a run of characters makes UTF-8 of Vietnamese letters when they are taken for bytes.
fn is_misread(word: &str) -> bool {
    let mut run = Vec::new();
    let mut found = false;
    for byte in word.chars().map(windows_1252).chain([None]) {
        match byte {
            Some(byte) if byte >= 0x80 => run.push(byte),
            _ => {
                let run = std::mem::take(&mut run);
                let decoded = std::str::from_utf8(&run)
                    .ok()
                    .filter(|decoded| !decoded.is_empty());
                found |= decoded.is_some_and(|decoded| decoded.chars().all(is_expected));
            }
        }
    }
    found
}

fn is_expected(c: char) -> bool {
    matches!(c, '\u{a0}'..='\u{ff}' | '\u{300}'..='\u{323}' | '\u{2010}'..='\u{2026}')
        || is_unicode_vietnamese(c)
}

fn windows_1252(c: char) -> Option<u8> {
    const HIGH: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match c {
        '\u{0}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        c => {
            let at = HIGH.chars().position(|high| high == c)?;
            u8::try_from(0x80 + at).ok()
        }
    }
}

fn tcvn3(c: char) -> Option<char> {
    const FROM: &str = "¡¢£¤¥¦§¨©ª«¬\u{ad}®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ";
    const TO: &str = "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ";
    if c.is_ascii() {
        return Some(c);
    }
    let at = FROM.chars().position(|from| from == c)?;
    TO.chars().nth(at)
}

/// Reads VNI: a vowel, and behind it a letter for its marks. `None` if a mark has no vowel.
fn vni(word: &str) -> Option<String> {
    let mut out = String::new();
    for c in word.chars().flat_map(char::to_lowercase) {
        let marks = match c {
            'â' => "\u{302}",
            'á' => "\u{302}\u{301}",
            'à' => "\u{302}\u{300}",
            'å' => "\u{302}\u{309}",
            'ã' => "\u{302}\u{303}",
            'ä' => "\u{302}\u{323}",
            'ê' => "\u{306}",
            'é' => "\u{306}\u{301}",
            'è' => "\u{306}\u{300}",
            'ú' => "\u{306}\u{309}",
            'ü' => "\u{306}\u{303}",
            'ë' => "\u{306}\u{323}",
            'ù' => "\u{301}",
            'ø' => "\u{300}",
            'û' => "\u{309}",
            'õ' => "\u{303}",
            'ï' => "\u{323}",
            _ => {
                out.push(match c {
                    'ñ' => 'đ',
                    'ö' => 'ư',
                    'ô' => 'ơ',
                    'æ' => 'ỉ',
                    'ó' => 'ĩ',
                    'ò' => 'ị',
                    'î' => 'ỵ',
                    'a'..='z' | 'í' | 'ì' => c,
                    _ => return None,
                });
                continue;
            }
        };
        if !out.ends_with(['a', 'e', 'o', 'u', 'y', 'ơ', 'ư']) {
            return None;
        }
        out.push_str(marks);
    }
    Some(out.nfc().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LAW: &str = "Luật Hôn nhân và gia đình quy định những người được bảo vệ quyền lợi";

    #[test]
    fn code_pages_are_told_from_one_another() {
        let misread: String = LAW
            .bytes()
            .map(|byte| match byte {
                0x80..=0x9f => "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ"
                    .chars()
                    .nth(usize::from(byte) - 0x80)
                    .unwrap_or('?'),
                byte => char::from(byte),
            })
            .collect();
        let texts = [
            misread.as_str(),
            "LuËt H«n nh©n vµ gia ®×nh quy ®Þnh nh÷ng ng\u{ad}êi ®\u{ad}îc b¶o vÖ quyÒn lîi",
            "Luaät Hoân nhaân vaø gia ñình quy ñònh nhöõng ngöôøi ñöôïc baûo veä quyeàn lôïi",
        ];
        for (page, text) in texts.into_iter().enumerate() {
            assert!(
                foreign_words(text, page).len() >= 8,
                "{text}: {:?}",
                foreign_words(text, page)
            );
        }
        for text in [
            LAW,
            "là có bà và cô ông hôn nhân toà án hoà giải thuý quý",
            "Café Zürich, naïve, «Le Monde», Ærø, 25 °C, 10 m², ½, © 2024, Müller & Söhne",
            "cấp “XÃ”",
            "XÃ” HÔI”",
        ] {
            for page in 0..3 {
                assert!(
                    foreign_words(text, page).len() < ENOUGH,
                    "{text} {:?}",
                    foreign_words(text, page)
                );
            }
        }
    }
}
