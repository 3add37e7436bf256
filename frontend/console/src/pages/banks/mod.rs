//! Question banks.

pub(crate) mod list;
pub(crate) mod show;
pub(crate) mod upload;
