//! Contests: how the public sees them, how people enter, and how organisers make and publish them.

pub mod access;
pub mod audit;
pub mod catalog;
pub mod changes;
pub mod commitment;
pub mod consent;
pub mod create;
pub mod current;
pub mod draft;
pub mod draft_rounds;
pub mod edit;
pub mod enter;
pub mod entry;
pub mod fragments;
pub mod list;
pub mod load_units;
pub mod messages;
pub mod move_window;
pub mod publish;
pub mod reveal;
pub mod rounds;
pub mod shared_questions;
pub mod show;
pub mod staff_list;
pub mod staff_show;
pub mod units;
