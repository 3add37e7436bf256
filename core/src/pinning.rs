//! Which options may not move when a paper is shuffled.
//!
//! "Cả A và B" names other options by their letter, so nothing in that question may move. "Tất cả các phương án
//! trên" speaks of what stands above it, so it stays where it is and the others may move around it.

use crate::questions::{Question, QuestionKind};

/// For each option, whether it has to stay in its place.
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

/// The option names other options by letter: "Cả A và B", "A, B đều đúng", "Phương án A và C", "Cả a, b, c".
fn names_letters(option: &str) -> bool {
    let lower = option.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let letter = |word: &&str| matches!(*word, "a" | "b" | "c" | "d" | "đ" | "e" | "f");
    let letters = words.iter().filter(|word| letter(word)).count();
    const CONNECTIVES: [&str; 21] = [
        "cả", "và", "hoặc", "đều", "đúng", "sai", "phương", "án", "đáp", "câu", "ý", "hai", "ba", "là",
        "không", "chỉ", "both", "and", "or", "các", "trả",
    ];
    let rest = words.iter().filter(|word| !letter(word));
    let only_connectives = rest
        .clone()
        .all(|word| CONNECTIVES.contains(word) || *word == "lời");
    // One letter alone ("Phương án A") counts only with a word that makes it a reference.
    only_connectives
        && (letters >= 2 || (letters == 1 && rest.clone().any(|w| matches!(*w, "án" | "câu" | "ý"))))
}

/// The option speaks of the others as a whole.
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
    let about_others = text.ends_with("trên")
        || text.ends_with("nêu trên")
        || text.ends_with("trên đều đúng")
        || text.ends_with("trên đều sai")
        || text.ends_with("còn lại")
        || text.ends_with("đều đúng")
        || text.ends_with("đều sai");
    let sweeping = ["tất cả", "cả", "không có", "các", "mọi", "không"]
        .iter()
        .any(|word| text.starts_with(word));
    let short = text.split_whitespace().count() <= 10;
    (short && sweeping && about_others && subject.iter().any(|noun| text.contains(noun)))
        || text == "tất cả đều đúng"
        || text == "tất cả đều sai"
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
        ] {
            assert!(speaks_of_others(text), "{text}");
        }
        for text in ["Tất cả công dân", "Các cơ quan nhà nước cấp trên", "Cả nước"] {
            assert!(!speaks_of_others(text), "{text}");
        }
    }
}
