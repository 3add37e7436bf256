//! Tables as XLSX, written row by row in constant memory. The sheets are the table, then the notes, then further parts
//! of a table that does not fit on one sheet.

use super::cell::{Cell, Row, local_ms};
use super::table::{BuildError, Table};
use rust_xlsxwriter::{Color, Format, FormatAlign, Workbook, Worksheet, XlsxError};
use std::io::{Seek, Write};
use std::path::Path;

/// Most rows of a sheet, headings included.
const SHEET_ROWS: u32 = 1_048_576;
/// Most characters of a cell.
const CELL_CHARS: usize = 32_767;
/// 1970-01-01 as spreadsheets count days.
const EPOCH_DAY: f64 = 25_569.0;
const DAY_MS: f64 = 86_400_000.0;

struct Formats {
    banner: Format,
    heading: Format,
    text: Format,
    count: Format,
    hundredths: Format,
    seconds: Format,
    moment: Format,
    day: Format,
    label: Format,
    note: Format,
}

impl Formats {
    fn new() -> Formats {
        let numeric = |pattern: &str| Format::new().set_num_format(pattern);
        Formats {
            banner: Format::new()
                .set_bold()
                .set_font_size(14)
                .set_font_color(Color::RGB(0x00C0_0000)),
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00E7_EDF5)),
            text: numeric("@"),
            count: numeric("0"),
            hundredths: numeric("0.00"),
            seconds: numeric("0.000"),
            moment: numeric("dd/mm/yyyy hh:mm:ss.000"),
            day: numeric("dd/mm/yyyy"),
            label: Format::new().set_bold().set_align(FormatAlign::Top),
            note: numeric("@").set_text_wrap().set_align(FormatAlign::Top),
        }
    }
}

/// An XLSX file being written.
pub(crate) struct XlsxFile<'a> {
    workbook: Workbook,
    formats: Formats,
    table: &'a Table,
    rows_per_sheet: u32,
    /// The index of the current sheet, the number of parts so far, and the next row.
    sheet: usize,
    parts: u32,
    row: u32,
}

impl<'a> XlsxFile<'a> {
    /// Begins a file. Temporary files go to `folder`.
    pub(crate) fn begin(table: &'a Table, folder: &Path) -> Result<XlsxFile<'a>, BuildError> {
        XlsxFile::with_rows(table, folder, SHEET_ROWS)
    }

    fn with_rows(table: &'a Table, folder: &Path, rows_per_sheet: u32) -> Result<XlsxFile<'a>, BuildError> {
        let mut workbook = Workbook::new();
        workbook.set_tempdir(folder)?;
        let formats = Formats::new();
        let mut file = XlsxFile {
            workbook,
            formats,
            table,
            rows_per_sheet,
            sheet: 0,
            parts: 0,
            row: 0,
        };
        file.begin_part()?;
        file.write_notes()?;
        Ok(file)
    }

    /// Begins a sheet with banner and headings, the headings frozen.
    fn begin_part(&mut self) -> Result<(), BuildError> {
        self.parts += 1;
        self.sheet = self.workbook.worksheets().len();
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        let name = &self.table.sheet_name;
        sheet.set_name(if self.parts == 1 {
            name.clone()
        } else {
            format!("{name} ({})", self.parts)
        })?;
        for (column, width) in self.table.columns.iter().map(|column| column.width()).enumerate() {
            sheet.set_column_width(column as u16, width)?;
        }
        let heading_row = u32::from(self.table.banner.is_some());
        sheet.set_freeze_panes(heading_row + 1, 0)?;
        sheet.set_landscape();
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_repeat_rows(heading_row, heading_row)?;
        if let Some(banner) = &self.table.banner {
            sheet.write_string_with_format(0, 0, banner, &self.formats.banner)?;
        }
        for (column, heading) in self.table.headings().enumerate() {
            sheet.write_string_with_format(heading_row, column as u16, heading, &self.formats.heading)?;
        }
        self.row = heading_row + 1;
        Ok(())
    }

    fn write_notes(&mut self) -> Result<(), BuildError> {
        let sheet = self.workbook.add_worksheet();
        sheet.set_name(&self.table.notes_name)?;
        sheet.set_column_width(0, 30)?;
        sheet.set_column_width(1, 90)?;
        let banner = self.table.banner.iter().map(|banner| (banner.as_str(), ""));
        let notes = self
            .table
            .notes
            .iter()
            .map(|(label, text)| (label.as_str(), text.as_str()));
        for (row, (label, text)) in banner.chain(notes).enumerate() {
            sheet.write_string_with_format(row as u32, 0, fitted(label), &self.formats.label)?;
            sheet.write_string_with_format(row as u32, 1, fitted(text), &self.formats.note)?;
        }
        Ok(())
    }

    pub(crate) fn row(&mut self, row: &Row) -> Result<(), BuildError> {
        if self.row >= self.rows_per_sheet {
            self.begin_part()?;
        }
        let sheet = self.workbook.worksheet_from_index(self.sheet)?;
        for (column, cell) in row.iter().enumerate() {
            write_cell(sheet, self.row, column as u16, cell, &self.formats)?;
        }
        self.row += 1;
        Ok(())
    }

    pub(crate) fn finish(mut self, file: impl Write + Seek + Send) -> Result<(), BuildError> {
        Ok(self.workbook.save_to_writer(file)?)
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    formats: &Formats,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        // Written as a string whatever it begins with: never as a formula or a link.
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, fitted(text), &formats.text)?;
        }
        Cell::Count(count) => {
            sheet.write_number_with_format(row, column, *count as f64, &formats.count)?;
        }
        Cell::Hundredths(value) => {
            sheet.write_number_with_format(row, column, *value as f64 / 100.0, &formats.hundredths)?;
        }
        Cell::DurationMs(ms) => {
            sheet.write_number_with_format(row, column, *ms as f64 / 1_000.0, &formats.seconds)?;
        }
        Cell::Moment(moment) => {
            sheet.write_number_with_format(row, column, serial(local_ms(*moment)), &formats.moment)?;
        }
        Cell::Day(day) => match midnight(day) {
            Some(ms) => {
                sheet.write_number_with_format(row, column, serial(ms), &formats.day)?;
            }
            None => {
                sheet.write_string_with_format(row, column, fitted(day), &formats.text)?;
            }
        },
    }
    Ok(())
}

/// Converts a moment to what spreadsheets count: days, with a fraction.
fn serial(ms: i64) -> f64 {
    EPOCH_DAY + ms as f64 / DAY_MS
}

/// Returns the first moment of a `YYYY-MM-DD`; `None` before March 1900, where spreadsheets count a day that never was.
fn midnight(day: &str) -> Option<i64> {
    let day: jiff::civil::Date = day.parse().ok()?;
    let midnight = day
        .to_zoned(jiff::tz::TimeZone::UTC)
        .ok()?
        .timestamp()
        .as_millisecond();
    (serial(midnight) >= 61.0).then_some(midnight)
}

fn fitted(text: &str) -> &str {
    match text.char_indices().nth(CELL_CHARS) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exports::column::Column;
    use calamine::{Data, Reader, Xlsx};
    use contest_core::time::Millis;
    use std::io::Cursor;

    fn table(banner: Option<&str>) -> Table {
        Table {
            columns: &[Column::Name, Column::Points],
            headings: vec!["Họ và tên".into(), "Điểm".into()],
            banner: banner.map(String::from),
            sheet_name: "Lượt thi".into(),
            notes_name: "Ghi chú".into(),
            notes: vec![("Vòng thi".into(), "=1+1".into())],
        }
    }

    fn read(table: &Table, rows: &[Row], rows_per_sheet: u32) -> Xlsx<Cursor<Vec<u8>>> {
        let folder = tempfile::tempdir().unwrap();
        let mut file = XlsxFile::with_rows(table, folder.path(), rows_per_sheet).unwrap();
        for row in rows {
            file.row(row).unwrap();
        }
        let mut bytes = Cursor::new(Vec::new());
        file.finish(&mut bytes).unwrap();
        calamine::open_workbook_from_rs(bytes).unwrap()
    }

    fn named(name: &str) -> Row {
        vec![Cell::text(name), Cell::Hundredths(1_950)]
    }

    #[test]
    fn what_does_not_fit_one_sheet_continues_under_its_own_banner_and_headings() {
        let rows: Vec<Row> = (0..7).map(|n| named(&format!("Thí sinh {n}"))).collect();
        let mut book = read(&table(Some("KẾT QUẢ TẠM THỜI")), &rows, 5);
        assert_eq!(
            book.sheet_names(),
            ["Lượt thi", "Ghi chú", "Lượt thi (2)", "Lượt thi (3)"]
        );
        let mut names = Vec::new();
        for sheet in ["Lượt thi", "Lượt thi (2)", "Lượt thi (3)"] {
            let range = book.worksheet_range(sheet).unwrap();
            assert_eq!(
                range.get_value((0, 0)),
                Some(&Data::String("KẾT QUẢ TẠM THỜI".into()))
            );
            assert_eq!(range.get_value((1, 1)), Some(&Data::String("Điểm".into())));
            assert!(range.height() <= 5);
            names.extend(range.rows().skip(2).map(|row| row[0].to_string()));
        }
        assert_eq!(names, (0..7).map(|n| format!("Thí sinh {n}")).collect::<Vec<_>>());
    }

    #[test]
    fn texts_stay_texts_and_numbers_are_numbers() {
        let dangerous = [
            "=1+1",
            "+84",
            "@SUM(A1)",
            "http://example.vn",
            "{=1}",
            "Nguyễn Thị Ánh",
        ];
        let rows: Vec<Row> = dangerous.iter().map(|text| named(text)).collect();
        let mut book = read(&table(None), &rows, SHEET_ROWS);
        let range = book.worksheet_range("Lượt thi").unwrap();
        for (row, text) in dangerous.iter().enumerate() {
            assert_eq!(
                range.get_value((row as u32 + 1, 0)),
                Some(&Data::String((*text).into()))
            );
            assert_eq!(range.get_value((row as u32 + 1, 1)), Some(&Data::Float(19.5)));
        }
        for sheet in ["Lượt thi", "Ghi chú"] {
            assert!(book.worksheet_formula(sheet).unwrap().is_empty(), "no formula");
        }
        let notes = book.worksheet_range("Ghi chú").unwrap();
        assert_eq!(notes.get_value((0, 1)), Some(&Data::String("=1+1".into())));
    }

    #[test]
    fn the_longest_text_is_cut_instead_of_failing() {
        let mut book = read(&table(None), &[named(&"ộ".repeat(40_000))], SHEET_ROWS);
        let range = book.worksheet_range("Lượt thi").unwrap();
        assert_eq!(
            range.get_value((1, 0)).unwrap().to_string().chars().count(),
            CELL_CHARS
        );
    }

    #[test]
    fn days_count_as_spreadsheets_count_them() {
        let days = |day: &str| midnight(day).map(serial);
        assert_eq!(days("2000-01-01"), Some(36_526.0));
        assert_eq!(days("1900-03-01"), Some(61.0));
        assert_eq!(days("1900-02-28"), None);
        assert_eq!(days("2001-02-29"), None);
        let noon = serial(local_ms(Millis(1_764_565_200_000)));
        assert_eq!(noon.fract(), 0.5, "05:00 UTC is noon in Viet Nam");
    }
}
