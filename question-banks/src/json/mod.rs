//! The JSON format `thiluat-bank/1`: every field named, keys as letters, nothing unknown accepted.

mod object;
mod read;
mod tree;
mod write;

pub(crate) use read::read;
pub use write::write_json;

/// Names the format and its version.
pub(crate) const FORMAT: &str = "thiluat-bank/1";
