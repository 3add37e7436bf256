//! The report of a run: a table for the terminal, JSON for programs, a page with charts for people.

pub mod html;
pub mod json;
pub mod markdown;
pub mod table;
