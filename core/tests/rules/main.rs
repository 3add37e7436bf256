//! The rules checked against their definitions: properties over random cases, and values pinned by hand. One module per
//! module of the crate; one binary, because linking takes longer than running.

mod answers;
mod attempts;
mod blueprint;
mod changes;
mod fixtures;
mod golden;
mod paper;
mod ranking;
mod rounds;
mod scoring;
mod time;
mod winners;
mod wire;
