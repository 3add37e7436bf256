//! Spreadsheets of a round: all attempts, the ranking, the winners, the questions, the units; as XLSX or CSV, complete however many rows there
//! are.
//!
//! A table is read from the database in pages: memory holds one page. CSV is sent while it is made; XLSX is made by a
//! job, row by row on disk, and sent when it is complete. A file that breaks off is never mistaken for a complete one.

pub(crate) mod attempts;
pub(crate) mod build;
pub(crate) mod by_contestant;
pub(crate) mod cell;
pub(crate) mod column;
pub(crate) mod csv_file;
pub(crate) mod download;
pub(crate) mod export;
pub(crate) mod figures;
pub(crate) mod make;
pub(crate) mod notes;
pub(crate) mod standings;
pub(crate) mod table;
pub(crate) mod texts;
pub(crate) mod xlsx_file;
