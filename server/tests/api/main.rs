//! The API suite: everything through HTTP, on SQLite and on PostgreSQL, with a real Redis.
//!
//! Its folders mirror the addresses in `core/src/wire/paths.rs`: `/rounds/{round}/board` is tested in `rounds/board/`.
//! `across/` has what crosses addresses, `operator/` what operators do beside the API, `common/` what tests share.

mod accounts;
mod across;
mod attempts;
mod common;
mod contests;
mod me;
mod operator;
mod pages;
mod password_reset;
mod receipts;
mod rounds;
mod session;
mod staff;
