//! XLSX: the cells as a reader of the sheet sees them, as far as the file reveals it.

use super::marks::{At, Marks, Surroundings};
use super::{Cell, Row, Sheet, zip_guard};
use crate::issue::Problem;
use crate::limits;
use calamine::{Data, DataRef, Reader, SheetType, SheetVisible, Xlsx, XlsxError};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Old Excel files, and new ones with a password, are OLE compound files.
const OLE: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];

pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    if bytes.starts_with(OLE) {
        return Err(if holds_encrypted_package(bytes) {
            Problem::PasswordProtected {}
        } else {
            Problem::OldExcel {}
        });
    }
    if !bytes.starts_with(b"PK") {
        return Err(Problem::Damaged {});
    }
    zip_guard::check(bytes)?;
    // The bytes come from a stranger: if the reader has a bug, this file fails and not the server.
    match catch_unwind(AssertUnwindSafe(|| sheets(bytes))) {
        Ok(result) => result,
        Err(_) => Err(Problem::Damaged {}),
    }
}

fn holds_encrypted_package(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes.windows(name.len()).any(|window| window == name)
}

fn sheets(bytes: &[u8]) -> Result<Vec<Sheet>, Problem> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(problem)?;
    let metadata = workbook.sheets_metadata().iter().cloned().enumerate();
    let worksheets: Vec<_> = metadata
        .filter(|(_, sheet)| sheet.typ == SheetType::WorkSheet)
        .collect();
    let mut surroundings = Surroundings::open(bytes)?;
    let mut spent = Spent::default();
    let mut sheets = Vec::new();
    for (number, sheet) in worksheets {
        let mut cells = cells(&mut workbook, &sheet.name, &mut spent)?;
        let mut marks = surroundings.of_sheet(number)?;
        marks.hidden = sheet.visible != SheetVisible::Visible;
        marks.struck.append(&mut cells.struck);
        sheets.push(Sheet {
            name: Some(sheet.name),
            rows: rows(cells.by_row, &marks),
            marks,
        });
    }
    Ok(sheets)
}

fn problem(error: XlsxError) -> Problem {
    match error {
        XlsxError::Password => Problem::PasswordProtected {},
        _ => Problem::Damaged {},
    }
}

/// What the cells read so far have cost. A shared string is inflated once but may appear in every cell.
#[derive(Default)]
struct Spent {
    cells: usize,
    bytes: u64,
}

impl Spent {
    fn take(&mut self, cell: &Cell) -> Result<(), Problem> {
        self.cells += 1;
        if let Cell::Text(text) = cell {
            self.bytes += text.len() as u64;
        }
        if self.cells > limits::CELLS {
            let limit = limits::CELLS;
            return Err(Problem::TooManyCells { limit });
        }
        if self.bytes > limits::INFLATED_BYTES {
            let limit_mib = limits::INFLATED_BYTES >> 20;
            return Err(Problem::InflatesTooFar { limit_mib });
        }
        Ok(())
    }
}

/// The cells of a sheet, and those whose whole text is struck out.
#[derive(Default)]
struct Cells {
    by_row: BTreeMap<u32, BTreeMap<u32, Cell>>,
    struck: BTreeSet<At>,
}

/// Reads cell by cell, never as a range: a range is allocated from corner to corner, and two cells can be 17 billion
/// cells apart.
fn cells(workbook: &mut Xlsx<Cursor<&[u8]>>, name: &str, spent: &mut Spent) -> Result<Cells, Problem> {
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(Cells::default()),
        Err(error) => return Err(problem(error)),
    };
    let mut cells = Cells::default();
    while let Some((found, style)) = reader.next_cell_with_style_id().map_err(problem)? {
        let style = reader.styles().get(style);
        let format = style.and_then(|style| style.number_format.as_ref());
        let format = format.map_or("", |format| format.format_code.as_str());
        let Some(cell) = cell(found.get_value(), format) else {
            continue;
        };
        spent.take(&cell)?;
        let (row, column) = found.get_position();
        let font = style.and_then(|style| style.font.as_ref());
        if font.is_some_and(|font| font.strikethrough) {
            cells.struck.insert((row, column));
        }
        cells.by_row.entry(row).or_default().insert(column, cell);
    }
    Ok(cells)
}

/// Returns the rows, with what only the marks tell about their cells.
fn rows(mut cells: BTreeMap<u32, BTreeMap<u32, Cell>>, marks: &Marks) -> Vec<Row> {
    for &(row, column) in &marks.picture_cells {
        cells.entry(row).or_default().insert(column, Cell::Picture);
    }
    for &(row, column) in &marks.uncalculated {
        let cell = Cell::Error("=…".to_owned());
        cells.entry(row).or_default().insert(column, cell);
    }
    let rows = cells.into_iter().map(|(row, cells)| Row {
        number: row.saturating_add(1),
        cells,
    });
    rows.collect()
}

fn cell(value: &DataRef<'_>, format: &str) -> Option<Cell> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => shown_number(*number, format),
        DataRef::Bool(true) => "Đúng".to_owned(),
        DataRef::Bool(false) => "Sai".to_owned(),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => {
            return Some(Cell::Date);
        }
        DataRef::Error(_) => return Some(Cell::Error(Data::from(value.clone()).to_string())),
    };
    (!text.trim().is_empty()).then_some(Cell::Text(text))
}

/// Formats a number as a Vietnamese spreadsheet shows it: "50%" is stored as 0.5, "1.000.000" as a million, "007" as 7.
fn shown_number(number: f64, format: &str) -> String {
    if format.contains('%') {
        // Excel keeps 15 digits; without rounding, 0.07 would become 7.000000000000001 %.
        return format!("{}%", plain_number(number * 100.0));
    }
    if let Some(padded) = padded(number, format) {
        return padded;
    }
    let plain = plain_number(number);
    if format.starts_with("#,##0") {
        grouped(&plain)
    } else {
        plain
    }
}

/// Returns a number with the 15 digits that Excel keeps.
fn plain_number(number: f64) -> String {
    let rounded = format!("{number:.14e}").parse().unwrap_or(number);
    format!("{rounded}").replace('.', ",")
}

/// Formats a code as `000` or `"XA-"000` does; `None` for other formats and numbers.
fn padded(number: f64, format: &str) -> Option<String> {
    let format = format.split(';').next().unwrap_or_default();
    let (prefix, zeros) = match format.strip_prefix('"') {
        Some(rest) => rest.split_once('"')?,
        None => ("", format),
    };
    let is_padding = !zeros.is_empty() && zeros.bytes().all(|byte| byte == b'0');
    let is_code = is_padding && zeros.len() <= 20 && number.fract() == 0.0 && number >= 0.0;
    let width = zeros.len();
    (is_code && (width > 1 || !prefix.is_empty())).then(|| format!("{prefix}{number:0width$.0}"))
}

/// Inserts points between the thousands of the integer part.
fn grouped(plain: &str) -> String {
    let (whole, rest) = plain.split_at(plain.find(',').unwrap_or(plain.len()));
    let (sign, digits) = whole.split_at(usize::from(whole.starts_with('-')));
    let mut out = sign.to_owned();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            out.push('.');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_they_were_typed() {
        assert_eq!(shown_number(0.07, "0%"), "7%");
        assert_eq!(shown_number(0.125, "0.0%"), "12,5%");
        assert_eq!(shown_number(1_000_000.0, "#,##0"), "1.000.000");
        assert_eq!(shown_number(-1234.5, "#,##0.00"), "-1.234,5");
        assert_eq!(shown_number(1.2, "General"), "1,2");
        assert_eq!(shown_number(36.0, ""), "36");
        assert_eq!(shown_number(0.1 + 0.2, "General"), "0,3");
        assert_eq!(shown_number(7.0, "000"), "007");
        assert_eq!(shown_number(12.0, "\"XA-\"0000"), "XA-0012");
        assert_eq!(shown_number(12.0, "0"), "12");
        assert_eq!(shown_number(1.5, "00"), "1,5");
    }
}
