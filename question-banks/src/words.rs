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
        "de" | "nhanbiet" | "nb" | "easy" | "1" | "muc1" => Difficulty::Easy,
        "trungbinh" | "tb" | "thonghieu" | "th" | "medium" | "2" | "muc2" => Difficulty::Medium,
        "kho" | "vandung" | "vd" | "vandungthap" | "vandungcao" | "vdc" | "hard" | "3" | "muc3" => {
            Difficulty::Hard
        }
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

/// Rejects "multiple choice", because some products mean a single correct answer by it.
pub(crate) fn read_kind(text: &str) -> Option<QuestionKind> {
    Some(match fold(text).as_str() {
        "motdapan" | "1dapan" | "motluachon" | "1luachon" | "motdapandung" | "single" | "singlechoice" => {
            QuestionKind::Single
        }
        "nhieudapan" | "nhieuluachon" | "nhieudapandung" | "multiple" | "multipleanswer" => {
            QuestionKind::Multiple
        }
        "dungsai" | "truefalse" | "ds" => QuestionKind::TrueFalse,
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
