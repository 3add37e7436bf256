//! The JSON format `thiluat-bank/1`: every field is named, keys are letters, and nothing unknown is accepted.

mod object;
mod read;
mod tree;
mod write;

pub(crate) use read::read;
pub use write::write_json;

/// Names the format and its version.
pub(crate) const FORMAT: &str = "thiluat-bank/1";
