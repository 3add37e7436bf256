//! Question banks: checking a file, loading it as an immutable version, showing and comparing versions, changing single
//! questions and writing versions as files.

pub(crate) mod change;
pub(crate) mod check;
pub(crate) mod differences;
pub(crate) mod download;
pub(crate) mod findings;
pub(crate) mod history;
pub(crate) mod list;
pub mod load;
pub(crate) mod show;
pub(crate) mod summary;
pub(crate) mod template;
pub(crate) mod upload;
