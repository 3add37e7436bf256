//! Recording: starts and closed attempts become rows. Knows the database only: neither Redis nor the rules of a round.
//!
//! The entities are the one list of columns; [`statement`] makes the insertions from them, [`rows`] turns rows into what
//! the core speaks of. [`insert`] writes a batch, [`correct`] replaces a record, which [`superseded`] keeps, and sets aside what came too late,
//! [`recorder`] is the thread that commits in groups.

pub mod correct;
pub mod entry;
pub mod insert;
pub mod recorder;
pub mod rows;
pub mod statement;
pub mod superseded;
