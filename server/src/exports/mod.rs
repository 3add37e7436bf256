//! Spreadsheets of a round: every attempt, the ranking, the winners; as XLSX or CSV, complete however many rows.
//!
//! A table is made in pages from the database: memory holds a page. CSV is sent as it is made; XLSX is made by a job, row
//! by row on the disk, and sent when it is complete: a file that breaks off is never taken for a complete one.

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
