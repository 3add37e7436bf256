//! Rows that are not questions: sections ("II. XỬ LÝ VI PHẠM"), headings printed again, numbers of the columns.

use super::seen::Seen;
use crate::fields::Field;
use crate::sheets::Row;
use crate::text::{clean_line, fold, without_number};

/// Returns the topic that a row announces for the questions below it: its only text, in the form of a heading.
pub(super) fn topic(seen: &Seen, row: &Row) -> Option<String> {
    let of_question = seen
        .headings
        .columns
        .keys()
        .filter(|field| !matches!(field, Field::Stem | Field::Topic | Field::Code));
    if of_question.into_iter().any(|field| seen.has(row, *field)) {
        return None;
    }
    let texts = Seen::filled(row).map(|column| (column, clean_line(row.text(column))));
    let texts: Vec<(u32, String)> = texts.filter(|(_, text)| !text.is_empty()).collect();
    let (column, number, text) = match texts.as_slice() {
        [(column, text)] => (*column, "", text.as_str()),
        // The number of the section may stand in a column of its own.
        [(_, number), (column, text)] if is_roman(number.trim_end_matches('.')) => {
            (*column, number.as_str(), text.as_str())
        }
        _ => return None,
    };
    let at = row.number.saturating_sub(1);
    let is_wide = seen
        .sheet
        .marks
        .merged
        .iter()
        .any(|merged| merged.first == (at, column) && merged.last.1 >= column.saturating_add(2));
    let is_topic = seen.headings.column(Field::Topic) == Some(column);
    let is_numbered = !number.is_empty() || without_numeral(text).is_some();
    let is_question = without_number(text) != text;
    let is_heading = is_topic || is_numbered || is_wide || is_heading(text);
    (is_heading && !is_question && !text.ends_with('?'))
        .then(|| without_numeral(text).unwrap_or(text).to_owned())
}

/// "CHƯƠNG II: KẾT HÔN", "Chủ đề 3 …", or all in capitals.
fn is_heading(text: &str) -> bool {
    const NUMBERED: [&str; 5] = ["chương", "phần", "mục", "bài", "nội dung"];
    const NAMED: [&str; 4] = ["chủ đề", "chuyên đề", "lĩnh vực", "chủ điểm"];
    let lower = text.to_lowercase();
    let after = |words: &[&str]| {
        words
            .iter()
            .find_map(|word| lower.strip_prefix(word).map(str::to_owned))
    };
    if let Some(rest) = after(&NAMED) {
        return rest.starts_with([' ', ':']) && !rest.contains('?');
    }
    if let Some(rest) = after(&NUMBERED) {
        let number = rest
            .trim_start()
            .split([' ', ':', '.', '-', '–', ')'])
            .next()
            .unwrap_or_default();
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        return rest.starts_with(' ') && (is_number || is_roman(&number.to_uppercase()) || number == "thứ");
    }
    let has_words = text
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphabetic))
        .count()
        >= 2;
    has_words && !text.chars().any(char::is_lowercase)
}

/// Returns the text after "II.", "IV -", or "A." before capitals.
fn without_numeral(text: &str) -> Option<&str> {
    let (numeral, rest) = text.split_once(['.', '/', ')', ':', '-', '–'])?;
    let (numeral, rest) = (numeral.trim(), rest.trim());
    let is_letter = numeral.len() == 1 && numeral.bytes().all(|byte| byte.is_ascii_uppercase());
    let shouts = !rest.chars().any(char::is_lowercase);
    (!rest.is_empty() && (is_roman(numeral) || (is_letter && shouts))).then_some(rest)
}

fn is_roman(text: &str) -> bool {
    !text.is_empty() && text.len() <= 6 && text.bytes().all(|byte| matches!(byte, b'I' | b'V' | b'X' | b'L'))
}

/// Whether a row below the headings repeats them, as tables over several pages do.
pub(super) fn repeats_headings(seen: &Seen, row: &Row) -> bool {
    let columns = seen.headings.columns.values();
    let same = columns.filter(|(column, name)| {
        let text = row.text(*column);
        // Folding every text of a sheet would take a while.
        !text.is_empty() && text.len() <= 2 * name.len() + 20 && fold(text) == fold(name)
    });
    same.count() >= 3.min(seen.headings.columns.len())
}

/// Whether a row only explains or numbers the columns: "(1) (2) (3)", or the row of Wayground's template.
pub(super) fn explains_columns(seen: &Seen, row: &Row) -> bool {
    let texts: Vec<String> = row.cells.keys().map(|&column| fold(row.text(column))).collect();
    let numbers: Option<Vec<u32>> = texts.iter().map(|text| text.parse().ok()).collect();
    let counts = numbers.is_some_and(|numbers| {
        numbers.len() >= 3 && numbers[0] == 1 && numbers.windows(2).all(|pair| pair[0] + 1 == pair[1])
    });
    let stem = fold(&seen.own_text(row, Field::Stem));
    counts || stem == "textofthequestion" || stem == "textofthequestionrequired"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_of_sections_are_told_from_questions() {
        for text in [
            "CHƯƠNG II: KẾT HÔN",
            "Chương 1. Quy định chung",
            "Phần thứ nhất",
            "XỬ LÝ VI PHẠM",
            "Chủ đề: Hòa giải",
            "Bài 5 Quyền tự do",
        ] {
            assert!(is_heading(text), "{text}");
        }
        for text in ["Phần nào đúng", "Luật nào?", "Mục đích của luật là", "HIV"] {
            assert!(!is_heading(text), "{text}");
        }
        for (text, rest) in [
            ("II. XỬ LÝ VI PHẠM", Some("XỬ LÝ VI PHẠM")),
            ("IV - Kết hôn", Some("Kết hôn")),
            ("I. Quy định chung", Some("Quy định chung")),
            ("A. PHẦN CHUNG", Some("PHẦN CHUNG")),
            ("A. Công dân", None),
            ("Câu 1. Ai", None),
        ] {
            assert_eq!(without_numeral(text), rest, "{text}");
        }
    }
}
