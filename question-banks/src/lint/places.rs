//! Words of the administration before 1 July 2025, when districts and their bodies ended. A question may tell of the past,
//! so this is a hint.

use super::words::words;
use super::{Finding, Remark};
use contest_core::questions::Question;
use contest_core::time::Day;

/// What there is no longer, as words in a row.
const FORMER: [&str; 12] = [
    "cấp huyện",
    "cấp quận",
    "nhân dân huyện",
    "nhân dân quận",
    "ubnd huyện",
    "ubnd quận",
    "công an huyện",
    "công an quận",
    "phòng tư pháp",
    "quận, huyện",
    "huyện, quận",
    "huyện, thị xã",
];

pub(super) fn of(question: &Question, day: Day) -> Option<Finding> {
    if Day::new(2025, 7, 1).is_none_or(|since| day < since) {
        return None;
    }
    let texts = [&question.stem, &question.explanation];
    let found = texts
        .into_iter()
        .chain(&question.options)
        .find_map(|text| former(text))?;
    Some(Finding::of(question, Remark::Districts { found }))
}

fn former(text: &str) -> Option<String> {
    let words = words(text);
    let is_at = |at: usize, wanted: &[String]| words[at..].starts_with(wanted);
    for former in FORMER {
        let wanted = super::words::words(former);
        if let Some(at) = (0..words.len()).find(|at| is_at(*at, &wanted)) {
            // "Ủy ban nhân dân huyện đảo" may be a body of today's special zones.
            let is_island = words.get(at + wanted.len()).is_some_and(|next| next == "đảo");
            if !is_island {
                return Some(former.to_owned());
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::super::tests::{question, today};
    use super::*;

    #[test]
    fn bodies_of_districts_are_found_as_whole_words() {
        let of_stem = |stem: &str, day| of(&question("1", stem, &["Có", "Chưa"]), day);
        for stem in [
            "Ủy ban nhân dân cấp huyện có quyền gì?",
            "Công an huyện X xử phạt ai?",
            "Phòng Tư pháp làm gì?",
            "Người dân các quận, huyện đi bầu cử ở đâu?",
        ] {
            assert!(of_stem(stem, today()).is_some(), "{stem}");
            assert!(of_stem(stem, Day::new(2025, 6, 30).expect("a day")).is_none());
        }
        for stem in [
            "Quân đội nhân dân có nhiệm vụ gì?",
            "Ủy ban nhân dân huyện đảo Trường Sa ở đâu?",
            "Huyện nào có Sở Tư pháp?",
        ] {
            assert_eq!(of_stem(stem, today()), None, "{stem}");
        }
    }
}
