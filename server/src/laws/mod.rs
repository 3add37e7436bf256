//! The register of laws: loaded by operators, read by everybody, and asked whether a legal basis exists and is in force.

mod article;
pub(crate) mod basis;
pub(crate) mod doubts;
mod front;
mod kept;
pub(crate) mod list;
pub(crate) mod page;
pub mod register;
pub mod store;
mod words;

pub(crate) use kept::LawPages;
