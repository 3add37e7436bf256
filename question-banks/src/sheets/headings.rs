//! Finds the heading row, which may follow a few title rows and have its columns in any order. A second row may divide
//! a heading that is merged over several columns.

use super::{Marks, Row, Sheet};
use crate::limits;
use crate::text::clean_line;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The headings of a sheet, for the known columns.
pub(crate) struct Headings<F> {
    /// The first row of the headings, as the spreadsheet counts.
    pub first_row: u32,
    /// The last row of the headings; the same in most files.
    pub row: u32,
    /// Column from 0 and the heading as written, by meaning.
    pub columns: BTreeMap<F, (u32, String)>,
    /// Headings with the same meaning as one further left: meaning and text.
    pub repeated: Vec<(F, String)>,
    repeated_columns: Vec<u32>,
    /// Columns whose heading means nothing here.
    pub unknown: BTreeMap<u32, String>,
}

impl<F: Ord + Copy> Headings<F> {
    /// Returns the headings of every sheet that has enough of them; if none does, those of the sheets that have some,
    /// so that the issue can say what is missing. Sheets of notes or sums next to the right one are skipped.
    pub(crate) fn of_sheets(
        sheets: &[Sheet],
        meaning: impl Fn(&str) -> Option<F>,
        is_enough: impl Fn(&Headings<F>) -> bool,
    ) -> Vec<(&Sheet, Headings<F>)> {
        let with_headings = sheets.iter().filter_map(|sheet| {
            let headings = Headings::find(sheet, &meaning, &is_enough)?;
            Some((sheet, headings))
        });
        let mut found: Vec<(&Sheet, Headings<F>)> = with_headings.collect();
        if found.iter().any(|(_, headings)| is_enough(headings)) {
            found.retain(|(_, headings)| is_enough(headings));
        }
        found
    }

    /// Returns the first of the leading rows that `is_enough`, alone or with the row below it; otherwise the one with
    /// the most headings, if it has two or more.
    fn find(
        sheet: &Sheet,
        meaning: impl Fn(&str) -> Option<F>,
        is_enough: impl Fn(&Headings<F>) -> bool,
    ) -> Option<Headings<F>> {
        let leading: Vec<&Row> = sheet
            .rows
            .iter()
            .take_while(|row| row.number <= limits::HEADING_ROWS + 1)
            .collect();
        let mut best: Option<Headings<F>> = None;
        for (index, row) in leading.iter().enumerate() {
            if row.number > limits::HEADING_ROWS {
                break;
            }
            let headings = Headings::of(row.number, row.number, texts(row), &meaning);
            let below = leading
                .get(index + 1)
                .filter(|below| below.number == row.number + 1);
            let both = below.map(|below| {
                let texts = divided(row, below, &sheet.marks, &meaning);
                (below, Headings::of(row.number, below.number, texts, &meaning))
            });
            if is_enough(&headings) {
                return Some(match both {
                    Some((below, both))
                        if divides(row, below, &sheet.marks, &meaning) && is_enough(&both) =>
                    {
                        both
                    }
                    _ => headings,
                });
            }
            if let Some((below, both)) = both
                && is_enough(&both)
                && !is_enough(&Headings::of(below.number, below.number, texts(below), &meaning))
                && below.cells.len() >= 2
            {
                return Some(both);
            }
            let known = best.as_ref().map_or(1, |best| best.columns.len());
            if headings.columns.len() > known {
                best = Some(headings);
            }
        }
        best
    }

    fn of(
        first_row: u32,
        row: u32,
        texts: BTreeMap<u32, String>,
        meaning: impl Fn(&str) -> Option<F>,
    ) -> Headings<F> {
        let mut headings = Headings {
            first_row,
            row,
            columns: BTreeMap::new(),
            repeated: Vec::new(),
            repeated_columns: Vec::new(),
            unknown: BTreeMap::new(),
        };
        for (column, text) in texts {
            let Some(field) = meaning_of(&text, &meaning) else {
                headings.unknown.insert(column, clean_line(&text));
                continue;
            };
            let text = clean_line(&text);
            match headings.columns.entry(field) {
                Entry::Vacant(entry) => {
                    entry.insert((column, text));
                }
                Entry::Occupied(_) => {
                    headings.repeated.push((field, text));
                    headings.repeated_columns.push(column);
                }
            }
        }
        headings
    }

    /// Returns the heading as written in the file.
    pub(crate) fn name(&self, field: F) -> Option<&str> {
        self.columns.get(&field).map(|(_, name)| name.as_str())
    }

    /// Returns whether the heading of a column means the same as another one.
    pub(crate) fn repeated_at(&self, column: u32) -> bool {
        self.repeated_columns.contains(&column)
    }

    /// Returns the column of a field.
    pub(crate) fn column(&self, field: F) -> Option<u32> {
        self.columns.get(&field).map(|(column, _)| *column)
    }
}

/// A long text is no heading; folding it would only cost time.
fn meaning_of<F>(text: &str, meaning: impl Fn(&str) -> Option<F>) -> Option<F> {
    (text.len() <= 200).then(|| meaning(text)).flatten()
}

fn texts(row: &Row) -> BTreeMap<u32, String> {
    let columns = row
        .cells
        .keys()
        .map(|&column| (column, row.text(column).to_owned()));
    columns.filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// Returns the headings of two rows: the lower one counts where it has a text, if need be with the text above it:
/// "Phương án" over "1".
fn divided<F>(
    top: &Row,
    below: &Row,
    marks: &Marks,
    meaning: impl Fn(&str) -> Option<F>,
) -> BTreeMap<u32, String> {
    let mut texts = texts(top);
    for &column in below.cells.keys() {
        let text = below.text(column);
        if text.trim().is_empty() {
            continue;
        }
        let with_group = group(top, column, marks).map(|group| format!("{} {text}", top.text(group)));
        let text = match (meaning_of(text, &meaning), with_group) {
            (None, Some(with_group)) if meaning_of(&with_group, &meaning).is_some() => with_group,
            _ => text.to_owned(),
        };
        texts.insert(column, text);
    }
    texts
}

/// Returns the column of the heading that reaches over a column: merged over it, or the next one to the left if
/// nothing tells (a CSV file has no merged cells).
fn group(top: &Row, column: u32, marks: &Marks) -> Option<u32> {
    let row = top.number.saturating_sub(1);
    let merged = marks.merged.iter().find(|merged| {
        (merged.first.0..=merged.last.0).contains(&row) && (merged.first.1..=merged.last.1).contains(&column)
    });
    match merged {
        Some(merged) => Some(merged.first.1),
        None => top.cells.range(..=column).next_back().map(|(&column, _)| column),
    }
}

/// Whether the row below the headings divides them: each of its texts means something, and none stands below a heading
/// of its own.
fn divides<F>(top: &Row, below: &Row, marks: &Marks, meaning: impl Fn(&str) -> Option<F>) -> bool {
    let is_part = |column: u32| {
        let text = below.text(column);
        let Some(above) = group(top, column, marks) else {
            return false;
        };
        let reaches_over = above != column || !top.cells.contains_key(&(column + 1));
        let with_group = format!("{} {text}", top.text(above));
        reaches_over
            && text.len() <= 100
            && (meaning_of(text, &meaning).is_some() || meaning_of(&with_group, &meaning).is_some())
    };
    below.cells.len() >= 2 && below.cells.keys().all(|&column| is_part(column))
}
