//! Spreadsheets of a round: every attempt, the ranking, the winners; as XLSX or CSV, complete however many rows.
//!
//! A table is made in pages from the database and written, row by row, into an unnamed temporary file, which is then
//! sent: a file that breaks off is never taken for a complete one, and memory holds a page.

pub mod attempts;
pub mod build;
pub mod cell;
pub mod column;
pub mod csv_file;
pub mod download;
pub mod notes;
pub mod standings;
pub mod table;
pub mod texts;
pub mod xlsx_file;
