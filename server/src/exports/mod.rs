//! Spreadsheets of a round: all attempts, the ranking, the winners; as XLSX or CSV, complete however many rows there
//! are.
//!
//! A table is read from the database in pages: memory holds one page. CSV is sent while it is made; XLSX is made by a
//! job, row by row on disk, and sent when it is complete. A file that breaks off is never mistaken for a complete one.

pub mod attempts;
pub mod build;
pub mod by_contestant;
pub mod cell;
pub mod column;
pub mod csv_file;
pub mod download;
pub mod export;
pub mod make;
pub mod notes;
pub mod standings;
pub mod table;
pub mod texts;
pub mod xlsx_file;
