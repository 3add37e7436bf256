//! Boards: snapshots of the live or final ranking, with masked names.

pub mod mask;
pub(crate) mod show;
pub mod shown;
mod slot;
pub mod snapshot;
