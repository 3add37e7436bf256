//! The title of a contest within a sentence.

use crate::texts::say;

/// What titles begin with that name themselves.
const KINDS: [&str; 2] = ["cuộc thi", "hội thi"];

/// Returns a contest as a sentence names it: a title that says what it is stands there by itself, any other one in
/// quotation marks. `Cuộc thi “Tìm hiểu pháp luật”` → `cuộc thi “Tìm hiểu pháp luật”`; `Luật Đất đai` → `cuộc thi “Luật
/// Đất đai”`.
pub(crate) fn in_a_sentence(title: &str) -> String {
    if !says_what_it_is(title) {
        let inner = title.replace('“', "‘").replace('”', "’");
        return say!(contests.named, title = inner);
    }
    let mut letters = title.chars();
    match letters.next() {
        // A title in capitals stays as it is.
        Some(first) if !letters.as_str().starts_with(char::is_uppercase) => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

/// Returns whether a title begins with what kind of event it names.
pub(crate) fn says_what_it_is(title: &str) -> bool {
    let title = title.to_lowercase();
    KINDS.iter().any(|kind| title.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_twice_and_no_quotation_mark_stands_in_another() {
        for (title, named) in [
            (
                "Cuộc thi “Tìm hiểu pháp luật” năm 2026",
                "cuộc thi “Tìm hiểu pháp luật” năm 2026",
            ),
            ("CUỘC THI TÌM HIỂU LUẬT", "CUỘC THI TÌM HIỂU LUẬT"),
            ("Hội thi Hòa giải viên giỏi", "hội thi Hòa giải viên giỏi"),
            ("Luật Đất đai", "cuộc thi “Luật Đất đai”"),
            ("Tìm hiểu “Luật Đất đai”", "cuộc thi “Tìm hiểu ‘Luật Đất đai’”"),
        ] {
            assert_eq!(in_a_sentence(title), named);
        }
    }
}
