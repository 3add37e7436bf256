//! The cells below the headings as a reader sees them: a cell merged over several rows belongs to each of them.

use crate::draft::{Naming, Place};
use crate::fields::Field;
use crate::issue::Problem;
use crate::limits;
use crate::sheets::{Cell, Headings, Row, Sheet};
use crate::text::clean;
use std::collections::BTreeMap;
use std::rc::Rc;

pub(super) struct Seen<'a> {
    pub sheet: &'a Sheet,
    pub headings: &'a Rc<Headings<Field>>,
    pub rows: Vec<&'a Row>,
    /// For cells that are covered by a merged one above: the row of that one.
    covered: BTreeMap<(u32, Field), &'a Row>,
    /// The rows over which such cells are merged, as the spreadsheet counts.
    spans: BTreeMap<(u32, Field), (u32, u32)>,
}

/// Fields that may hold for several questions at once. A stem, an option or a key cannot.
const SHARED: [Field; 11] = [
    Field::Topic,
    Field::Difficulty,
    Field::Kind,
    Field::Credit,
    Field::KeepOrder,
    Field::Explanation,
    Field::Law,
    Field::Article,
    Field::Clause,
    Field::Point,
    Field::Link,
];

impl<'a> Seen<'a> {
    pub(super) fn new(sheet: &'a Sheet, headings: &'a Rc<Headings<Field>>) -> Result<Seen<'a>, Problem> {
        let rows: Vec<&Row> = sheet
            .rows
            .iter()
            .filter(|row| row.number > headings.row)
            .collect();
        let mut seen = Seen {
            sheet,
            headings,
            rows,
            covered: BTreeMap::new(),
            spans: BTreeMap::new(),
        };
        let mut steps = 0;
        for merged in sheet
            .marks
            .merged
            .iter()
            .filter(|merged| merged.last.0 > merged.first.0)
        {
            let (first, last) = (merged.first.0.saturating_add(1), merged.last.0.saturating_add(1));
            let column = merged.first.1;
            let Some((&field, _)) = headings.columns.iter().find(|(_, (known, _))| *known == column) else {
                continue;
            };
            let from = seen.rows.partition_point(|row| row.number < first);
            let within: Vec<&Row> = seen.rows[from..]
                .iter()
                .copied()
                .take_while(|row| row.number <= last)
                .collect();
            steps += within.len();
            // Overlapping ones could go on for ever.
            if steps > limits::CELLS {
                let limit = limits::CELLS;
                return Err(Problem::TooManyCells { limit });
            }
            let Some(&top) = within.first().filter(|row| row.number == first) else {
                continue;
            };
            for row in &within[1..] {
                seen.covered.insert((row.number, field), top);
                seen.spans.insert((row.number, field), (first, last));
            }
        }
        Ok(seen)
    }

    /// Returns the cell of a field: its own, or the one that is merged over it if the field may be shared.
    pub(super) fn cell<'r>(&'r self, row: &'r Row, field: Field) -> Option<&'r Cell> {
        let column = self.headings.column(field)?;
        row.cells.get(&column).or_else(|| {
            let top = self
                .covered
                .get(&(row.number, field))
                .filter(|_| SHARED.contains(&field))?;
            top.cells.get(&column)
        })
    }

    /// Returns the rows over which the cell of a field is merged, if that field cannot be shared.
    pub(super) fn unclear_span(&self, row: &Row, field: Field) -> Option<(u32, u32)> {
        let span = self.spans.get(&(row.number, field)).copied();
        span.filter(|_| !SHARED.contains(&field))
    }

    /// Returns the cleaned text of a cell of this very row.
    pub(super) fn own_text(&self, row: &Row, field: Field) -> String {
        self.headings
            .column(field)
            .map_or(String::new(), |column| clean(row.text(column)))
    }

    /// Returns whether a field has content of any kind in this very row.
    pub(super) fn has(&self, row: &Row, field: Field) -> bool {
        let cell = self
            .headings
            .column(field)
            .and_then(|column| row.cells.get(&column));
        cell.is_some_and(Cell::has_content)
    }

    /// Returns the columns of a row that have content.
    pub(super) fn filled(row: &Row) -> impl Iterator<Item = u32> + '_ {
        row.cells
            .iter()
            .filter(|(_, cell)| cell.has_content())
            .map(|(&column, _)| column)
    }

    pub(super) fn place(&self, row: u32) -> Place {
        Place {
            sheet: self.sheet.name.clone(),
            row,
            naming: Naming::Table(Rc::clone(self.headings)),
        }
    }
}
