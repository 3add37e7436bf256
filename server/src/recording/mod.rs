//! Recording: turns starts and closed attempts into rows. Knows only the database: neither Redis nor the rules of a
//! round.
//!
//! The entities are the one list of columns; [`statement`] makes the insertions from them, and [`rows`] converts
//! between rows and the types of the core. [`insert`] writes a batch, [`correct`] replaces a record, which
//! [`superseded`] keeps, and sets aside what came too late; [`late_sheet`] keeps sheets that arrived after the deadline.
//! [`unit`] moves records to another unit. [`recorder`] is the thread that commits in groups. [`receipt_codes`] fills in
//! what rows of earlier releases lack.

pub mod correct;
pub mod insert;
pub(crate) mod late_sheet;
pub mod new_row;
pub mod receipt_codes;
pub(crate) mod recorder;
pub mod rows;
pub(crate) mod statement;
pub(crate) mod superseded;
pub(crate) mod unit;
