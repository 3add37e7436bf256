//! Which options may not move when a paper is shuffled.
//!
//! "Cả A và B" refers to other options by letter, so nothing in that question may move. "Tất cả các phương án trên"
//! refers to everything above it, so it keeps its position while the others may move.

use crate::questions::{Question, QuestionKind};

/// Returns, for each option, whether it must keep its position.
pub fn pinned(question: &Question) -> Vec<bool> {
    let whole = question.keep_order
        || question.kind == QuestionKind::TrueFalse
        || question.options.iter().any(|option| names_letters(option));
    question
        .options
        .iter()
        .map(|option| whole || speaks_of_others(option))
        .collect()
}

/// Returns whether the option refers to others by letter: "Cả A và B", "A, B đều đúng", "Phương án A và C", "Cả a, b,
/// c".
fn names_letters(option: &str) -> bool {
    let lower = option.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let letter = |word: &&str| matches!(*word, "a" | "b" | "c" | "d" | "đ" | "e" | "f");
    let letters = words.iter().filter(|word| letter(word)).count();
    const CONNECTIVES: [&str; 21] = [
        "cả", "và", "hoặc", "đều", "đúng", "sai", "phương", "án", "đáp", "câu", "ý", "là", "không", "chỉ",
        "both", "and", "or", "các", "trả", "lời", "tất",
    ];
    let rest = words.iter().filter(|word| !letter(word));
    let only_connectives = rest
        .clone()
        .all(|word| CONNECTIVES.contains(word) || is_number(word));
    // A single letter ("Phương án A") counts only next to a word that makes it a reference.
    only_connectives
        && (letters >= 2 || (letters == 1 && rest.clone().any(|w| matches!(*w, "án" | "câu" | "ý"))))
}

/// Accepts "hai", "2" and "02" alike; no question has more than six options.
fn is_number(word: &str) -> bool {
    matches!(word, "hai" | "ba" | "bốn" | "năm" | "sáu") || word.bytes().all(|b| b.is_ascii_digit())
}

/// Returns whether the option refers to the others as a whole.
fn speaks_of_others(option: &str) -> bool {
    let lower = option.to_lowercase();
    let text = lower.trim().trim_end_matches('.');
    let subject = [
        "phương án",
        "đáp án",
        "ý",
        "câu",
        "trường hợp",
        "nội dung",
        "lựa chọn",
        "hành vi",
    ];
    let about_others = ["trên", "còn lại", "đều đúng", "đều sai", "đều không đúng"]
        .iter()
        .any(|end| text.ends_with(end));
    let sweeping = ["tất cả", "cả", "không có", "các", "mọi", "không"]
        .iter()
        .any(|word| text.starts_with(word));
    // "Tất cả" and "Cả ba" count the options, whatever noun follows: "Cả ba đối tượng trên", "Cả hai đều sai".
    let mut words = text.split_whitespace();
    let counts_all = match words.next() {
        Some("tất") => words.next() == Some("cả"),
        Some("cả") => words.next().is_some_and(is_number),
        _ => false,
    };
    let short = text.split_whitespace().count() <= 10;
    let of_options = counts_all || subject.iter().any(|noun| text.contains(noun));
    (short && sweeping && about_others && of_options)
        || text == "all of the above"
        || text == "none of the above"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_recognised() {
        for text in [
            "Cả A và B",
            "A và C đúng",
            "Cả A, B, C đều đúng",
            "Phương án A và B.",
            "a, b",
            "Câu A đúng",
            "Cả 2 phương án B và C đều đúng",
        ] {
            assert!(names_letters(text), "{text}");
        }
        for text in [
            "Cả nước",
            "Vitamin A và sức khỏe",
            "A",
            "Cơ quan và tổ chức",
            "Điểm a khoản 1 Điều 5",
        ] {
            assert!(!names_letters(text), "{text}");
        }
    }

    #[test]
    fn sweeping_options_are_recognised() {
        for text in [
            "Tất cả các phương án trên",
            "Cả ba đáp án trên đều đúng.",
            "Không có phương án nào nêu trên",
            "Tất cả đều đúng",
            "Tất cả các đáp án trên đều không đúng",
            "Cả ba đối tượng nêu trên",
        ] {
            assert!(speaks_of_others(text), "{text}");
        }
        for text in ["Tất cả công dân", "Các cơ quan nhà nước cấp trên", "Cả nước"] {
            assert!(!speaks_of_others(text), "{text}");
        }
    }
}
