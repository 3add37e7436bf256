//! `/staff/rounds/{round}/exports/{file}`: exports are complete, readable by spreadsheets, safe to open,
//! and honest about what is not final.

mod cells;
mod complete;
mod face;
mod versions;

use crate::common::{Reply, Visitor};
use calamine::{Data, Reader, Xlsx};
use contest_core::ids::RoundId;
use contest_core::wire::paths;
use contest_core::wire::results::{RoundResults, Settlement};
use std::io::Cursor;

const BANNER: &str = "KẾT QUẢ TẠM THỜI – CHƯA PHẢI KẾT QUẢ CHÍNH THỨC";

async fn download(visitor: &Visitor, round: RoundId, file: &str) -> Reply {
    let address = paths::export(round, file);
    match file.ends_with(".xlsx") {
        true => visitor.job(&address, &()).await,
        false => visitor.get(&address).await,
    }
}

async fn settle(judge: &Visitor, round: RoundId) -> Settlement {
    let results: RoundResults = judge.job(&paths::settlement(round), &()).await.ok();
    results.settlement.expect("a settlement")
}

async fn finalise(judge: &Visitor, round: RoundId) {
    judge.publish(round).await.ok::<RoundResults>();
}

/// Reads a CSV file as a person would: every record, including banner and headings.
fn csv_records(reply: &Reply) -> Vec<Vec<String>> {
    assert!(reply.status.is_success(), "{}", reply.text());
    let text = reply
        .body
        .strip_prefix(b"\xEF\xBB\xBF")
        .expect("a byte order mark");
    assert!(!text.starts_with(b"\xEF\xBB\xBF"), "one is enough");
    // Not flexible: every record must have the same number of fields.
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
    reader
        .records()
        .map(|record| record.expect("RFC 4180").iter().map(String::from).collect())
        .collect()
}

fn xlsx(reply: &Reply) -> Xlsx<Cursor<Vec<u8>>> {
    assert!(reply.status.is_success(), "{}", reply.text());
    calamine::open_workbook_from_rs(Cursor::new(reply.body.clone())).expect("an XLSX file")
}

/// Returns the first sheet.
fn sheet(reply: &Reply) -> Vec<Vec<Data>> {
    let mut book = xlsx(reply);
    let range = book.worksheet_range_at(0).expect("a sheet").expect("a range");
    range.rows().map(<[Data]>::to_vec).collect()
}

fn column(headings: &[String], name: &str) -> usize {
    headings
        .iter()
        .position(|heading| heading == name)
        .unwrap_or_else(|| panic!("no column {name}: {headings:?}"))
}

fn texts(row: &[Data]) -> Vec<String> {
    row.iter().map(ToString::to_string).collect()
}

fn file_name(reply: &Reply) -> &str {
    reply.headers["content-disposition"].to_str().expect("ASCII")
}
