//! The database in trouble: what it says then is understood, and what it does not say is not waited for.

#[path = "../api/common/mod.rs"]
mod common;

mod earlier_release;
mod earlier_settlement;
mod postgres_trouble;
mod proxy;
mod silence;
mod sqlite_trouble;
