//! Keys apart from their questions: "1-A 2-B", "Câu 3: C", and tables of them.

use super::marks;
use super::piece::{Line, join};
use crate::text::{clean_line, fold};

/// A table of a document: rows of cells of lines.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub rows: Vec<Vec<Vec<Line>>>,
    /// Cells that continue the cell above, by row and column from 0.
    pub merged: Vec<(u32, u32)>,
}

/// The key of the question with a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub number: u32,
    pub at: u32,
    /// As written, e.g. "A"; empty if there is only an explanation.
    pub key: String,
    /// For quoting, e.g. "1-A".
    pub quote: String,
    pub explanation: String,
}

impl Entry {
    pub(crate) fn new(number: u32, at: u32, key: &str) -> Entry {
        Entry {
            number,
            at,
            key: key.to_owned(),
            quote: format!("{number}-{key}"),
            explanation: String::new(),
        }
    }
}

/// Bytes of the longest line of keys.
const LONGEST: usize = 4_000;

/// Reads a text that is nothing but numbers with keys: "1-A, 2. B; Câu 3: C".
pub(crate) fn pairs(text: &str, at: u32) -> Vec<Entry> {
    if text.len() > LONGEST {
        return Vec::new();
    }
    let mut entries = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let named = marks::without_words(rest, &["câu", "question"]).map_or(rest, str::trim_start);
        let Some((number, after)) = marks::number(named) else {
            return Vec::new();
        };
        let key = after.trim_start_matches([' ', '.', ':', '-', '–', ')', '/', '\u{a0}', '=']);
        let Some(length) = key_length(key) else {
            return Vec::new();
        };
        let (key, after) = key.split_at(length);
        entries.push(Entry::new(number, at, key));
        rest = after.trim_start_matches([' ', ',', ';', '.', '|', '\t', '\u{a0}']);
    }
    entries
}

/// Returns how long the key at the beginning is: letters of options, or a word for true or false.
fn key_length(text: &str) -> Option<usize> {
    let letters = text
        .bytes()
        .take_while(|byte| (b'A'..=b'J').contains(byte))
        .count();
    let length = match letters {
        0 => {
            let words = ["đúng", "sai", "đ", "s"];
            let rest = words
                .iter()
                .find_map(|word| marks::without_words(text, &[word]))?;
            text.len() - rest.len()
        }
        1..=6 => letters,
        _ => return None,
    };
    let ends = !text[length..].starts_with(|c: char| c.is_alphabetic());
    ends.then_some(length)
}

/// Reads a table that holds nothing but keys; `None` for any other table.
pub(crate) fn of_table(table: &Table) -> Option<Vec<Entry>> {
    let rows: Vec<Vec<Cell>> = table.rows.iter().map(|row| cells(row)).collect();
    let entries = in_cells(&rows)
        .or_else(|| in_columns(&rows))
        .or_else(|| in_rows(&rows))?;
    (!entries.is_empty()).then_some(entries)
}

struct Cell {
    text: String,
    at: u32,
}

impl Cell {
    fn number(&self) -> Option<u32> {
        let text = self.text.trim_end_matches(['.', ':', ')']);
        let text = marks::without_words(text, &["câu"]).map_or(text, str::trim_start);
        match marks::number(text)? {
            (number, "") => Some(number),
            _ => None,
        }
    }

    fn key(&self) -> Option<&str> {
        let text = self.text.trim_end_matches('.');
        (key_length(text) == Some(text.len())).then_some(text)
    }

    /// A cell beside the keys: empty, or a heading.
    fn is_label(&self) -> bool {
        const LABELS: [&str; 14] = [
            "",
            "cau",
            "causo",
            "cauhoi",
            "so",
            "socau",
            "stt",
            "dapan",
            "dapandung",
            "da",
            "chon",
            "answer",
            "question",
            "key",
        ];
        LABELS.contains(&fold(&self.text).as_str())
    }
}

fn cells(row: &[Vec<Line>]) -> Vec<Cell> {
    let cells = row.iter().map(|lines| {
        let pieces: Vec<_> = lines.iter().flat_map(Line::pieces).collect();
        Cell {
            text: clean_line(&join(&pieces)),
            at: lines.first().map_or(0, |line| line.at),
        }
    });
    cells.collect()
}

/// "1-A | 2-B".
fn in_cells(rows: &[Vec<Cell>]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    for cell in rows.iter().flatten() {
        let found = pairs(&cell.text, cell.at);
        if found.is_empty() && !cell.is_label() {
            return None;
        }
        entries.extend(found);
    }
    (!entries.is_empty()).then_some(entries)
}

/// A row of numbers above a row of keys, as often as needed.
fn in_rows(rows: &[Vec<Cell>]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    let mut rows = rows
        .iter()
        .filter(|row| row.iter().any(|cell| !cell.text.is_empty()));
    while let Some(numbers) = rows.next() {
        if numbers.iter().all(Cell::is_label) {
            continue;
        }
        let keys = rows.next()?;
        for (column, cell) in numbers.iter().enumerate() {
            match (cell.number(), keys.get(column)) {
                (Some(number), Some(key)) => entries.push(Entry::new(number, key.at, key.key()?)),
                (None, beside) if cell.is_label() && beside.is_none_or(Cell::is_label) => {}
                _ => return None,
            }
        }
    }
    Some(entries)
}

/// Columns of numbers beside columns of keys, and perhaps an explanation in the last column.
fn in_columns(rows: &[Vec<Cell>]) -> Option<Vec<Entry>> {
    let mut entries = Vec::new();
    for (at_row, row) in rows.iter().enumerate() {
        let mut cells = row.iter().filter(|cell| !cell.text.is_empty()).peekable();
        let explained = |cell: &Cell| {
            matches!(
                fold(&cell.text).as_str(),
                "giaithich" | "loigiai" | "ghichu" | "huongdan"
            )
        };
        if row
            .iter()
            .all(|cell| cell.is_label() || (at_row == 0 && explained(cell)))
        {
            continue;
        }
        while let Some(cell) = cells.next() {
            let key = cells.next()?;
            let mut entry = Entry::new(cell.number()?, key.at, key.key()?);
            if row.len() == 3
                && let Some(text) = cells.next_if(|next| next.number().is_none())
            {
                entry.explanation.clone_from(&text.text);
            }
            entries.push(entry);
        }
    }
    Some(entries)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::piece::Style;

    fn table(rows: &[&[&str]]) -> Table {
        let cell = |text: &&str| {
            let mut line = Line::at(1);
            line.push(text, Style::default());
            vec![line]
        };
        Table {
            rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect(),
            merged: Vec::new(),
        }
    }

    fn found(entries: Option<Vec<Entry>>) -> Vec<(u32, String)> {
        entries
            .unwrap_or_default()
            .into_iter()
            .map(|entry| (entry.number, entry.key))
            .collect()
    }

    #[test]
    fn keys_in_lines_are_read_whole_or_not_at_all() {
        for text in [
            "1-A 2-B",
            "1.A, 2.B",
            "1A 2B",
            "Câu 1: A; Câu 2: B.",
            "1 – A\t2 – B",
            "1. A. 2. B.",
        ] {
            assert_eq!(
                found(Some(pairs(text, 1))),
                [(1, "A".to_owned()), (2, "B".to_owned())],
                "{text}"
            );
        }
        for text in ["1. Ai?", "1-A 2-Ba", "", "A", "1", "2 Anh em"] {
            assert!(pairs(text, 1).is_empty(), "{text}");
        }
        assert_eq!(
            found(Some(pairs("1.AC 2.Đúng", 1))),
            [(1, "AC".to_owned()), (2, "Đúng".to_owned())]
        );
    }

    #[test]
    fn tables_of_keys_are_read_in_every_usual_shape() {
        let wanted = [(1, "A".to_owned()), (2, "B".to_owned()), (3, "C".to_owned())];
        for rows in [
            &[&["1-A", "2-B", "3-C", ""][..]][..],
            &[&["Câu", "1", "2", "3"], &["Đáp án", "A", "B", "C"]],
            &[&["1", "2"], &["A", "B"], &["3", ""], &["C", ""]],
            &[&["Câu", "Đáp án"], &["1", "A"], &["2", "B"], &["3", "C"]],
            &[
                &["Câu", "Đáp án", "Câu", "Đáp án"],
                &["1", "A", "2", "B"],
                &["3", "C", "", ""],
            ],
            &[&["Câu 1", "A"], &["Câu 2", "B."], &["Câu 3", "C"]],
            &[
                &["Câu", "Đáp án", "Giải thích"],
                &["1", "A", "Vì luật"],
                &["2", "B", ""],
                &["3", "C", "Điều 5"],
            ],
        ] {
            assert_eq!(found(of_table(&table(rows))), wanted, "{rows:?}");
        }
        for rows in [
            &[&["A. một", "B. hai"][..]][..],
            &[&["1", "2"], &["A", "hai"]],
            &[&["Họ tên", "Lớp"]],
            &[&["", ""]],
        ] {
            assert!(of_table(&table(rows)).is_none(), "{rows:?}");
        }
    }
}
