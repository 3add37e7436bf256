//! The attempt's path: start, save, submit, receipt; then result and review.

pub mod acknowledgement;
pub mod admit;
pub mod find;
pub mod history;
pub mod mine;
pub mod paper;
pub mod parts;
pub mod receipt;
pub mod review;
pub mod save;
pub mod start;
pub mod submit;
pub mod ticket;
