//! The database in trouble: the server understands its errors, and does not wait for a database that says nothing.

#[path = "../api/common/mod.rs"]
mod common;

mod earlier;
mod earlier_contests;
mod earlier_release;
mod earlier_set_aside;
mod earlier_settlement;
mod postgres_trouble;
mod proxy;
mod silence;
mod sqlite_trouble;
