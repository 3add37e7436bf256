//! A table without its rows, and what can go wrong while it is written. Does not know who writes it.

use super::column::Column;
use crate::errors::Refusal;
use contest_core::wire::errors::ErrorCode;
use rust_xlsxwriter::XlsxError;
use std::io;

/// Everything in a table but its rows.
pub(crate) struct Table {
    pub(crate) columns: &'static [Column],
    /// One per column.
    pub(crate) headings: Vec<String>,
    /// Shown above everything else while the result is not final.
    pub(crate) banner: Option<String>,
    pub(crate) sheet_name: String,
    pub(crate) notes_name: String,
    /// Label and text; XLSX only.
    pub(crate) notes: Vec<(String, String)>,
}

impl Table {
    pub(crate) fn headings(&self) -> impl Iterator<Item = &str> {
        self.headings.iter().map(String::as_str)
    }
}

#[derive(Debug, thiserror::Error)]
pub(crate) enum BuildError {
    #[error("an export could not be written: {0}")]
    Io(#[from] io::Error),
    #[error("an export could not be written: {0}")]
    Csv(#[from] csv::Error),
    #[error("an export could not be written: {0}")]
    Xlsx(#[from] XlsxError),
    #[error("nobody waits for the export any more")]
    NotWanted,
}

impl From<BuildError> for Refusal {
    fn from(error: BuildError) -> Refusal {
        match error {
            BuildError::NotWanted => ErrorCode::JobOver.into(),
            BuildError::Io(error) | BuildError::Xlsx(XlsxError::IoError(error)) => Refusal::disk(error),
            error => Refusal::internal(error),
        }
    }
}
