//! The rules held against their definitions: properties over random cases, and values pinned by hand. One module a
//! module of the crate; one binary, because linking costs more than running.

mod answers;
mod attempts;
mod blueprint;
mod fixtures;
mod golden;
mod paper;
mod ranking;
mod rounds;
mod scoring;
mod time;
mod winners;
mod wire;
