//! The API suite: everything through HTTP, on SQLite and on PostgreSQL, with a real Redis.

mod accounts;
mod attempts;
mod audit;
mod authorisation;
mod banks;
mod boards;
mod changes;
mod common;
mod demo;
mod draft_refusals;
mod drafts;
mod exports;
mod keys;
mod methods;
mod operations;
mod operator;
mod overload;
mod promise;
mod refused_attempts;
mod results;
mod skew;
mod waiting;
mod windows;
