//! A table without its rows, and what can go wrong while it is written. Does not know who writes it.

use super::column::Column;
use crate::errors::Refusal;
use contest_core::wire::errors::ErrorCode;
use rust_xlsxwriter::XlsxError;
use std::io;

/// Everything in a table but its rows.
pub struct Table {
    pub columns: &'static [Column],
    /// One per column.
    pub headings: Vec<String>,
    /// Shown above everything else while the result is not final.
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
