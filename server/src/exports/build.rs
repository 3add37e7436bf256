//! From rows to a file: the rows come from the database, the file is written beside, on a thread that may block.

use super::cell::Row;
use super::column::Column;
use super::csv_file::CsvFile;
use super::xlsx_file::XlsxFile;
use crate::errors::{Answer, Refusal};
use rust_xlsxwriter::XlsxError;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use tokio::sync::mpsc;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    Xlsx,
    Csv,
}

/// Everything of a table but its rows.
pub struct Table {
    pub columns: &'static [Column],
    /// One a column.
    pub headings: Vec<String>,
    /// Said above everything if this is not final.
    pub banner: Option<String>,
    pub sheet_name: String,
    pub notes_name: String,
    /// Label and text; XLSX only.
    pub notes: Vec<(String, String)>,
}

impl Table {
    pub fn headings(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(String::as_str)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    #[error("an export could not be written: {0}")]
    Io(#[from] io::Error),
    #[error("an export could not be written: {0}")]
    Csv(#[from] csv::Error),
    #[error("an export could not be written: {0}")]
    Xlsx(#[from] XlsxError),
}

impl From<BuildError> for Refusal {
    fn from(error: BuildError) -> Refusal {
        Refusal::internal(error)
    }
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
