//! Finding the heading row: it may stand below a few title rows, and its columns may stand in any order.

use super::{Row, Sheet};
use crate::limits;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The headings of a sheet, for the columns that are known.
pub(crate) struct Headings<F> {
    /// Row of the headings, as the spreadsheet counts.
    pub row: u32,
    /// Column from 0 and the heading as written, by meaning.
    pub columns: BTreeMap<F, (u32, String)>,
    /// Headings that mean the same as one further left: meaning and text.
    pub repeated: Vec<(F, String)>,
}

impl<F: Ord + Copy> Headings<F> {
    /// The headings of every sheet that has enough; if none has, of those that have some, so that it can be told
    /// what is missing. A sheet of notes or sums beside the right one is passed over.
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

    /// The first of the leading rows that `is_enough`; else the one with the most headings, if it has two or more.
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

    /// The heading as the file writes it.
    pub(crate) fn name(&self, field: F) -> Option<&str> {
        self.columns.get(&field).map(|(_, name)| name.as_str())
    }
}
