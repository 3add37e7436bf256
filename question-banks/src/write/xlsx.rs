//! XLSX: every cell is text, so nothing can become a formula; fixed words have drop-down lists.

use super::{cell, guide, label_rows};
use crate::fields::Field;
use crate::{limits, words};
use contest_core::questions::Bank;
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

/// The most characters that a cell can hold.
const CELL_CHARS: usize = 32_767;

/// Widths are in characters of the standard font.
const NARROW: f64 = 14.0;
const WIDE: f64 = 40.0;
const STEM: f64 = 60.0;

/// Returns the bank as a workbook, with a second sheet that explains the columns.
pub fn write_xlsx(bank: &Bank) -> Vec<u8> {
    workbook(bank).expect("texts are cut to what a cell holds and a bank has fewer rows than a sheet")
}

fn workbook(bank: &Bank) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = new_workbook()?;
    let sheet = workbook.add_worksheet().set_name("Câu hỏi")?;
    questions(sheet, bank)?;
    guide::write(workbook.add_worksheet().set_name("Hướng dẫn")?, &guide::of_bank())?;
    workbook.save_to_buffer()
}

/// Creates a workbook with a fixed date, so that the same content makes the same file.
pub(crate) fn new_workbook() -> Result<Workbook, XlsxError> {
    let mut workbook = Workbook::new();
    let created = ExcelDateTime::from_ymd(2026, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    Ok(workbook)
}

fn questions(sheet: &mut Worksheet, bank: &Bank) -> Result<(), XlsxError> {
    let columns = Field::columns();
    let labels = label_rows(bank);
    let heading_row = labels.len() as u32;
    for ([label, value], row) in labels.into_iter().zip(0u32..) {
        write_text(sheet, row, 0, label, &heading_format())?;
        write_text(sheet, row, 1, value, &Format::new())?;
    }
    for (field, column) in columns.iter().zip(0u16..) {
        sheet.set_column_width(column, width(*field))?;
        // Also for the rows still to be typed.
        sheet.set_column_format(column, &text_format())?;
        write_text(sheet, heading_row, column, field.heading(), &heading_format())?;
        if let Some(list) = choices(*field) {
            let validation = DataValidation::new().allow_list_strings(&list)?;
            let last = heading_row + limits::QUESTIONS as u32;
            sheet.add_data_validation(heading_row + 1, column, last, column, &validation)?;
        }
    }
    let wrapped = text_format().set_text_wrap().set_align(FormatAlign::Top);
    for (question, row) in bank.questions.iter().zip(heading_row + 1..) {
        for (field, column) in columns.iter().zip(0u16..) {
            write_text(sheet, row, column, &cell(question, *field), &wrapped)?;
        }
    }
    sheet.set_freeze_panes(heading_row + 1, 1)?;
    Ok(())
}

/// Writes a text as text, whatever it begins with; writes nothing for an empty one.
pub(crate) fn write_text(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if text.is_empty() {
        return Ok(());
    }
    // Excel counts UTF-16 units, the writer counts characters; no text of a bank comes near either limit.
    let cut: String = text.chars().take(CELL_CHARS / 2).collect();
    sheet.write_string_with_format(row, column, cut, format)?;
    Ok(())
}

pub(crate) fn heading_format() -> Format {
    Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
}

/// Formats cells as text, so that Excel keeps "1/5" and "50%" as typed.
pub(crate) fn text_format() -> Format {
    Format::new().set_num_format("@")
}

/// Returns the words of a drop-down list.
fn choices(field: Field) -> Option<Vec<&'static str>> {
    match field {
        Field::Difficulty => Some(words::DIFFICULTIES.map(words::write_difficulty).to_vec()),
        Field::Kind => Some(words::KINDS.map(words::write_kind).to_vec()),
        Field::Credit => Some(words::CREDITS.map(words::write_credit).to_vec()),
        Field::KeepOrder => Some([true, false].map(words::write_yes_no).to_vec()),
        _ => None,
    }
}

fn width(field: Field) -> f64 {
    match field {
        Field::Stem => STEM,
        Field::Option(_) | Field::Explanation => WIDE,
        _ => NARROW,
    }
}
