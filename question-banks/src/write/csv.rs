//! CSV with a byte order mark, by which Excel recognises UTF-8, and with Excel's line ends.

use super::{cell, label_rows};
use crate::fields::Field;
use crate::sheets::guard_csv;
use contest_core::questions::Bank;
use csv::{Terminator, WriterBuilder};

/// Returns the bank as a table. Texts that a spreadsheet would take for formulas are preceded by an apostrophe.
pub fn write_csv(bank: &Bank) -> Vec<u8> {
    let columns = Field::columns();
    let labels = label_rows(bank).map(|row| row.map(str::to_owned).to_vec());
    let headings = columns.iter().map(|field| field.heading().to_owned()).collect();
    let questions = bank
        .questions
        .iter()
        .map(|question| columns.iter().map(|field| cell(question, *field)).collect());
    let rows = labels.into_iter().chain([headings]).chain(questions);
    table(rows)
}

/// Returns rows as CSV.
pub(crate) fn table(rows: impl Iterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = WriterBuilder::new()
        .flexible(true)
        .terminator(Terminator::CRLF)
        .from_writer(vec![0xef, 0xbb, 0xbf]);
    for row in rows {
        let guarded = row.iter().map(|text| guard_csv(text));
        writer
            .write_record(guarded)
            .expect("rows of any length may be written into memory");
    }
    writer.into_inner().expect("memory needs no flushing")
}
