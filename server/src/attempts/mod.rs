//! The attempt's path: start, save, submit, record, receipt; then result and review.

pub mod close;
pub mod history;
pub mod insert;
pub mod mine;
pub mod overdue;
pub mod paper;
pub mod receipt;
pub mod record;
pub mod recorder;
pub mod review;
pub mod save;
pub mod start;
pub mod submit;
pub mod ticket;
