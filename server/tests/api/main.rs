//! The API suite: everything through HTTP, on SQLite and on PostgreSQL, with a real Redis.

mod attempts;
mod boards;
mod common;
mod crowd;
mod exports;
mod promise;
mod results;
