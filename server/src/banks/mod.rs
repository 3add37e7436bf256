//! Question banks: checking a file, loading it as an immutable version, showing versions and writing them as files.

pub(crate) mod check;
pub(crate) mod download;
pub(crate) mod list;
pub mod load;
pub(crate) mod show;
pub(crate) mod summary;
pub(crate) mod template;
pub(crate) mod upload;
