//! Question banks: checking a file, loading it as an immutable version, and showing versions.

pub(crate) mod check;
pub(crate) mod list;
pub mod load;
pub(crate) mod show;
pub(crate) mod summary;
pub(crate) mod template;
pub(crate) mod upload;
