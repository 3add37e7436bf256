//! Faults one at a time: a store is slow, silent, away, full or empty at the worst moment, and each promise of the
//! attempt's path must still hold. A proxy runs between the servers and each of their stores.

#[path = "../api/common/mod.rs"]
mod common;

mod acknowledged;
mod agreement;
mod arrival;
mod backlog;
mod bed;
mod blind;
mod contestants;
mod dead_master;
mod finality;
mod isolation;
mod ledger;
mod logs;
mod meanwhile;
mod memory;
mod numbers;
mod proxy;
mod rebuild;
mod silence;
mod watching;
