//! Boards: snapshots of the live ranking, and one's own place.

pub mod mask;
pub mod show;
pub mod shown;
mod slot;
pub mod snapshot;
