//! Question banks.

mod change;
pub(crate) mod differences;
mod differences_view;
mod findings;
pub(crate) mod history;
pub(crate) mod list;
mod preview;
pub(crate) mod question;
pub(crate) mod questions;
pub(crate) mod show;
pub(crate) mod upload;
mod uses;
