//! Files that organisers upload: bounded in size, parsed on blocking threads, at most two at a time.

use crate::body;
use crate::errors::{AppResult, Refusal};
use crate::lang;
use actix_web::web::{Bytes, Payload};
use contest_core::wire::banks::RowIssue;
use question_banks::{Issue, limits};
use serde::Deserialize;
use tokio::sync::Semaphore;

/// Unpacking and parsing a workbook takes up to a few hundred megabytes, so no more than two are read or written at once.
static READING: Semaphore = Semaphore::const_new(2);

#[derive(Deserialize)]
pub(crate) struct Upload {
    /// The extension tells the format.
    pub(crate) filename: String,
}

/// Returns the whole file.
pub(crate) async fn receive(payload: Payload) -> AppResult<Bytes> {
    body::read(payload, limits::FILE_BYTES).await
}

/// Runs a reader or writer of `question-banks` on a blocking thread, where it does not hold up requests.
pub(crate) async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> AppResult<T> {
    let _turn = READING.acquire().await.map_err(Refusal::internal)?;
    tokio::task::spawn_blocking(work).await.map_err(Refusal::internal)
}

/// Returns the issues in the reader's language.
pub(crate) fn rows(issues: &[Issue]) -> Vec<RowIssue> {
    let lang = lang::of_reader();
    issues.iter().map(|issue| issue.to_wire(lang)).collect()
}
