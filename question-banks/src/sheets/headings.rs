//! Finds the heading row, which may follow a few title rows and have its columns in any order.

use super::{Row, Sheet};
use crate::limits;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The headings of a sheet, for the known columns.
pub(crate) struct Headings<F> {
    /// Row of the headings, as the spreadsheet counts.
    pub row: u32,
    /// Column from 0 and the heading as written, by meaning.
    pub columns: BTreeMap<F, (u32, String)>,
    /// Headings with the same meaning as one further left: meaning and text.
    pub repeated: Vec<(F, String)>,
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

    /// Returns the first of the leading rows that `is_enough`; otherwise the one with the most headings, if it has two
    /// or more.
    fn find(
        sheet: &Sheet,
        meaning: impl Fn(&str) -> Option<F>,
        is_enough: impl Fn(&Headings<F>) -> bool,
    ) -> Option<Headings<F>> {
        let leading = sheet
            .rows
            .iter()
            .take_while(|row| row.number <= limits::HEADING_ROWS);
        let mut best: Option<Headings<F>> = None;
        for headings in leading.map(|row| Headings::of(row, &meaning)) {
            if is_enough(&headings) {
                return Some(headings);
            }
            let known = best.as_ref().map_or(1, |best| best.columns.len());
            if headings.columns.len() > known {
                best = Some(headings);
            }
        }
        best
    }

    fn of(row: &Row, meaning: impl Fn(&str) -> Option<F>) -> Headings<F> {
        let mut headings = Headings {
            row: row.number,
            columns: BTreeMap::new(),
            repeated: Vec::new(),
        };
        for &column in row.cells.keys() {
            let text = row.text(column);
            // A long text is no heading; folding it would only cost time.
            let Some(field) = (text.len() <= 200).then(|| meaning(text)).flatten() else {
                continue;
            };
            let text = crate::text::clean_line(text);
            match headings.columns.entry(field) {
                Entry::Vacant(entry) => {
                    entry.insert((column, text));
                }
                Entry::Occupied(_) => headings.repeated.push((field, text)),
            }
        }
        headings
    }

    /// Returns the heading as written in the file.
    pub(crate) fn name(&self, field: F) -> Option<&str> {
        self.columns.get(&field).map(|(_, name)| name.as_str())
    }
}
