//! The rules checked against their definitions: properties over random cases, and values pinned by hand. One module per
//! module of the crate; one binary, because linking takes longer than running.

mod answers;
mod attempts;
mod blueprint;
mod changes;
mod explaining;
mod extra_time;
mod fixtures;
mod golden;
mod ids;
mod paper;
mod ranking;
mod receipts;
mod rehearsal;
mod rounds;
mod scoring;
mod statistics;
mod streaks;
mod time;
mod variety;
mod winners;
mod wire;
