//! `/staff/contests` and below.

mod audit;
mod clone;
mod create;
mod desk;
mod edit;
mod notice;
mod practice;
mod publish;
mod read;
mod toml;
mod units;
