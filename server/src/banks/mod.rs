//! Question banks: checking a file, loading it as an immutable version, and showing versions.

pub mod check;
pub mod list;
pub mod load;
pub mod show;
pub mod summary;
pub mod template;
pub mod upload;
