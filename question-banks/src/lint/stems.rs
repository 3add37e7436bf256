//! Stems that ask nothing by themselves: "Câu nào đúng?".

use super::words::words;
use super::{Finding, Remark};
use contest_core::questions::Question;

/// Words that every question can have.
const COMMON: [&str; 50] = [
    "ai", "anh", "ba", "bạn", "biết", "bốn", "câu", "chị", "cho", "chọn", "có", "các", "của", "cách", "dưới",
    "đáp", "án", "đây", "đúng", "điền", "được", "em", "gì", "hai", "hãy", "hỏi", "hợp", "khẳng", "không",
    "là", "lời", "lựa", "một", "nào", "nhất", "những", "nội", "dung", "phù", "phương", "sai", "sau", "thế",
    "theo", "trả", "trong", "trên", "và", "vào", "ý",
];

pub(super) fn of(question: &Question) -> Option<Finding> {
    let own = words(&question.stem)
        .into_iter()
        .any(|word| !COMMON.contains(&word.as_str()));
    (!own).then(|| Finding::of(question, Remark::NoWords {}))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{question, tags};

    #[test]
    fn stems_need_words_of_their_own() {
        for stem in ["Câu nào đúng?", "Chọn đáp án đúng nhất", "…?"] {
            let found = tags(vec![question("1", stem, &["Có luật", "Chưa có"])]);
            assert_eq!(found, [(Some("1".into()), "lint_no_words")], "{stem}");
        }
        for stem in ["Ai có quyền bầu cử?", "Khẳng định nào sai về hôn nhân?"] {
            assert_eq!(tags(vec![question("1", stem, &["Có luật", "Chưa có"])]), []);
        }
    }
}
