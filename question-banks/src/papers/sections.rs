//! Lines between questions: headings that name a topic or a level, the end of a paper, and what only belongs to a page.

use super::marks;
use crate::text::{clean_line, fold};
use crate::words;
use contest_core::questions::Difficulty;

/// What a heading says about the questions below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Topic(String),
    Level(Difficulty),
    /// Statements that are true or false one by one, which are no options.
    TrueFalseEach,
}

/// Words before the number of a section.
const WORDS: [&str; 8] = [
    "phần",
    "chương",
    "chủ đề",
    "chuyên đề",
    "mục",
    "lĩnh vực",
    "nội dung",
    "bài",
];

/// Reads a heading with a word and a number, or a label: "Chương II. Kết hôn", "Chủ đề: Bầu cử".
pub(crate) fn named(text: &str) -> Option<Section> {
    let after = marks::without_words(text, &WORDS)?.trim_start();
    let rest = match ordinal(after) {
        Some(rest) => rest,
        None => after.strip_prefix(':')?,
    };
    Some(of_title(
        rest.trim_start_matches(['.', ':', '-', '–', ')', '/', ' ']),
        text,
    ))
}

/// Reads "II. Kết hôn" and "KẾT HÔN".
pub(crate) fn bare(text: &str) -> Option<Section> {
    if let Some(rest) = roman(text).and_then(|rest| rest.strip_prefix(['.', ')', '-', '/', ':', '–'])) {
        let title = rest.trim();
        return (!title.is_empty()).then(|| of_title(title, title));
    }
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = letters >= 4 && !text.chars().any(char::is_lowercase) && text.chars().count() <= 150;
    capitals.then(|| of_title(text, text))
}

fn of_title(title: &str, whole: &str) -> Section {
    let title = clean_line(title);
    let folded = fold(&title);
    if [
        "tracnghiemdungsai",
        "cautracnghiemdungsai",
        "dungsai",
        "caudungsai",
    ]
    .iter()
    .any(|start| folded.starts_with(start))
    {
        return Section::TrueFalseEach;
    }
    let without = folded.strip_prefix("mucdo").unwrap_or(&folded);
    if let Some(level) = words::read_difficulty(without.strip_prefix("cauhoi").unwrap_or(without)) {
        return Section::Level(level);
    }
    const GENERAL: [&str; 9] = [
        "tracnghiem",
        "cautracnghiem",
        "phantracnghiem",
        "cauhoi",
        "khoanhtron",
        "chonphuongan",
        "chondapan",
        "dethi",
        "deso",
    ];
    if GENERAL.iter().any(|start| folded.starts_with(start)) {
        return Section::Topic(String::new());
    }
    Section::Topic(if title.is_empty() {
        clean_line(whole)
    } else {
        title
    })
}

/// Returns what follows a number in digits, in Roman numerals or as a letter.
fn ordinal(text: &str) -> Option<&str> {
    if let Some((_, rest)) = marks::number(text) {
        return Some(rest);
    }
    if let Some(rest) = roman(text) {
        return Some(rest);
    }
    let mut chars = text.chars();
    let letter = chars.next().filter(char::is_ascii_uppercase)?;
    let rest = &text[letter.len_utf8()..];
    (rest.is_empty() || rest.starts_with(['.', ':', ')', '-'])).then_some(rest)
}

fn roman(text: &str) -> Option<&str> {
    let length = text.bytes().take_while(|byte| b"IVXL".contains(byte)).count();
    let rest = &text[length..];
    ((1..=7).contains(&length) && !rest.starts_with(|c: char| c.is_alphanumeric())).then_some(rest)
}

/// Returns whether the line ends the paper: "-----HẾT-----".
pub(crate) fn is_end(text: &str) -> bool {
    text.len() <= 80 && matches!(fold(text).as_str(), "het" | "hetde" | "theend")
}

/// Returns whether the line heads the keys of all questions. Some of these words can also head one explanation.
pub(crate) fn is_answers_heading(text: &str) -> bool {
    // Longer lines are sentences.
    if text.len() > 120 {
        return false;
    }
    let folded = fold(text);
    folded.starts_with("bangdapan")
        || folded.starts_with("huongdancham")
        || matches!(
            folded.as_str(),
            "dapan"
                | "dapanthamkhao"
                | "dapanvaloigiai"
                | "dapanvahuongdangiai"
                | "dapanchitiet"
                | "loigiai"
                | "loigiaichitiet"
                | "huongdangiai"
                | "huongdangiaichitiet"
                | "phandapan"
                | "answerkey"
                | "answers"
        )
}

/// Returns whether the line belongs to the page, not to the text: "Trang 2/4 - Mã đề 101".
pub(crate) fn is_of_page(text: &str) -> bool {
    let digits_after = |rest: &str| {
        let rest = rest.trim_start().trim_start_matches([':', ' ']);
        rest.starts_with(|c: char| c.is_ascii_digit()) && rest.chars().count() <= 30
    };
    let words = ["trang", "mã đề thi", "mã đề"];
    marks::without_words(text, &words).is_some_and(digits_after)
        || text.bytes().all(|byte| b"-_=*.~".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_topics_and_levels() {
        let topic = |text: &str| Some(Section::Topic(text.to_owned()));
        assert_eq!(named("Chương II. Kết hôn"), topic("Kết hôn"));
        assert_eq!(named("CHỦ ĐỀ 3: BẦU CỬ"), topic("BẦU CỬ"));
        assert_eq!(named("Chủ đề: Bầu cử"), topic("Bầu cử"));
        assert_eq!(named("Phần I. Trắc nghiệm"), topic(""));
        assert_eq!(
            named("PHẦN II. Câu trắc nghiệm đúng sai"),
            Some(Section::TrueFalseEach)
        );
        assert_eq!(named("Mục tiêu của luật là gì?"), None);
        assert_eq!(bare("II. XỬ LÝ VI PHẠM"), topic("XỬ LÝ VI PHẠM"));
        assert_eq!(bare("I. NHẬN BIẾT"), Some(Section::Level(Difficulty::Easy)));
        assert_eq!(bare("Ý thức pháp luật"), None);
        assert!(is_end("-----HẾT-----") && is_of_page("Trang 2/4 - Mã đề 101") && is_of_page("-----"));
        assert!(!is_of_page("Trang phục nào?"));
    }
}
