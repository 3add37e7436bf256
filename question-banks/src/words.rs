//! The fixed words of a table: difficulty, kind, credit, yes and no. Each has one written form and several accepted
//! ones.

use crate::text::fold;
use contest_core::questions::{Credit, Difficulty, QuestionKind};

pub(crate) const DIFFICULTIES: [Difficulty; 3] = [Difficulty::Easy, Difficulty::Medium, Difficulty::Hard];
pub(crate) const KINDS: [QuestionKind; 3] = [
    QuestionKind::Single,
    QuestionKind::Multiple,
    QuestionKind::TrueFalse,
];
pub(crate) const CREDITS: [Credit; 2] = [Credit::Exact, Credit::Partial];

pub(crate) fn write_difficulty(difficulty: Difficulty) -> &'static str {
    match difficulty {
        Difficulty::Easy => "Dễ",
        Difficulty::Medium => "Trung bình",
        Difficulty::Hard => "Khó",
    }
}

pub(crate) fn read_difficulty(text: &str) -> Option<Difficulty> {
    Some(match fold(text).as_str() {
        "de" | "nhanbiet" | "biet" | "nb" | "easy" | "1" | "muc1" | "mucdo1" | "m1" | "cap1" | "capdo1" => {
            Difficulty::Easy
        }
        "trungbinh" | "tb" | "thonghieu" | "hieu" | "th" | "medium" | "2" | "muc2" | "mucdo2" | "m2"
        | "cap2" | "capdo2" => Difficulty::Medium,
        "kho" | "vandung" | "vd" | "vandungthap" | "vdt" | "vandungcao" | "vdc" | "ratkho" | "hard" | "3"
        | "4" | "muc3" | "muc4" | "mucdo3" | "mucdo4" | "m3" | "m4" | "cap3" | "cap4" | "capdo3"
        | "capdo4" => Difficulty::Hard,
        _ => return None,
    })
}

pub(crate) fn write_kind(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Single => "Một đáp án",
        QuestionKind::Multiple => "Nhiều đáp án",
        QuestionKind::TrueFalse => "Đúng/Sai",
    }
}

/// Whether a word says only that there are options to choose from. Some mean one right answer by "multiple choice",
/// some several; the key tells.
pub(crate) fn leaves_kind_to_key(text: &str) -> bool {
    const WORDS: [&str; 9] = [
        "tracnghiem",
        "tracnghiemkhachquan",
        "tn",
        "nhieuluachon",
        "tracnghiemnhieuluachon",
        "luachon",
        "mcq",
        "multiplechoice",
        "quiz",
    ];
    WORDS.contains(&fold(text).as_str())
}

pub(crate) fn read_kind(text: &str) -> Option<QuestionKind> {
    Some(match fold(text).as_str() {
        "motdapan" | "1dapan" | "motluachon" | "1luachon" | "motdapandung" | "1dapandung" | "single"
        | "singlechoice" | "singleanswer" => QuestionKind::Single,
        "nhieudapan" | "nhieudapandung" | "multiple" | "multipleanswer" | "multipleanswers" | "checkbox"
        | "checkboxes" | "multiselect" | "multipleselect" => QuestionKind::Multiple,
        "dungsai" | "dunghoacsai" | "dunghaysai" | "truefalse" | "trueorfalse" | "ds" | "tf" => {
            QuestionKind::TrueFalse
        }
        _ => return None,
    })
}

pub(crate) fn write_credit(credit: Credit) -> &'static str {
    match credit {
        Credit::Exact => "Đúng hoàn toàn",
        Credit::Partial => "Chấm từng phần",
    }
}

pub(crate) fn read_credit(text: &str) -> Option<Credit> {
    Some(match fold(text).as_str() {
        "dunghoantoan" | "hoantoan" | "dunghet" | "exact" => Credit::Exact,
        "chamtungphan" | "tungphan" | "motphan" | "partial" => Credit::Partial,
        _ => return None,
    })
}

pub(crate) fn write_yes_no(yes: bool) -> &'static str {
    if yes { "Có" } else { "Không" }
}

pub(crate) fn read_yes_no(text: &str) -> Option<bool> {
    Some(match fold(text).as_str() {
        "co" | "x" | "yes" | "y" | "true" | "dung" | "1" => true,
        "khong" | "ko" | "k" | "no" | "n" | "false" | "sai" | "0" => false,
        _ => return None,
    })
}

/// Returns the option of a true/false question that a word means: 0 is true, 1 is false.
pub(crate) fn read_truth(text: &str) -> Option<usize> {
    match fold(text).as_str() {
        "dung" | "true" => Some(0),
        "sai" | "false" => Some(1),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        for difficulty in DIFFICULTIES {
            assert_eq!(read_difficulty(write_difficulty(difficulty)), Some(difficulty));
        }
        for kind in KINDS {
            assert_eq!(read_kind(write_kind(kind)), Some(kind));
        }
        for credit in CREDITS {
            assert_eq!(read_credit(write_credit(credit)), Some(credit));
        }
        for yes in [true, false] {
            assert_eq!(read_yes_no(write_yes_no(yes)), Some(yes));
        }
    }
}
