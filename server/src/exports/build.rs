//! Turns rows into a file. Rows come from the database; the file is made on threads that may block. CSV is sent while
//! it is made; an XLSX file is sent when it is complete.

use super::cell::Row;
use super::csv_file;
use super::table::{BuildError, Table};
use super::xlsx_file::XlsxFile;
use crate::errors::{AppResult, Refusal};
use crate::long_work::{LongWork, Priority, Wanted};
use actix_web::web::Bytes;
use futures_util::future::ready;
use futures_util::stream::{once, try_unfold};
use futures_util::{Stream, StreamExt};
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;
use tokio::sync::{Semaphore, SemaphorePermit, mpsc};
use tokio::task::{JoinHandle, spawn_blocking};

/// Exports read a lot: only a few run at once, so that attempts do not suffer.
static READING: Semaphore = Semaphore::const_new(2);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileFormat {
    Xlsx,
    Csv,
}

impl FileFormat {
    /// Returns the file extension of this format, without the dot.
    pub(crate) fn ending(self) -> &'static str {
        match self {
            FileFormat::Xlsx => "xlsx",
            FileFormat::Csv => "csv",
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            FileFormat::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            FileFormat::Csv => "text/csv; charset=utf-8",
        }
    }
}

/// Sends rows to the file, a page at a time.
pub(crate) struct Rows(mpsc::Sender<Vec<Row>>);

/// The file is no longer being written; its writer knows why.
pub(crate) struct WriterGone;

impl Rows {
    pub(crate) async fn send(&self, page: Vec<Row>) -> Result<(), WriterGone> {
        self.0.send(page).await.map_err(|_gone| WriterGone)
    }
}

/// Returns two ends of a channel: rows are sent into one, [`csv_stream`] or [`write_xlsx`] takes them from the other.
pub(crate) fn rows() -> (Rows, mpsc::Receiver<Vec<Row>>) {
    let (sender, arrivals) = mpsc::channel(2);
    (Rows(sender), arrivals)
}

/// Rows being read: the pages as they arrive, and the task that sends them.
pub(crate) struct Reading {
    pub(crate) arrivals: mpsc::Receiver<Vec<Row>>,
    /// `None` once its result was taken.
    pub(crate) sending: Option<JoinHandle<AppResult<()>>>,
}

impl Reading {
    /// Returns the next page. At the end, returns `None` or the reason why there are no more.
    async fn next(&mut self) -> AppResult<Option<Vec<Row>>> {
        let page = self.arrivals.recv().await;
        if page.is_none()
            && let Some(sending) = self.sending.take()
        {
            sending.await.map_err(Refusal::internal)??;
        }
        Ok(page)
    }
}

/// Waits for a permit to read a page from the database. A slow download holds no permit while its page is sent.
pub(crate) async fn permit_to_read() -> AppResult<SemaphorePermit<'static>> {
    READING.acquire().await.map_err(Refusal::internal)
}

/// Streams a CSV file while it is made. Fails if even the first page cannot be read. If a later page fails, the stream
/// ends with an error, so that what was sent is never mistaken for the whole file.
pub(crate) async fn csv_stream(
    table: &Table,
    mut reading: Reading,
) -> AppResult<impl Stream<Item = io::Result<Bytes>> + use<>> {
    let mut begun = csv_file::head(table)?;
    if let Some(page) = reading.next().await? {
        begun.extend(lines(page).await?);
    }
    let rest = try_unfold(reading, async |mut reading| {
        let Some(page) = reading.next().await.map_err(broken_off)? else {
            return Ok(None);
        };
        let sent = lines(page).await.map_err(broken_off)?;
        Ok(Some((Bytes::from(sent), reading)))
    });
    Ok(once(ready(Ok(Bytes::from(begun)))).chain(rest))
}

async fn lines(page: Vec<Row>) -> AppResult<Vec<u8>> {
    let writing = spawn_blocking(move || csv_file::lines(&page));
    Ok(writing.await.map_err(Refusal::internal)??)
}

/// It is too late to send a refusal: the connection is closed before the end of the file.
fn broken_off(why: Refusal) -> io::Error {
    tracing::warn!(%why, "a download is broken off");
    io::Error::other(why.to_string())
}

/// Writes the rows into an unnamed XLSX file in `folder`, on a thread of its own. Returns the file, rewound, and its
/// length. `progress` receives the number of rows written so far.
pub(crate) async fn write_xlsx(
    table: Table,
    reading: Reading,
    folder: &Path,
    progress: impl Fn(u64) + Send + 'static,
) -> AppResult<(File, u64)> {
    let Reading { arrivals, sending } = reading;
    let folder = folder.to_owned();
    // Compressing a large file keeps a processor busy for a minute.
    let writing = LongWork::begin(Priority::Low, move |wanted| {
        write(&table, arrivals, &folder, wanted, progress)
    });
    let written = writing.map_err(Refusal::internal)?.end().await?;
    let sent = match sending {
        Some(sending) => sending.await.map_err(Refusal::internal)?,
        None => Ok(()),
    };
    // The writer's error comes first: if it failed, the sender only noticed that nobody takes its rows.
    let made = written?;
    sent?;
    Ok(made)
}

fn write(
    table: &Table,
    mut arrivals: mpsc::Receiver<Vec<Row>>,
    folder: &Path,
    wanted: &Wanted,
    progress: impl Fn(u64),
) -> Result<(File, u64), BuildError> {
    let mut file = tempfile::tempfile_in(folder)?;
    let mut out = BufWriter::with_capacity(256 * 1024, &mut file);
    let mut xlsx = XlsxFile::begin(table, folder)?;
    let mut written = 0;
    while let Some(page) = arrivals.blocking_recv() {
        page.iter().try_for_each(|row| xlsx.row(row))?;
        written += page.len() as u64;
        progress(written);
        if !wanted.is_wanted() {
            return Err(BuildError::NotWanted);
        }
    }
    if !wanted.is_wanted() {
        return Err(BuildError::NotWanted);
    }
    xlsx.finish(&mut out)?;
    out.flush()?;
    drop(out);
    let length = file.metadata()?.len();
    file.rewind()?;
    Ok((file, length))
}
