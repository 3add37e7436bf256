//! What a reader of a sheet sees beside its cells' texts: hidden rows, merged cells, pictures, struck-out text. The
//! spreadsheet library tells none of these in passing, so the parts are read once more.

use super::drawings::{Drawing, drawings};
use super::package::{Package, attribute, is, is_set};
use super::runs::{Runs, struck_strings};
use crate::issue::Problem;
use crate::limits;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Row and column from 0.
pub(crate) type At = (u32, u32);

#[derive(Default)]
pub(crate) struct Marks {
    /// The whole sheet is hidden.
    pub hidden: bool,
    /// Rows with cells that are hidden, from 0.
    pub hidden_rows: BTreeSet<u32>,
    pub merged: Vec<Merged>,
    /// Cells with text that is struck out, in whole or in part.
    pub struck: BTreeSet<At>,
    /// By the row they begin in; a row has at most one of each.
    pub drawings: BTreeMap<u32, Drawing>,
    /// Cells that show a picture.
    pub picture_cells: BTreeSet<At>,
    /// Cells with a formula whose value was never calculated.
    pub uncalculated: BTreeSet<At>,
    /// Readers have left comments on cells.
    pub has_comments: bool,
}

/// Cells that look like one; only the first has content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Merged {
    pub first: At,
    pub last: At,
}

/// The parts that belong to the worksheets of a workbook, and the strings they share.
pub(super) struct Surroundings<'a> {
    package: Package<'a>,
    /// Parts of the sheets, in the order of the workbook.
    sheets: Vec<String>,
    /// Shared strings that are struck out in part.
    struck: HashSet<usize>,
}

impl<'a> Surroundings<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<Surroundings<'a>, Problem> {
        let mut package = Package::open(bytes)?;
        let root = package.relations("")?;
        let workbook = root
            .into_values()
            .find(|relation| relation.kind == "officeDocument");
        let workbook = workbook.map_or("xl/workbook.xml".to_owned(), |relation| relation.part);
        let relations = package.relations(&workbook)?;
        let mut sheets = Vec::new();
        package.each(&workbook, |event| {
            if let Event::Start(tag) = &event
                && is(tag, "sheet")
            {
                let relation = attribute(tag, "id").and_then(|id| relations.get(&id));
                sheets.push(relation.map(|relation| relation.part.clone()).unwrap_or_default());
            }
            Ok(())
        })?;
        let strings = relations
            .values()
            .find(|relation| relation.kind == "sharedStrings");
        let struck = match strings {
            Some(strings) => struck_strings(&mut package, &strings.part)?,
            None => HashSet::new(),
        };
        Ok(Surroundings {
            package,
            sheets,
            struck,
        })
    }

    /// Returns the marks of a sheet, by its number in the workbook.
    pub(super) fn of_sheet(&mut self, number: usize) -> Result<Marks, Problem> {
        let part = self.sheets.get(number).cloned().unwrap_or_default();
        let mut scan = Scan {
            struck_strings: &self.struck,
            marks: Marks::default(),
            row: 0,
            column: 0,
            row_is_hidden: false,
            cell: None,
            drawing: None,
        };
        self.package.each(&part, |event| scan.event(&event))?;
        let Scan {
            mut marks, drawing, ..
        } = scan;
        let relations = self.package.relations(&part)?;
        marks.has_comments = relations
            .values()
            .any(|relation| relation.kind == "comments" || relation.kind == "threadedComment");
        if let Some(relation) = drawing.and_then(|id| relations.get(&id)) {
            marks.drawings = drawings(&mut self.package, &relation.part)?;
        }
        Ok(marks)
    }
}

/// Walks through the XML of a sheet.
struct Scan<'s> {
    struck_strings: &'s HashSet<usize>,
    marks: Marks,
    row: u32,
    column: u32,
    row_is_hidden: bool,
    cell: Option<ScannedCell>,
    /// The relation of the drawings.
    drawing: Option<String>,
}

struct ScannedCell {
    at: At,
    kind: String,
    runs: Runs,
    in_value: bool,
    has_formula: bool,
    has_value: bool,
}

impl Scan<'_> {
    fn event(&mut self, event: &Event<'_>) -> Result<(), Problem> {
        match event {
            Event::Start(tag) => self.start(tag)?,
            Event::End(tag) => match tag.local_name().as_ref() {
                "row" => {
                    self.row = self.row.saturating_add(1);
                    self.column = 0;
                }
                "c" => self.end_of_cell(),
                "v" => {
                    if let Some(cell) = &mut self.cell {
                        cell.in_value = false;
                    }
                }
                _ => {}
            },
            Event::Text(text) => {
                if let Some(cell) = &mut self.cell
                    && cell.in_value
                    && cell.kind == "s"
                    && let Ok(index) = text.xml10_content().trim().parse::<usize>()
                    && self.struck_strings.contains(&index)
                {
                    cell.runs.found = true;
                }
            }
            _ => {}
        }
        if let Some(cell) = &mut self.cell {
            cell.runs.event(event);
        }
        Ok(())
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<(), Problem> {
        match tag.local_name().as_ref() {
            "row" => {
                if let Some(number) = attribute(tag, "r").and_then(|text| text.parse::<u32>().ok()) {
                    self.row = number.saturating_sub(1);
                }
                self.row_is_hidden = is_set(tag, "hidden");
            }
            "c" => {
                let (mut kind, mut is_picture) = (String::new(), false);
                for attribute in tag.attributes().with_checks(false).flatten() {
                    match attribute.key.as_ref() {
                        "r" => {
                            self.column = place(&attribute.value).map_or(self.column, |(_, column)| column)
                        }
                        "t" => kind.push_str(&attribute.value),
                        "vm" => is_picture = true,
                        _ => {}
                    }
                }
                let at = (self.row, self.column);
                if self.row_is_hidden {
                    self.marks.hidden_rows.insert(self.row);
                }
                if is_picture {
                    self.marks.picture_cells.insert(at);
                }
                self.cell = Some(ScannedCell {
                    at,
                    kind,
                    runs: Runs::default(),
                    in_value: false,
                    has_formula: false,
                    has_value: false,
                });
            }
            "v" | "is" | "f" => {
                if let Some(cell) = &mut self.cell {
                    let is_value = is(tag, "v");
                    cell.in_value = is_value;
                    cell.has_value |= !is(tag, "f");
                    cell.has_formula |= is(tag, "f");
                }
            }
            "mergeCell" => {
                let range = attribute(tag, "ref").unwrap_or_default();
                let (first, last) = range.split_once(':').unwrap_or((&range, &range));
                if let (Some(first), Some(last)) = (place(first), place(last)) {
                    self.marks.merged.push(Merged { first, last });
                }
                if self.marks.merged.len() > limits::CELLS {
                    let limit = limits::CELLS;
                    return Err(Problem::TooManyCells { limit });
                }
            }
            "drawing" => self.drawing = attribute(tag, "id"),
            _ => {}
        }
        Ok(())
    }

    fn end_of_cell(&mut self) {
        self.column = self.column.saturating_add(1);
        let Some(cell) = self.cell.take() else { return };
        if cell.runs.found {
            self.marks.struck.insert(cell.at);
        }
        if cell.has_formula && !cell.has_value && cell.kind != "str" {
            self.marks.uncalculated.insert(cell.at);
        }
    }
}

/// Reads "AB12" as row and column from 0.
fn place(text: &str) -> Option<At> {
    let text = text.trim().trim_start_matches('$');
    let split = text.find(|c: char| c.is_ascii_digit())?;
    let (letters, digits) = text.split_at(split);
    let letters = letters.trim_end_matches('$');
    let mut column: u32 = 0;
    for byte in letters.bytes() {
        let digit = byte
            .to_ascii_uppercase()
            .checked_sub(b'A')
            .filter(|digit| *digit < 26)?;
        column = column.checked_mul(26)?.checked_add(u32::from(digit) + 1)?;
    }
    let row: u32 = digits.parse().ok()?;
    Some((row.checked_sub(1)?, column.checked_sub(1)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read() {
        assert_eq!(place("A1"), Some((0, 0)));
        assert_eq!(place("$AB$12"), Some((11, 27)));
        for text in ["", "A", "1", "A0", "é1", "AAAAAAAAAAAAA1", "A99999999999"] {
            assert_eq!(place(text), None, "{text}");
        }
    }
}
