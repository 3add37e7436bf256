//! From rows to a file: the rows come from the database, the file is written beside, on a thread that may block.

use super::cell::Row;
use super::csv_file::CsvFile;
use super::table::{BuildError, Table};
use super::xlsx_file::XlsxFile;
use crate::errors::{Answer, Refusal};
use std::fs::File;
use std::io::{BufWriter, Seek, Write};
use std::path::Path;
use tokio::sync::mpsc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    Xlsx,
    Csv,
}

/// Rows on their way to the file, a page at a time.
pub struct Rows(mpsc::Sender<Vec<Row>>);

/// The file is not written any further: why, its writer knows.
pub struct WriterGone;

impl Rows {
    pub async fn send(&self, page: Vec<Row>) -> Result<(), WriterGone> {
        self.0.send(page).await.map_err(|_gone| WriterGone)
    }
}

/// Two ends: rows are sent into the one, [`write_file`] takes them from the other.
pub fn rows() -> (Rows, mpsc::Receiver<Vec<Row>>) {
    let (sender, arrivals) = mpsc::channel(2);
    (Rows(sender), arrivals)
}

/// Writes the rows that arrive into an unnamed file in `folder`, on a thread of its own; rewound, with its length.
pub async fn write_file(
    table: Table,
    format: FileFormat,
    arrivals: mpsc::Receiver<Vec<Row>>,
    folder: &Path,
) -> Answer<(File, u64)> {
    let folder = folder.to_owned();
    let writing = tokio::task::spawn_blocking(move || write(&table, format, arrivals, &folder));
    Ok(writing.await.map_err(Refusal::internal)??)
}

fn write(
    table: &Table,
    format: FileFormat,
    mut arrivals: mpsc::Receiver<Vec<Row>>,
    folder: &Path,
) -> Result<(File, u64), BuildError> {
    let mut file = tempfile::tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(256 * 1024, &mut file);
    match format {
        FileFormat::Csv => {
            let mut csv = CsvFile::begin(&mut out, table)?;
            while let Some(page) = arrivals.blocking_recv() {
                page.iter().try_for_each(|row| csv.row(row))?;
            }
            csv.finish()?;
        }
        FileFormat::Xlsx => {
            let mut xlsx = XlsxFile::begin(table, folder)?;
            while let Some(page) = arrivals.blocking_recv() {
                page.iter().try_for_each(|row| xlsx.row(row))?;
            }
            xlsx.finish(&mut out)?;
        }
    }
    out.flush()?;
    drop(out);
    let length = file.metadata()?.len();
    file.rewind()?;
    Ok((file, length))
}
