//! The marks by which people write papers: "Câu 12:", "A.", "Đáp án: B", "Giải thích:", "(NB)". Each function looks at
//! the beginning of one piece of a line.

use crate::text::fold;
use crate::words;
use contest_core::questions::Difficulty;

/// A question's number at the beginning of a line.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Start {
    pub number: u32,
    /// As written, e.g. "Câu 12".
    pub label: String,
    pub difficulty: Option<Difficulty>,
    /// Where the stem begins, in bytes.
    pub length: usize,
}

/// An option's letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Letter {
    pub index: usize,
    pub lower: bool,
    pub star: bool,
    /// Where the option's text begins, in bytes.
    pub length: usize,
}

/// Reads "Câu 12:", "Câu 12 (NB).", "[TH] Câu hỏi 12)", "Question 12".
pub(crate) fn named_start(text: &str) -> Option<Start> {
    let (before, rest) = level(text).map_or((None, text), |(level, rest)| (Some(level), rest));
    let from = text.len() - rest.len();
    let after_word = without_words(rest, &["câu hỏi số", "câu hỏi", "câu số", "câu", "question"])?;
    let (number, after) = number(after_word.trim_start())?;
    let label = text[from..text.len() - after.len()].trim().to_owned();
    let mut after = after.trim_start();
    let mut difficulty = before;
    let mut bracketed = false;
    while let Some((inside, rest)) = brackets(after) {
        match words::read_difficulty(inside).or_else(|| level_by_number(inside)) {
            Some(level) => difficulty = Some(level),
            None if is_points(inside) => {}
            None => break,
        }
        bracketed = true;
        after = rest.trim_start();
    }
    let marked = after.trim_start_matches([':', '.', ')', '/', '-', '–', '—']);
    let has_mark = marked.len() < after.len() || bracketed;
    // "Câu 1.5" is no number, and "Câu 3 tương tự" no beginning.
    if has_mark && after.starts_with('.') && marked.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if !has_mark && marked.starts_with(|c: char| !(c.is_uppercase() || "([\"“'".contains(c))) {
        return None;
    }
    let (after_mark, rest) = level(marked.trim_start()).map_or((None, marked), |(l, rest)| (Some(l), rest));
    Some(Start {
        number,
        label,
        difficulty: difficulty.or(after_mark),
        length: text.len() - rest.trim_start().len(),
    })
}

/// Reads "12.", "12)", "12/".
pub(crate) fn numbered_start(text: &str) -> Option<Start> {
    let (number, after) = number(text)?;
    let rest = after.trim_start_matches(' ').strip_prefix(['.', ')', '/', ':'])?;
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == '/') {
        return None;
    }
    let rest = rest.trim_start();
    let (difficulty, rest) = level(rest).map_or((None, rest), |(level, rest)| (Some(level), rest));
    Some(Start {
        number,
        label: format!("Câu {number}"),
        difficulty,
        length: text.len() - rest.len(),
    })
}

/// Reads up to five digits.
pub(crate) fn number(text: &str) -> Option<(u32, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 5 {
        return None;
    }
    let (number, rest) = text.split_at(digits);
    Some((number.parse().ok()?, rest))
}

/// Reads "A.", "B)", "C/", "(D)", "*A.", "a)".
pub(crate) fn letter(text: &str) -> Option<Letter> {
    let rest = text.strip_prefix('*').map_or(text, str::trim_start);
    let star = rest.len() < text.len();
    let round = rest.strip_prefix('(');
    let rest = round.unwrap_or(rest);
    let first = rest.chars().next()?;
    let index = match first {
        // "I." begins a heading, not a ninth option.
        'A'..='H' => u32::from(first) - u32::from('A'),
        'a'..='h' => u32::from(first) - u32::from('a'),
        _ => return None,
    };
    let rest = rest[1..].trim_start_matches(' ');
    let lower = first.is_ascii_lowercase();
    let after = match round {
        Some(_) => rest.strip_prefix(')')?,
        None if lower => rest.strip_prefix(['.', ')'])?,
        None => rest.strip_prefix(['.', ')', '/', ':'])?,
    };
    // "A.B.C" is an abbreviation.
    let mut next = after.chars();
    if next.next().is_some_and(|c| !c.is_whitespace()) && next.next() == Some('.') {
        return None;
    }
    Some(Letter {
        index: usize::try_from(index).ok()?,
        lower,
        star,
        length: text.len() - after.trim_start().len(),
    })
}

/// Reads "Đáp án: B", "ĐA: B", "ANSWER: B", "=> Chọn B"; returns what follows, empty for a heading.
pub(crate) fn key(text: &str) -> Option<&str> {
    let text = in_brackets(text).unwrap_or(text);
    let text = text.trim_start_matches(['→', '⇒', '=', '>', '-', '–', '*', ' ']);
    const NAMED: [&str; 12] = [
        "đáp án đúng nhất",
        "đáp án đúng",
        "đáp án chính xác",
        "đáp án",
        "phương án đúng",
        "answer",
        "ans",
        "key",
        "đ/án",
        "đ/a",
        "đ.a",
        "đa",
    ];
    if let Some(rest) = without_words(text, &NAMED) {
        let rest = without_words(rest.trim_start(), &["là", "is"]).unwrap_or(rest);
        let value = rest
            .trim_start()
            .trim_start_matches([':', '.', '-', '–', '=', ' ']);
        let marked = value.len() < rest.trim_start().len();
        return (marked || value.is_empty() || are_letters(value)).then_some(value);
    }
    let rest = without_words(text, &["chọn"])?
        .trim_start()
        .trim_start_matches([':', ' ']);
    let rest = without_words(rest, &["đáp án", "phương án", "câu", "ý"])
        .unwrap_or(rest)
        .trim_start();
    (!letters(rest).0.is_empty()).then_some(rest)
}

/// "(Đáp án: B)".
fn in_brackets(text: &str) -> Option<&str> {
    let round = || text.strip_prefix('(')?.strip_suffix(')');
    let square = || text.strip_prefix('[')?.strip_suffix(']');
    round().or_else(square).map(str::trim)
}

/// Returns whether a text is nothing but letters of options.
pub(crate) fn are_letters(text: &str) -> bool {
    let (found, rest) = letters(text);
    !found.is_empty() && rest.trim_matches(['.', ' ']).is_empty()
}

/// Reads letters of options at the beginning, "B", "A, C", "A và C", "AC"; returns what follows them. The letters end
/// with the text or at a mark, so that "A trong" is no letter.
pub(crate) fn letters(text: &str) -> (Vec<usize>, &str) {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    loop {
        let count = rest
            .bytes()
            .take_while(|byte| (b'A'..=b'J').contains(byte))
            .count();
        let (run, after) = rest.split_at(count);
        if count == 0 || count > 6 || after.starts_with(|c: char| c.is_alphanumeric()) {
            return (Vec::new(), text);
        }
        found.extend(run.bytes().map(|byte| usize::from(byte - b'A')));
        let next = after.trim_start_matches([',', ';', '&', '+', ' ']);
        let next = ["và ", "và\u{a0}"]
            .iter()
            .find_map(|word| next.strip_prefix(word))
            .unwrap_or(next);
        let goes_on = next.len() < after.len() && is_run(next);
        if !goes_on {
            let ends = after.trim_start();
            let clear = ends.is_empty() || ends.starts_with(['.', ':', ')', ';', ',', '-', '–', '(', '/']);
            return if clear { (found, after) } else { (Vec::new(), text) };
        }
        rest = next;
    }
}

fn is_run(text: &str) -> bool {
    let count = text
        .bytes()
        .take_while(|byte| (b'A'..=b'J').contains(byte))
        .count();
    (1..=6).contains(&count) && !text[count..].starts_with(|c: char| c.is_alphanumeric())
}

/// Reads "Giải thích:", "Lời giải", "Hướng dẫn giải:"; returns what follows.
pub(crate) fn explanation(text: &str) -> Option<&str> {
    const NAMED: [&str; 7] = [
        "giải thích đáp án",
        "giải thích",
        "lời giải chi tiết",
        "lời giải",
        "hướng dẫn giải",
        "hướng dẫn",
        "explanation",
    ];
    after_label(text, &NAMED)
}

/// Reads "Căn cứ pháp lý:"; returns what follows.
pub(crate) fn basis(text: &str) -> Option<&str> {
    const NAMED: [&str; 5] = [
        "căn cứ pháp lý",
        "căn cứ pháp lí",
        "cơ sở pháp lý",
        "cơ sở pháp lí",
        "căn cứ",
    ];
    after_label(text, &NAMED)
}

fn after_label<'a>(text: &'a str, names: &[&str]) -> Option<&'a str> {
    let rest = without_words(text.trim_start_matches(['*', '-', '+', '(', ' ']), names)?.trim_start();
    let value = rest.strip_prefix([':', '.', '-', '–']);
    match value {
        Some(value) => Some(value.trim()),
        None => rest.is_empty().then_some(""),
    }
}

/// Reads a level in brackets at the beginning: "(NB)", "[Thông hiểu]", "[2]".
pub(crate) fn level(text: &str) -> Option<(Difficulty, &str)> {
    let (inside, rest) = brackets(text)?;
    let level = level_in(inside, text.starts_with('['))?;
    Some((
        level,
        rest.trim_start()
            .trim_start_matches([':', '.', '-', '–'])
            .trim_start(),
    ))
}

/// Reads a level in brackets at the end; returns where the brackets open.
pub(crate) fn level_at_end(text: &str) -> Option<(Difficulty, usize)> {
    let end = text.trim_end().trim_end_matches('.').trim_end();
    let opening = match end.chars().last()? {
        ')' => '(',
        ']' => '[',
        _ => return None,
    };
    let at = end.rfind(opening)?;
    let level = level_in(&end[at + 1..end.len() - 1], opening == '[')?;
    Some((level, at))
}

/// A bare number is a level only in square brackets.
fn level_in(inside: &str, square: bool) -> Option<Difficulty> {
    let bare_number = inside.trim().bytes().all(|byte| byte.is_ascii_digit());
    if bare_number && !square {
        return None;
    }
    words::read_difficulty(inside).or_else(|| level_by_number(inside))
}

/// Reads "M1" to "M4" and "4": what is applied most freely is the hardest.
fn level_by_number(text: &str) -> Option<Difficulty> {
    match fold(text).as_str() {
        "m1" | "mucdo1" => Some(Difficulty::Easy),
        "m2" | "mucdo2" => Some(Difficulty::Medium),
        "m3" | "mucdo3" | "m4" | "mucdo4" | "muc4" | "4" => Some(Difficulty::Hard),
        folded => words::read_difficulty(folded.strip_prefix("mucdo")?),
    }
}

/// Returns what stands in brackets at the beginning, and what follows.
fn brackets(text: &str) -> Option<(&str, &str)> {
    let closing = match text.chars().next()? {
        '(' => ')',
        '[' => ']',
        _ => return None,
    };
    let (inside, rest) = text[1..].split_once(closing)?;
    (inside.chars().count() <= 24).then_some((inside, rest))
}

/// "0,25 điểm", "1đ".
fn is_points(text: &str) -> bool {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, ',' | '.' | ' '));
    rest.len() < text.len() && matches!(fold(rest).as_str(), "diem" | "d")
}

/// Returns what follows the first of these words, whatever their case; the word must end there.
pub(crate) fn without_words<'a>(text: &'a str, words: &[&str]) -> Option<&'a str> {
    words.iter().find_map(|word| {
        let mut rest = text;
        for expected in word.chars() {
            let c = rest.chars().next()?;
            if c != expected && !c.to_lowercase().eq([expected]) {
                return None;
            }
            rest = &rest[c.len_utf8()..];
        }
        (!rest.starts_with(|c: char| c.is_alphabetic())).then_some(rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_questions_are_read_in_every_usual_way() {
        for (text, number, stem) in [
            ("Câu 1: Ai?", 1, "Ai?"),
            ("CÂU 12. Ai?", 12, "Ai?"),
            ("câu 3) Ai?", 3, "Ai?"),
            ("Câu hỏi 4/ Ai?", 4, "Ai?"),
            ("Câu số 05 - Ai?", 5, "Ai?"),
            ("Câu 6 (NB): Ai?", 6, "Ai?"),
            ("[TH] Câu 7. Ai?", 7, "Ai?"),
            ("Câu 8: (0,25 điểm) Ai?", 8, "(0,25 điểm) Ai?"),
            ("Câu 8 (0,25 điểm): Ai?", 8, "Ai?"),
            ("Câu 9 Ai?", 9, "Ai?"),
            ("Câu 10", 10, ""),
            ("Question 11: Who?", 11, "Who?"),
        ] {
            let start = named_start(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((start.number, &text[start.length..]), (number, stem), "{text}");
        }
        for text in [
            "Câu nào đúng?",
            "Câu 1.5 là gì",
            "Câu 3 tương tự",
            "Cấu 1: x",
            "1. x",
        ] {
            assert_eq!(named_start(text), None, "{text}");
        }
        assert_eq!(numbered_start("12. Ai?").map(|start| start.number), Some(12));
        assert_eq!(numbered_start("12/2024/QH15"), None);
        assert_eq!(numbered_start("1.5 triệu"), None);
    }

    #[test]
    fn letters_and_keys_are_told_from_words() {
        for (text, index, rest) in [
            ("A. x", 0, "x"),
            ("*B) x", 1, "x"),
            ("(C) x", 2, "x"),
            ("D/x", 3, "x"),
            ("a) x", 0, "x"),
        ] {
            let found = letter(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((found.index, &text[found.length..]), (index, rest), "{text}");
        }
        for text in ["Ai?", "A B", "A.B.C", "K. x"] {
            assert_eq!(letter(text), None, "{text}");
        }
        for (text, value) in [
            ("Đáp án: B", "B"),
            ("ĐÁP ÁN ĐÚNG LÀ C.", "C."),
            ("ĐA: A", "A"),
            ("=> Chọn đáp án D", "D"),
            ("ANSWER: A, B", "A, B"),
            ("Đáp án B", "B"),
            ("Chọn B. Vì luật", "B. Vì luật"),
            ("Đáp án: Đúng", "Đúng"),
            ("Đáp án:", ""),
        ] {
            assert_eq!(key(text), Some(value), "{text}");
        }
        for text in [
            "Chọn phương án đúng:",
            "Đáp án nào sau đây đúng?",
            "Chọn A trong các ý",
            "Đa số đồng ý",
            "Chọn câu đúng",
        ] {
            assert_eq!(key(text), None, "{text}");
        }
        assert_eq!(letters("A, C và D."), (vec![0, 2, 3], "."));
        assert_eq!(letters("A và B đều đúng").0, Vec::<usize>::new());
    }
}
