//! Tables as CSV: UTF-8 with a byte order mark (Excel needs it), commas, RFC 4180.

use super::cell::{Cell, Row, in_viet_nam};
use super::table::{BuildError, Table};
use csv::{Terminator, Writer, WriterBuilder};
use std::borrow::Cow;
use std::io;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Returns the lines above the rows. The banner is a record as wide as the others, with one field filled.
pub(crate) fn head(table: &Table) -> Result<Vec<u8>, BuildError> {
    let mut lines = writer(BYTE_ORDER_MARK.to_vec());
    if let Some(banner) = &table.banner {
        let rest = table.columns.iter().skip(1).map(|_| "");
        lines.write_record(std::iter::once(banner.as_str()).chain(rest))?;
    }
    lines.write_record(table.headings().map(|heading| guarded(heading).into_owned()))?;
    finish(lines)
}

/// Returns the lines of some of the rows.
pub(crate) fn lines(rows: &[Row]) -> Result<Vec<u8>, BuildError> {
    let mut lines = writer(Vec::new());
    for row in rows {
        lines.write_record(row.iter().map(|cell| written(cell).into_owned()))?;
    }
    finish(lines)
}

fn writer(begun: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .from_writer(begun)
}

fn finish(lines: Writer<Vec<u8>>) -> Result<Vec<u8>, BuildError> {
    let written = lines.into_inner();
    Ok(written.map_err(|error| io::Error::other(error.to_string()))?)
}

fn written(cell: &Cell) -> Cow<'_, str> {
    match cell {
        Cell::Empty => "".into(),
        Cell::Text(text) => guarded(text),
        Cell::Count(count) => count.to_string().into(),
        Cell::Hundredths(value) => {
            let sign = if *value < 0 { "-" } else { "" };
            format!(
                "{sign}{}.{:02}",
                value.unsigned_abs() / 100,
                value.unsigned_abs() % 100
            )
            .into()
        }
        Cell::DurationMs(ms) => format!("{}.{:03}", ms / 1_000, ms % 1_000).into(),
        Cell::Moment(moment) => {
            let local = in_viet_nam(*moment).map(|local| local.strftime("%Y-%m-%d %H:%M:%S%.3f").to_string());
            local.unwrap_or_default().into()
        }
        Cell::Day(day) => guarded(day),
    }
}

/// Spreadsheets execute a text that begins like a formula; a leading apostrophe keeps it a text.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}").into()
    } else {
        text.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contest_core::time::Millis;

    #[test]
    fn what_begins_like_a_formula_is_made_a_text() {
        for text in ["=1+1", "+84", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "Nguyễn Văn An", "'=1", "0912 345 678", " =1", "A-1"] {
            assert_eq!(guarded(text), text);
        }
    }

    #[test]
    fn no_cell_of_text_begins_like_a_formula() {
        for first in (0..=0x2fff_u32).filter_map(char::from_u32) {
            let cell = Cell::Text(format!("{first}cmd|' /C calc'!A0"));
            assert!(
                !written(&cell).starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{first:?}"
            );
        }
    }

    #[test]
    fn numbers_and_moments_are_exact() {
        for (cell, text) in [
            (Cell::Hundredths(1_905), "19.05"),
            (Cell::Hundredths(-5), "-0.05"),
            (Cell::DurationMs(61_007), "61.007"),
            (Cell::Count(-3), "-3"),
            (Cell::Moment(Millis(1_764_547_200_042)), "2025-12-01 07:00:00.042"),
            (Cell::Moment(Millis(i64::MAX)), ""),
            (Cell::Empty, ""),
        ] {
            assert_eq!(written(&cell), text);
        }
    }
}
