//! The rules of a law-knowledge contest, pure: no I/O, no clock, no hidden randomness.
//!
//! `now` and `seed` are always arguments. The same code runs on the server, in the browser, and for anyone who wants to
//! redraw a paper or check a winner list.

pub mod answers;
pub mod attempts;
pub mod blueprint;
pub mod changes;
pub mod explaining;
pub mod extra_time;
pub mod ids;
pub mod paper;
pub mod passwords;
pub mod phones;
pub mod pinning;
pub mod practice;
pub mod questions;
pub mod ranking;
pub mod receipts;
pub mod rehearsal;
pub mod rounds;
pub mod scoring;
pub mod statistics;
pub mod streaks;
pub mod time;
pub mod variety;
pub mod winners;
pub mod wire;
