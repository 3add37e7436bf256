//! Takes a key cell apart: an introduction, a list of letters or numbers, or one letter with a text behind it. Knows
//! nothing of the options.

use crate::fields::LETTERS;

/// Words that may introduce or follow a key, or join its letters.
const FILLERS: [&str; 24] = [
    "phương", "án", "đáp", "câu", "ý", "lựa", "chọn", "và", "cả", "and", "trả", "lời", "là", "đúng", "đa",
    "pa", "answer", "answers", "option", "options", "key", "correct", "is", "the",
];

/// What a text is as a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum List {
    /// In order, each once.
    Options(Vec<usize>),
    /// "A-C" can be A to C, or A and C; "A/B" can be either or both.
    Unclear,
    None,
}

/// A letter or number with a text behind it.
pub(super) struct Marked<'a> {
    pub index: usize,
    pub text: &'a str,
    /// A mark such as `.` is between them, so the letter cannot be part of the text.
    pub is_sure: bool,
}

/// Returns a text without "Đáp án đúng là", "ĐA:", "Chọn" and the like, unless nothing else is there.
pub(super) fn without_introduction(text: &str) -> &str {
    let is_mark = |c: char| !c.is_alphanumeric() && c != '(' && c != '[';
    let mut rest = text;
    loop {
        let word = rest
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        let tail = rest[word.len()..].trim_start_matches(is_mark);
        if tail.is_empty() || !FILLERS.contains(&word.to_lowercase().as_str()) {
            return rest;
        }
        rest = tail;
    }
}

/// Reads a list of letters, or of numbers, but not of both.
pub(super) fn read(text: &str) -> List {
    let text = text.trim();
    let mut indices: Vec<usize> = Vec::new();
    let mut between = String::new();
    let mut is_unclear = false;
    let mut dashes = 0;
    let mut numeric = None;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if !first.is_alphanumeric() {
            if !(first.is_whitespace() || ",;.&+|-–—():/[]…".contains(first)) {
                return List::None;
            }
            between.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let word = rest
            .split(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        rest = &rest[word.len()..];
        let lower = word.to_lowercase();
        if matches!(lower.as_str(), "đến" | "tới" | "to") {
            between.push('…');
            continue;
        }
        let Some(found) = items(word) else {
            if FILLERS.contains(&lower.as_str()) {
                continue;
            }
            return List::None;
        };
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        if *numeric.get_or_insert(is_number) != is_number {
            return List::None;
        }
        if !indices.is_empty() {
            is_unclear |= between.contains(['/', '…']) || between.contains("..");
            dashes += usize::from(between.contains(['-', '–', '—']));
        }
        between.clear();
        indices.extend(found);
    }
    let neighbours = matches!(indices.as_slice(), [first, second] if first + 1 == *second);
    let is_range = dashes > 0 && indices.len() == 2 && !neighbours;
    let count = indices.len();
    indices.sort_unstable();
    indices.dedup();
    match count {
        0 => List::None,
        // A letter twice is a slip, and nobody knows for which.
        _ if indices.len() < count || count > usize::from(LETTERS) => List::None,
        _ if is_unclear || is_range => List::Unclear,
        _ => List::Options(indices),
    }
}

/// Returns what one word of a list names: "B", "AC", "ac", "2". A run of small letters has to be in order, because
/// others are words: "ba" is three.
fn items(word: &str) -> Option<Vec<usize>> {
    if word.bytes().all(|byte| byte.is_ascii_digit()) {
        let number: usize = word
            .parse()
            .ok()
            .filter(|_| word.len() <= 2 && !word.starts_with('0'))?;
        return (number <= usize::from(LETTERS)).then(|| vec![number - 1]);
    }
    let letters: Option<Vec<usize>> = word.bytes().map(index_of).collect();
    let letters = letters?;
    let capitals = word.bytes().all(|byte| byte.is_ascii_uppercase());
    let ascending = letters.windows(2).all(|pair| pair[0] < pair[1]);
    (capitals || ascending).then_some(letters)
}

fn index_of(byte: u8) -> Option<usize> {
    let index = byte.to_ascii_lowercase().checked_sub(b'a')?;
    (index < LETTERS).then_some(usize::from(index))
}

/// Reads "B. text", "B) text", "(B) text", "B - text", "2. text", and "B text" without a mark.
pub(super) fn marked(text: &str) -> Option<Marked<'_>> {
    let inner = text.trim_start_matches(['(', '[']);
    let word = inner
        .split(|c: char| !c.is_alphanumeric())
        .next()
        .unwrap_or_default();
    let found = items(word).filter(|found| found.len() == 1)?;
    let after = &inner[word.len()..];
    let is_mark = |c: char| c.is_whitespace() || ".):/]-–—".contains(c);
    let text = after.trim_start_matches(is_mark).trim();
    let marks = &after[..after.len() - after.trim_start_matches(is_mark).len()];
    let is_sure = marks.contains(['.', ')', ':', '/', ']', '-', '–', '—']);
    (!text.is_empty() && !marks.is_empty()).then_some(Marked {
        index: found[0],
        text,
        is_sure,
    })
}

/// Whether a text is a row of true and false: "Đ-S-S-Đ", the key of several statements at once.
pub(super) fn is_truth_series(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
    letters.len() >= 2 && letters.iter().all(|c| matches!(c, 'Đ' | 'đ' | 'S' | 's'))
}
