//! Reads tables from XLSX and CSV files, as rows of texts with their places. Knows nothing of questions or units.

mod csv;
mod drawings;
pub(crate) mod encodings;
mod headings;
mod hidden;
mod marks;
mod package;
mod runs;
mod xlsx;
mod zip_guard;

pub(crate) use csv::guard as guard_csv;
pub(crate) use drawings::Drawing;
pub(crate) use headings::Headings;
pub(crate) use hidden::hidden_rows;
pub(crate) use marks::Marks;

use crate::issue::{Issue, Problem};
use crate::limits;
use std::collections::BTreeMap;

/// One sheet; a CSV file is a sheet without a name.
pub(crate) struct Sheet {
    pub name: Option<String>,
    /// Non-empty rows in order.
    pub rows: Vec<Row>,
    pub marks: Marks,
}

pub(crate) struct Row {
    /// As the spreadsheet counts, from 1.
    pub number: u32,
    /// Non-empty cells by column, from 0.
    pub cells: BTreeMap<u32, Cell>,
}

pub(crate) enum Cell {
    Text(String),
    /// A date: the text as typed is lost.
    Date,
    /// An error value such as `#REF!`; `=…` for a formula that was never calculated.
    Error(String),
    /// A picture inside the cell.
    Picture,
}

impl Cell {
    /// Returns whether a reader sees something in the cell.
    pub(crate) fn has_content(&self) -> bool {
        match self {
            Cell::Text(text) => !crate::text::is_blank(text),
            Cell::Date | Cell::Error(_) | Cell::Picture => true,
        }
    }
}

impl Row {
    pub(crate) fn has_content(&self) -> bool {
        self.cells.values().any(Cell::has_content)
    }

    /// Returns the text of a cell; an empty text for empty cells, dates and errors.
    pub(crate) fn text(&self, column: u32) -> &str {
        match self.cells.get(&column) {
            Some(Cell::Text(text)) => text,
            _ => "",
        }
    }
}

/// Returns the names of the sheets in order.
pub(crate) fn names(sheets: &[Sheet]) -> Vec<String> {
    sheets.iter().filter_map(|sheet| sheet.name.clone()).collect()
}

/// What the file name says about the content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Xlsx,
    Csv,
    Json,
}

impl Format {
    pub(crate) fn of(filename: &str) -> Result<Format, Problem> {
        let extension = match filename.rsplit_once('.') {
            Some((_, extension)) => extension.to_lowercase(),
            None => String::new(),
        };
        match extension.as_str() {
            "xlsx" | "xlsm" => Ok(Format::Xlsx),
            "csv" => Ok(Format::Csv),
            "json" => Ok(Format::Json),
            "xls" => Err(Problem::OldExcel {}),
            _ => {
                let extension = crate::text::excerpt(&extension);
                Err(Problem::UnknownFormat { extension })
            }
        }
    }
}

/// Refuses files larger than any genuine one.
pub(crate) fn check_size(bytes: &[u8]) -> Result<(), Problem> {
    if bytes.len() > limits::FILE_BYTES {
        let limit_mib = limits::FILE_BYTES >> 20;
        return Err(Problem::FileTooLarge { limit_mib });
    }
    Ok(())
}

/// Returns all sheets of a workbook, or the single one of a CSV file. `is_heading` determines the separator of a CSV
/// file: the one that yields the most headings wins.
pub(crate) fn open(
    format: Format,
    bytes: &[u8],
    is_heading: &dyn Fn(&str) -> bool,
) -> Result<Vec<Sheet>, Vec<Issue>> {
    let of_file = |problem| vec![Issue::of_file(problem)];
    match format {
        Format::Xlsx => xlsx::read(bytes).map_err(of_file),
        Format::Csv => csv::read(bytes, is_heading).map(|sheet| vec![sheet]),
        Format::Json => Err(of_file(Problem::UnknownFormat {
            extension: "json".to_owned(),
        })),
    }
}
