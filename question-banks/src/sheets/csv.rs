//! CSV: UTF-8 with or without a byte order mark, separated by comma, semicolon or tab.

use super::{Cell, Marks, Row, Sheet};
use crate::issue::{Issue, Issues, Problem};
use crate::limits;
use csv::{ByteRecord, ReaderBuilder};
use std::collections::BTreeMap;

/// Written before a text that a spreadsheet would take for a formula, and removed again on reading.
const CSV_GUARD: char = '\'';

/// Returns whether the guard is needed: the text starts like a formula, perhaps after guards of its own.
fn looks_like_formula(text: &str) -> bool {
    text.trim_start_matches(CSV_GUARD)
        .starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Returns the text in the form that a CSV cell may hold.
pub(crate) fn guard(text: &str) -> String {
    if looks_like_formula(text) {
        format!("{CSV_GUARD}{text}")
    } else {
        text.to_owned()
    }
}

fn unguard(text: &str) -> &str {
    match text.strip_prefix(CSV_GUARD) {
        Some(rest) if looks_like_formula(rest) => rest,
        _ => text,
    }
}

pub(super) fn read(bytes: &[u8], is_heading: &dyn Fn(&str) -> bool) -> Result<Sheet, Vec<Issue>> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(vec![Issue::of_file(Problem::NotUtf8 {})]);
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    let separator = separator(bytes, is_heading);
    if bytes.iter().filter(|&&byte| byte == separator).count() > limits::SEPARATORS {
        return Err(vec![too_many()]);
    }
    let mut cells = 0;
    let mut rows = Vec::new();
    let mut issues = Issues::default();
    for (number, record) in records(bytes, separator) {
        if record.iter().any(|field| std::str::from_utf8(field).is_err()) {
            issues.push(Issue {
                row: Some(number),
                ..Issue::of_file(Problem::NotUtf8 {})
            });
            continue;
        }
        let row = row(number, &record);
        cells += row.cells.len();
        if cells > limits::CELLS {
            return Err(vec![too_many()]);
        }
        if !row.cells.is_empty() {
            rows.push(row);
        }
    }
    if issues.is_empty() {
        Ok(Sheet {
            name: None,
            rows,
            marks: Marks::default(),
        })
    } else {
        Err(issues.into_sorted(&[]))
    }
}

fn too_many() -> Issue {
    let limit = limits::CELLS;
    Issue::of_file(Problem::TooManyCells { limit })
}

fn row(number: u32, record: &ByteRecord) -> Row {
    let fields = record.iter().zip(0u32..);
    let texts = fields.filter_map(|(field, column)| {
        let text = std::str::from_utf8(field).ok()?;
        (!text.trim().is_empty()).then(|| (column, Cell::Text(unguard(text).to_owned())))
    });
    let cells: BTreeMap<u32, Cell> = texts.collect();
    Row { number, cells }
}

/// Returns the separator with which one of the first rows shows the most headings; a comma if none shows any.
fn separator(bytes: &[u8], is_heading: &dyn Fn(&str) -> bool) -> u8 {
    let headings = |separator: u8| {
        let first = records(bytes, separator).take_while(|(number, _)| *number <= limits::HEADING_ROWS);
        let counts = first.map(|(_, record)| {
            let fields = record.iter().take(200);
            fields
                .filter(|field| is_heading(&String::from_utf8_lossy(field)))
                .count()
        });
        counts.max().unwrap_or(0)
    };
    // Among equals, `max_by_key` takes the last.
    [b'\t', b';', b',']
        .into_iter()
        .max_by_key(|s| headings(*s))
        .unwrap_or(b',')
}

/// Returns the records with their row as a spreadsheet counts it. The csv crate silently skips blank lines, which a
/// spreadsheet counts; a record with quoted line breaks counts once.
fn records(bytes: &[u8], separator: u8) -> impl Iterator<Item = (u32, ByteRecord)> {
    let mut reader = ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(bytes);
    let mut number = 0u32;
    std::iter::from_fn(move || {
        let start = usize::try_from(reader.position().byte()).unwrap_or(bytes.len());
        let mut record = ByteRecord::new();
        // The source is in memory and rows may differ in length, so nothing can fail.
        if !reader.read_byte_record(&mut record).unwrap_or(false) {
            return None;
        }
        // The reader stops between the two characters of the previous line end.
        let halfway = start > 0 && bytes.get(start - 1..=start) == Some(b"\r\n");
        let rest = bytes.get(start + usize::from(halfway)..).unwrap_or_default();
        number = number.saturating_add(blank_lines(rest) + 1);
        Some((number, record))
    })
}

/// Counts the line ends before the next character.
fn blank_lines(bytes: &[u8]) -> u32 {
    let mut lines = 0;
    let mut rest = bytes;
    loop {
        rest = match rest {
            [b'\r', b'\n', tail @ ..] | [b'\r' | b'\n', tail @ ..] => tail,
            _ => return lines,
        };
        lines += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guards_come_off_as_they_went_on() {
        for text in ["=1+1", "-5", "'=x", "''@a", "'tis", "a=b", "+84", ""] {
            assert_eq!(unguard(&guard(text)), text);
        }
        assert_eq!(guard("=1"), "'=1");
        assert_eq!(guard("'tis"), "'tis");
    }

    #[test]
    fn rows_are_counted_as_a_spreadsheet_does() {
        let text = "a,b\r\n\r\n\r\n\"x\ny\",2\n\n3,4\r\n5,6";
        let numbers: Vec<u32> = records(text.as_bytes(), b',').map(|(n, _)| n).collect();
        assert_eq!(numbers, [1, 4, 6, 7]);
    }
}
